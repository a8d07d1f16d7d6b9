package spec

import (
	_ "embed"
	"fmt"
	"maps"
	"net/textproto"
	"slices"
	"strings"
	"sync"

	"github.com/cotalker/rolecall/internal/document"
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
	values []string // that mean something, none where any may
}

// vocabulary is the table of all extensions, compiled at first use from a file
// that ships in the binary.
var vocabulary = sync.OnceValue(func() map[string]word {
	root, err := document.Parse("vocabulary.yaml", vocabularyDocument)
	if err != nil {
		panic(err)
	}
	all := newSchemas(root)
	out := map[string]word{}
	for name, n := range root.Members() {
		out[name] = word{n.Get("on").Texts(), n.Get("mend").Text(), all.at(n.Own("schema"), stored), n.Get("values").Texts()}
	}
	return out
})

func vocabularyMend(name string) string { return vocabulary()[name].mend }

// vocabulary checks every extension of the document. An x- member that is not
// ours is let be, as OpenAPI wants it. One that looks like a slip of the pen, or
// stands where ours has no effect, is a mistake in a document that has ours
// elsewhere or in an overlay, and a coincidence that is noted in one that has none.
func (c *compiler) vocabulary(root *node) {
	ours := false
	walk(root, func(n *node, at objectKind) {
		for name, value := range n.Members() {
			if w, known := vocabulary()[name]; known && !value.Overlaid() && name != "x-fake" && slices.Contains(w.on, string(at)) && !w.others(value) {
				ours = true
			}
		}
	})
	tell := c.report.Note
	if ours {
		tell = c.report.At
	} else {
		c.withoutOthers(root)
	}
	walk(root, func(n *node, at objectKind) { c.words(n, at, tell) })
}

// others tells whether a value is somebody else's, who calls an extension the same:
// a text where ours is an object or a list.
func (w word) others(value *node) bool {
	return value.Kind == document.Scalar && !value.Overlaid() && !w.schema.Valid(jsonValue(value))
}

// withoutOthers takes the extensions of others that are called as ours are out of a
// document that has none of ours.
func (c *compiler) withoutOthers(root *node) {
	walk(root, func(n *node, at objectKind) {
		for _, name := range slices.Clone(n.Keyed()) {
			value := n.Own(name)
			if w, known := vocabulary()[name]; known && slices.Contains(w.on, string(at)) && w.others(value) {
				c.report.Note(value, name+" is taken for somebody else's, whose value is of another kind than ours", w.mend)
				n.Remove(name)
			}
		}
	})
}

func (c *compiler) words(n *node, at objectKind, tell func(at document.Placed, what, mend string)) {
	for name, value := range n.Members() {
		if !strings.HasPrefix(name, "x-") {
			continue
		}
		tell := tell
		if value.Overlaid() {
			tell = c.report.At
		}
		w, known := vocabulary()[name]
		if !known {
			if near := nearWord(name); near != "" {
				tell(value, "the extension "+name+" is not known", "write "+near+", or give it another name if it is your own")
			}
			continue
		}
		if !slices.Contains(w.on, string(at)) {
			tell(value, fmt.Sprintf("%s has no effect on this %s", name, at), "it belongs on: "+strings.Join(w.on, ", "))
			continue
		}
		for _, v := range w.schema.Check(jsonValue(value)) {
			c.report.At(value.Nearest(v.Pointer), fmt.Sprintf("%s%s: %s", name, v.Pointer, v.Detail), w.mend)
		}
	}
}

// nearWord finds the extension that a name is a slip of: at most two letters
// more, less or other.
func nearWord(name string) string {
	return spelling.Within(name, slices.Sorted(maps.Keys(vocabulary())), 2)
}

func canonicalHeader(name string) string { return textproto.CanonicalMIMEHeaderKey(name) }
