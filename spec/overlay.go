package spec

import (
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
func layOver(root *Node, overlays []Overlay, r *Reporter) error {
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
