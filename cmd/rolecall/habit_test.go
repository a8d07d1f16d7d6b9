package main

import (
	"regexp"
	"testing"
)

// TestHabitsLeadToFlags holds the table to the flags that there are.
func TestHabitsLeadToFlags(t *testing.T) {
	flag := regexp.MustCompile(`--([a-z][a-z-]*)`)
	for name, table := range habits {
		cmd, _, err := newRootCommand().Find([]string{name})
		if err != nil {
			t.Fatal(err)
		}
		for habit, says := range table {
			if cmd.Flags().Lookup(habit) != nil {
				t.Errorf("rolecall %s has a flag --%s of its own", name, habit)
			}
			for _, meant := range flag.FindAllStringSubmatch(says, -1) {
				if cmd.Flags().Lookup(meant[1]) == nil {
					t.Errorf("rolecall %s --%s: %s; there is no such flag", name, habit, says)
				}
			}
		}
	}
}
