package house

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// row matches a module's line in docs/dependencies.md, with its reasons.
var row = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| [^|]*\\w[^|]* \\| [^|]*\\w[^|]* \\|$")

// TestEveryModuleHasItsReason compares what is linked into the binary, as it
// is built for Linux, with docs/dependencies.md.
func TestEveryModuleHasItsReason(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", "./cmd/rolecall")
	list.Dir = filepath.Join("..", "..")
	list.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64")
	text, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	linked := strings.Fields(string(text))
	slices.Sort(linked)
	linked = slices.Compact(linked)
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, found := range row.FindAllStringSubmatch(string(page), -1) {
		told = append(told, found[1])
	}
	if len(linked) < 5 {
		t.Errorf("only %d modules seen", len(linked))
	}
	for _, module := range linked {
		if !slices.Contains(told, module) {
			t.Errorf("docs/dependencies.md has no reason for %s", module)
		}
	}
	for _, module := range told {
		if !slices.Contains(linked, module) {
			t.Errorf("docs/dependencies.md speaks of %s, which is not in the binary", module)
		}
	}
}
