package house

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
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

// goFile matches a file of Go as the map of a package names it.
var goFile = regexp.MustCompile(`\b[a-z0-9_]+\.go\b`)

// mapped are packages whose map names each of their files.
var mapped = []string{"fixtures", "mockserver/internal/values", "mockserver/internal/state", "mockserver/internal/ledger"}

// TestMapsShowWhatIsThere holds that the files which the doc.go of a package leads to
// stand beside it, and for some packages that it leads to all.
func TestMapsShowWhatIsThere(t *testing.T) {
	files, maps := map[string][]string{}, map[string][]string{}
	sources(t, func(name string, text []byte) {
		folder, base := path.Split(name)
		folder = path.Clean(folder)
		files[folder] = append(files[folder], base)
		if base == "doc.go" {
			maps[folder] = append(goFile.FindAllString(string(text), -1), base)
		}
	})
	for folder, named := range maps {
		for _, base := range named {
			if !slices.Contains(files[folder], base) {
				t.Errorf("%s/doc.go leads to %s, which is not there", folder, base)
			}
		}
	}
	for _, folder := range mapped {
		for _, base := range files[folder] {
			if !slices.Contains(maps[folder], base) {
				t.Errorf("%s/doc.go does not say what %s is for", folder, base)
			}
		}
	}
	if len(maps) < 10 {
		t.Errorf("only %d maps seen", len(maps))
	}
}
