package spec

import (
	_ "embed"
	"fmt"
	"maps"
	"net/textproto"
	"slices"
	"strings"
	"sync"

	"github.com/cotalker/rolecall/internal/spelling"
)

//go:embed vocabulary.yaml
var vocabularyDocument []byte

// word is one extension: what its value must be, where it may stand, and how
// to mend a wrong one.
type word struct {
	on     []string
	mend   string
	schema *Schema
}

// vocabulary is the table of all extensions, compiled at first use from a file
// that ships in the binary.
var vocabulary = sync.OnceValue(func() map[string]word {
	root, err := ParseDocument("vocabulary.yaml", vocabularyDocument)
	if err != nil {
		panic(err)
	}
	all := newSchemas(root)
	report := &Reporter{File: "vocabulary.yaml"}
	out := map[string]word{}
	for name, n := range root.Members() {
		out[name] = word{n.Get("on").Texts(), n.Get("mend").Text(), all.at(n.Own("schema"), report)}
	}
	all.compile(report)
	if err := report.Err(); err != nil {
		panic(err)
	}
	return out
})

func vocabularyMend(name string) string { return vocabulary()[name].mend }

// vocabulary checks every extension of the document. An x- member that is not
// ours is let be, as OpenAPI wants it, unless it looks like a slip of the pen.
func (c *compiler) vocabulary(root *Node) {
	c.visit(root, "document")
	for _, item := range root.Get("paths").Members() {
		c.visit(item, "pathItem")
		c.parameters(item)
		for method, op := range item.Members() {
			if slices.Contains(methods, method) {
				c.visit(op, "operation")
				c.parameters(op)
			}
		}
	}
	for _, p := range root.Get("components", "parameters").Members() {
		c.visit(p, "parameter")
	}
	for _, s := range root.Get("components", "securitySchemes").Members() {
		c.visit(s, "securityScheme")
	}
	c.findSchemas(root, "")
}

func (c *compiler) parameters(n *Node) {
	if list := n.Own("parameters"); list != nil {
		for _, p := range list.Items {
			c.visit(p, "parameter")
		}
	}
}

// findSchemas visits whatever stands where OpenAPI has a schema.
func (c *compiler) findSchemas(n *Node, key string) {
	if key == "example" || key == "examples" || key == "default" || key == "enum" || strings.HasPrefix(key, "x-") {
		return
	}
	switch {
	case key == "schema" || key == "items":
		c.visit(n, "schema")
	case key == "properties" || key == "schemas":
		for _, member := range n.Members() {
			c.visit(member, "schema")
		}
	case key == "allOf" || key == "anyOf" || key == "oneOf":
		for _, item := range n.Items {
			c.visit(item, "schema")
		}
	}
	for name, member := range n.Members() {
		if key == "properties" || key == "schemas" {
			name = "schemaOf " + name // a member may be called like a keyword
		}
		c.findSchemas(member, name)
	}
	for _, item := range n.Items {
		c.findSchemas(item, "")
	}
}

func (c *compiler) visit(n *Node, place string) {
	for name, value := range n.Members() {
		if !strings.HasPrefix(name, "x-") {
			continue
		}
		w, known := vocabulary()[name]
		if !known {
			if near := nearWord(name); near != "" {
				c.report.At(value, "the extension "+name+" is not known", "write "+near+", or give it another name if it is your own")
			}
			continue
		}
		if !slices.Contains(w.on, place) {
			c.report.At(value, fmt.Sprintf("%s has no place on this %s", name, place), "it belongs on: "+strings.Join(w.on, ", "))
			continue
		}
		for _, v := range w.schema.Check(jsonValue(value)) {
			at := value.Nearest(v.Pointer)
			c.report.At(at, fmt.Sprintf("%s%s: %s", name, v.Pointer, v.Detail), w.mend)
		}
	}
}

// nearWord finds the extension that a name is a slip of: at most two letters
// more, less or other.
func nearWord(name string) string {
	return spelling.Within(name, slices.Sorted(maps.Keys(vocabulary())), 2)
}

func canonicalHeader(name string) string { return textproto.CanonicalMIMEHeaderKey(name) }
