package mockserver

import (
	_ "embed"
	"fmt"
	"net/http"
	"sync"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// controlSource is the OpenAPI document of the control API. What bodies it takes
// is checked by it.
//
//go:embed control.yaml
var controlSource []byte

// controlDocument is the document of the control API, read when it is first
// needed.
type controlDocument struct {
	contract   *spec.Contract
	json       []byte
	operations map[string]*spec.Operation // by their ids
}

func newControlDocument() func() (*controlDocument, error) {
	return sync.OnceValues(func() (*controlDocument, error) {
		c, err := spec.Load("control.yaml", controlSource)
		if err != nil {
			return nil, fmt.Errorf("reading the document of the control API: %w", err)
		}
		d := &controlDocument{contract: c, operations: map[string]*spec.Operation{}}
		for _, op := range c.Operations {
			d.operations[op.ID] = op
		}
		root, err := document.Parse("control.yaml", controlSource)
		d.json = jsonvalue.Append(nil, root.Value())
		return d, err
	})
}

func (c *controlCall) document() (int, any, error) {
	d, err := c.server.controlDocument()
	if err != nil {
		return 0, nil, err
	}
	return c.text("application/json", d.json)
}

func (c *controlCall) source() (int, any, error) { return c.text("application/yaml", controlSource) }

// text answers with what is not made of a Go value.
func (c *controlCall) text(mediaType string, text []byte) (int, any, error) {
	c.writer.Header()["Content-Type"] = []string{mediaType}
	c.writer.Header()["X-Content-Type-Options"] = noSniff
	c.writer.WriteHeader(http.StatusOK)
	c.writer.Write(text)
	return 0, nil, nil
}
