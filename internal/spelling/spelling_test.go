package spelling_test

import (
	"testing"

	"github.com/cotalker/rolecall/internal/spelling"
)

func TestNearest(t *testing.T) {
	known := []string{"headers", "permissions", "queries", "x-value"}
	for word, want := range map[string]string{
		"header": "headers", "permisions": "permissions", "QUERYES": "queries", "x-valeu": "x-value", "x": "", "": "", "nothing like it": "",
	} {
		if got := spelling.Nearest(word, known); got != want {
			t.Errorf("%q is taken for %q, not %q", word, got, want)
		}
	}
	if got := spelling.Nearest("xml", []string{"sql"}); got != "" {
		t.Errorf("a word of three letters is taken for %s, which has one of them", got)
	}
	if got := spelling.Within("prot", []string{"from", "port"}, 2); got != "port" {
		t.Errorf("two letters swapped are taken for %q", got)
	}
	if got := spelling.Within("permisions", known, 0); got != "" {
		t.Errorf("no letter may differ, and %q is found", got)
	}
}

// FuzzWithin compares the words that are passed over at a glance with what the
// distance says of them.
func FuzzWithin(f *testing.F) {
	f.Add("headers", "haeders", 2)
	f.Add("stands-for-nobody", "user-read+user-write", 5)
	f.Add("", "ab", 2)
	f.Fuzz(func(t *testing.T, word, text string, most int) {
		if len(word)+len(text) > 200 || most < 0 || most > 200 {
			t.Skip()
		}
		near := spelling.Distance(word, text) <= most
		if got := spelling.Within(word, []string{text}, most); text != "" && (got == text) != near {
			t.Errorf("%q within %d of %q: %q, and the distance is %d", text, most, word, got, spelling.Distance(word, text))
		}
	})
}
