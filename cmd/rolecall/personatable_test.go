package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cotalker/rolecall/fixtures"
)

// TestPersonasFitATerminal lists people with long names, long tokens and many
// rights.
func TestPersonasFitATerminal(t *testing.T) {
	many := strings.Fields(strings.Repeat("admin-everything-read ", 9))
	token := strings.Repeat("eyJhbGciOi", 12)
	people := []fixtures.Persona{
		{Name: "bootstrap", Token: "TOKEN", Caller: "1", Permissions: many},
		{Name: strings.Repeat("Åsa-", 20), Token: "åsa", Caller: "2"},
		{Name: "jwt", Token: token, Caller: "3", Permissions: many[:1]},
		{Name: "one", Token: "one", Caller: "4", Permissions: []string{strings.Repeat("w", 100)}},
	}
	for _, width := range []int{40, 79, 200} {
		var out bytes.Buffer
		personaTable(&out, people, width)
		for line := range strings.Lines(out.String()) {
			line = strings.TrimSuffix(line, "\n")
			if strings.Contains(line, token) {
				continue // a token stays in one piece
			}
			if n := utf8.RuneCountInString(line); n > max(width, 2*widestName+6+leastForRight) {
				t.Errorf("%d of %d columns: %s", n, width, line)
			}
			if line != strings.TrimRight(line, " ") {
				t.Errorf("blanks at the end of %q", line)
			}
		}
		if text := out.String(); width >= 79 && (!strings.Contains(text, token) || strings.Count(text, "admin-everything-read") != len(many)+1) {
			t.Errorf("something is missing at %d columns:\n%s", width, text)
		}
	}
}
