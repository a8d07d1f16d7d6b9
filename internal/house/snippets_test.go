package house

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shown are the parts of docs/conformance.md whose Go stands in an example, which
// the tests run.
var shown = map[string]string{
	"## From Ginkgo": "examples/ginkgo/users_suite_test.go",
	"## Tests of your own in the contract's words": "examples/gotest/users_test.go",
}

func TestWhatTheDocumentationShowsIsRun(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	page := read("docs/conformance.md")
	for heading, example := range shown {
		_, part, found := strings.Cut(page, heading+"\n")
		part, _, _ = strings.Cut(part, "\n## ")
		_, code, shows := strings.Cut(part, "```go\n")
		code, _, _ = strings.Cut(code, "```")
		if !found || !shows || !strings.Contains(read(example), code) {
			t.Errorf("the Go under %q does not stand in %s:\n%s", heading, example, code)
		}
	}
}
