package house

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shown are the pages whose code stands in examples, which are run. Each block of
// code of such a part stands in one of its files, word for word.
var shown = []struct {
	page, heading, language string
	blocks                  int
	examples                []string
}{
	{"docs/conformance.md", "## From Ginkgo", "go", 1, []string{"examples/ginkgo/users_suite_test.go"}},
	{"docs/conformance.md", "## Tests of your own in the contract's words", "go", 1, []string{"examples/gotest/users_test.go"}},
	{"docs/frontend.md", "## From a script to a test", "json", 1, []string{"examples/frontend/package.json"}},
	{"docs/frontend.md", "## From a script to a test", "ts", 2, []string{"examples/frontend/vite.config.ts", "examples/frontend/playwright/people.spec.ts"}},
	{"docs/frontend.md", "## Vitest", "ts", 1, []string{"examples/frontend/vitest/people.test.ts"}},
	{"docs/frontend.md", "## MSW", "ts", 1, []string{"examples/frontend/msw/handlers.test.ts"}},
}

func TestWhatTheDocumentationShowsIsRun(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for _, s := range shown {
		_, part, _ := strings.Cut(read(s.page), s.heading+"\n")
		part, _, _ = strings.Cut(part, "\n## ")
		blocks := strings.Split(part, "```"+s.language+"\n")[1:]
		if len(blocks) < s.blocks {
			t.Errorf("%s: under %q are %d blocks of %s, not %d", s.page, s.heading, len(blocks), s.language, s.blocks)
		}
		var run string
		for _, name := range s.examples {
			run += read(name)
		}
		for _, block := range blocks {
			code, _, _ := strings.Cut(block, "```")
			if !strings.Contains(run, code) {
				t.Errorf("%s: what stands under %q does not stand in %s:\n%s", s.page, s.heading, strings.Join(s.examples, " or "), code)
			}
		}
	}
}
