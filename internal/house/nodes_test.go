package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// TestNoNodeLeavesSpec holds that whoever reads a contract reads what was made of
// the document, with types, and never the document's own tree: no exported field,
// function or method of spec gives or takes a node.
func TestNoNodeLeavesSpec(t *testing.T) {
	seen := 0
	sources(t, func(path string, text []byte) {
		if !strings.HasPrefix(path, "spec/") {
			return
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		holds := func(what ast.Node) {
			ast.Inspect(what, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Ident:
					if n.Name == "node" {
						t.Errorf("%s: a node of the document leaves spec; give what it says with a type, or where it stands as a Position", files.Position(n.Pos()))
					}
				case *ast.SelectorExpr:
					if n.Sel.Name == "Node" {
						t.Errorf("%s: a node of the document leaves spec under another name", files.Position(n.Pos()))
					}
					return false
				}
				return true
			})
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() {
					seen++
					holds(d.Type)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					declared, is := s.(*ast.TypeSpec)
					if !is || !declared.Name.IsExported() {
						continue
					}
					seen++
					fields, is := declared.Type.(*ast.StructType)
					if !is {
						holds(declared.Type)
						continue
					}
					for _, f := range fields.Fields.List {
						if len(f.Names) == 0 || f.Names[0].IsExported() {
							holds(f.Type)
						}
					}
				}
			}
		}
	})
	if seen < 50 {
		t.Errorf("only %d exported names seen", seen)
	}
}
