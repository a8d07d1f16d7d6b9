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

// mapWord matches a word of a map that may stand for a file, or for all of a topic.
var mapWord = regexp.MustCompile(`[a-z0-9]+(_\*)?|\*_[a-z0-9]+`)

// mapSize is how many files a package has whose map names each of them: a newcomer
// sees what few files are for by their names.
const mapSize = 10

// TestMapsShowWhatIsThere holds that the files which the doc.go of a package leads to
// stand beside it, and that it says of each file of a large package what it is for:
// by its name, or by its topic, such as headers_*.
func TestMapsShowWhatIsThere(t *testing.T) {
	files, maps := map[string][]string{}, map[string]string{}
	sources(t, func(name string, text []byte) {
		folder, base := path.Split(name)
		folder = path.Clean(folder)
		if base == "doc.go" {
			maps[folder] = string(text)
		} else {
			files[folder] = append(files[folder], base)
		}
	})
	large := 0
	for folder, all := range files {
		shown := maps[folder]
		for _, base := range goFile.FindAllString(shown, -1) {
			if base != "doc.go" && !slices.Contains(all, base) {
				t.Errorf("%s/doc.go leads to %s, which is not there", folder, base)
			}
		}
		if len(all) < mapSize {
			continue
		}
		large++
		words := mapWord.FindAllString(shown, -1)
		for _, base := range all {
			noun, kind, _ := strings.Cut(strings.TrimSuffix(base, ".go"), "_")
			if !slices.Contains(words, noun) && !slices.Contains(words, noun+"_*") && !slices.Contains(words, "*_"+kind) {
				t.Errorf("%s has %d files, and its doc.go does not say what %s is for", folder, len(all), base)
			}
		}
	}
	if large < 10 {
		t.Errorf("only %d large packages seen", large)
	}
}
