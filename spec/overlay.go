package spec

import (
	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/overlay"
)

// Overlay is a file of the OpenAPI Overlay Specification, version 1.0 or 1.1:
// changes to a document whose own files are not touched.
type Overlay struct {
	File string // for messages
	Text []byte // YAML or JSON
}

// layOver lays overlays over a document. What is wrong with them is told by
// their own lines.
func layOver(root *node, overlays []Overlay, r *document.Reporter) error {
	for _, o := range overlays {
		over, err := overlay.Read(o.File, o.Text)
		if err != nil {
			return err
		}
		over.Lay(root, r)
		if err := r.Err(); err != nil {
			return err
		}
	}
	return nil
}

// InferredOverlay writes what was worked out of a document as an overlay, each
// action with its reason. Laid over the same document it makes the same contract,
// and nothing beside it is worked out any more: what is taken out of it is gone.
// It is nil where nothing was worked out.
func (c *Contract) InferredOverlay() []byte {
	if len(c.guesses) == 0 {
		return nil
	}
	changes := []overlay.Change{{
		On: c.root, Name: "x-infer", Value: &node{Kind: document.Scalar, Scalar: false},
		Why: "what stands below is all: nothing else is worked out; take this action out to have the rest worked out again",
	}}
	for _, g := range c.guesses {
		changes = append(changes, overlay.Change{On: g.Node, Name: g.Word, Value: g.Value, Why: g.Why, First: g.Instead != nil})
	}
	return overlay.Write(c.root, "What was worked out of "+c.Title, changes).YAML()
}
