package house

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// named matches a file or folder of the tree, by its path from the root, as a page
// names it.
var named = regexp.MustCompile("`((?:spec|mockserver|conformance|fixtures|cmd|internal|examples|docs)/[A-Za-z0-9_./*-]+)`")

// TestWhatPagesLeadToIsThere looks for every file that the README and CONTRIBUTING
// lead a newcomer to.
func TestWhatPagesLeadToIsThere(t *testing.T) {
	for _, page := range []string{"README.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile(filepath.Join("..", "..", page))
		if err != nil {
			t.Fatal(err)
		}
		all := named.FindAllStringSubmatch(string(text), -1)
		for _, m := range all {
			at := filepath.Join("..", "..", filepath.FromSlash(strings.TrimSuffix(m[1], "/")))
			if found, err := filepath.Glob(at); err != nil || len(found) == 0 {
				t.Errorf("%s leads to %s, which is not there", page, m[1])
			}
		}
		if len(all) < 10 {
			t.Errorf("%s: only %d files seen", page, len(all))
		}
	}
}
