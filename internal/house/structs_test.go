package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// maxFields is how many fields a struct of the mock, of the suite's floors and of the
// fixtures has at most, each embedded one among them: what has more is more than one noun.
const maxFields = 12

func TestStructsAreSmall(t *testing.T) {
	seen := 0
	sources(t, func(path string, text []byte) {
		if !strings.HasPrefix(path, "conformance/internal/") && !strings.HasPrefix(path, "mockserver/") && !strings.HasPrefix(path, "fixtures/") && !strings.HasPrefix(path, "internal/proxy/") {
			return
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, is := n.(*ast.StructType)
			if !is {
				return true
			}
			seen++
			fields := 0
			for _, f := range s.Fields.List {
				if f.Tag != nil { // a document, whose shape is not ours alone
					continue
				}
				fields += max(1, len(f.Names))
			}
			if fields > maxFields {
				t.Errorf("%s: a struct of %d fields; split it into nouns of at most %d", files.Position(s.Pos()), fields, maxFields)
			}
			return true
		})
	})
	if seen < 50 {
		t.Errorf("only %d structs seen", seen)
	}
}
