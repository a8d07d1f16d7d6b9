// Package house keeps the rules of the code base itself: which package may
// import which, and that the Users API stands in the document and not in Go.
package house

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/cotalker/rolecall/"

// arrows are the packages of ours that each folder may import, outside tests.
// What stands below a folder follows the folder's rule.
var arrows = map[string][]string{
	"spec":        {},
	"fixtures":    {"spec"},
	"mockserver":  {"spec", "fixtures", "mockserver"},
	"conformance": {"spec", "fixtures", "conformance"},
	"cmd":         {"spec", "fixtures", "mockserver", "conformance"},
	"internal":    {"spec", "fixtures", "mockserver", "conformance", "internal"},
	"examples":    {"spec", "fixtures", "mockserver", "conformance"},
}

// floors are those of the suite and of the mock, from the ground up. Each may import
// those below it.
var floors = [][]string{
	{"conformance/internal/wire", "conformance/internal/engine", "conformance/internal/checks", "conformance"},
	{"mockserver/internal/values", "mockserver/internal/state", "mockserver/internal/ledger", "mockserver"},
}

// risesTo tells whether a floor imports one above it.
func risesTo(folder, ours string) bool {
	for _, house := range floors {
		if from, to := slices.Index(house, folder), slices.Index(house, ours); from >= 0 && to > from {
			return true
		}
	}
	return false
}

// sources yields every Go file of the module but tests, by its path from the
// root.
func sources(t *testing.T, visit func(path string, text []byte)) {
	t.Helper()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && name != "." || d.Name() == "testdata" || d.Name() == "node_modules" || d.Name() == "build") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err == nil {
			visit(filepath.ToSlash(name), text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestArrowsRunOneWay(t *testing.T) {
	seen := 0
	sources(t, func(path string, text []byte) {
		seen++
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.ToSlash(filepath.Dir(path))
		var may []string
		ruled := false
		for at := folder; at != "." && !ruled; at = filepath.ToSlash(filepath.Dir(at)) {
			may, ruled = arrows[at]
		}
		if !ruled {
			t.Errorf("%s: no rule says what %s may import", path, folder)
		}
		for _, spec := range file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			ours, inside := strings.CutPrefix(name, module)
			if !inside || ours == folder {
				continue
			}
			top, _, _ := strings.Cut(ours, "/")
			if ours == "internal/mutants" && !strings.HasPrefix(folder, "cmd/") {
				t.Errorf("%s imports the mutants", path)
			}
			if top == "internal" && !slices.Contains(may, "internal") {
				continue // what no user imports may serve any package
			}
			if risesTo(folder, ours) {
				t.Errorf("%s imports %s, which stands above it; the floors from the ground up are %v", path, ours, floors)
			}
			if !slices.Contains(may, top) {
				t.Errorf("%s imports %s; it may import %v", path, ours, may)
			}
		}
	})
	if seen < 20 {
		t.Errorf("only %d files seen", seen)
	}
}

// faces are the packages for those who have Ginkgo, with what they may import
// of it. No other package does, outside tests: it would come into the binary.
var faces = map[string][]string{
	"conformance":             {"github.com/onsi/ginkgo/v2/types"}, // reads label expressions
	"conformance/ginkgosuite": {"github.com/onsi/ginkgo/v2", "github.com/onsi/ginkgo/v2/types"},
	"conformance/matchers":    {"github.com/onsi/gomega/types"},
}

func TestOnlyTheFacesHaveGinkgo(t *testing.T) {
	used := map[string]bool{}
	sources(t, func(path string, text []byte) {
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.ToSlash(filepath.Dir(path))
		for _, spec := range file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if ours, inside := strings.CutPrefix(name, module); inside && faces[ours] != nil && ours != "conformance" && ours != folder {
				t.Errorf("%s imports %s, which is for tests", path, ours)
			}
			if !strings.HasPrefix(name, "github.com/onsi/") {
				continue
			}
			used[folder] = true
			if !slices.Contains(faces[folder], name) {
				t.Errorf("%s imports %s; %s may import %v of it", path, name, folder, faces[folder])
			}
		}
	})
	if len(used) != len(faces) {
		t.Errorf("of it import something: %v", used)
	}
}

// usersAPI matches a path, a permission or a member name of the Users API.
var usersAPI = regexp.MustCompile(`"/?(v[23]/)?users|admin-(user|accesscontrol|\*)|accessRoles|jobTitle|isActive|lastName`)

func TestTheSpecDrives(t *testing.T) {
	sources(t, func(path string, text []byte) {
		if strings.HasPrefix(path, "examples/") {
			return
		}
		for i, line := range strings.Split(string(text), "\n") {
			if found := usersAPI.FindString(line); found != "" {
				t.Errorf("%s:%d: %q belongs in the document, and the engine reads it there", path, i+1, found)
			}
		}
	})
}
