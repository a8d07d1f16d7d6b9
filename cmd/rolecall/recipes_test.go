package main

import (
	"os"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/spec"
)

// TestRecipesOfCIAreSound reads every recipe as YAML, and finds each flag and
// command of ours that one names.
func TestRecipesOfCIAreSound(t *testing.T) {
	text, err := os.ReadFile("../../docs/ci.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(text), "```yaml\n")[1:]
	if len(blocks) != 4 {
		t.Fatalf("%d blocks of YAML", len(blocks))
	}
	for i, block := range blocks {
		block, _, _ = strings.Cut(block, "```")
		if _, err := document.Parse("ci.md", []byte(block)); err != nil {
			t.Errorf("block %d: %v", i+1, err)
		}
	}
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	last, _, _ := strings.Cut(blocks[3], "```")
	if _, err := conformance.ParseTarget(contract, "ci.md", []byte(last), func(string) (string, bool) { return "x", true }); err != nil {
		t.Error(err)
	}
	verify, merge := newVerifyCommand().Flags(), newMergeCommand().Flags()
	for _, line := range strings.Split(string(text), "\n") {
		_, command, found := strings.Cut(line, "rolecall ")
		flags := verify
		if strings.HasPrefix(command, "report merge") {
			flags = merge
		} else if !found || !strings.HasPrefix(command, "verify") {
			continue
		}
		for _, word := range strings.Fields(command) {
			if name, is := strings.CutPrefix(word, "--"); is && flags.Lookup(strings.Trim(name, "`'")) == nil {
				t.Errorf("there is no flag %s in: %s", word, line)
			}
		}
	}
}
