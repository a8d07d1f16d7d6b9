package mutants

import (
	"bytes"
	_ "embed"
	"fmt"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/spec"
)

//go:embed documents.yaml
var documentEdits []byte

// documents are the mocks of contracts that are wrong in one place. Each edit
// replaces a text that the document has once.
func documents(contract *spec.Contract, source []byte) ([]Mutant, error) {
	root, err := document.Parse("documents.yaml", documentEdits)
	if err != nil {
		return nil, err
	}
	var out []Mutant
	for _, n := range root.Items {
		m := Mutant{Name: n.Get("name").Text(), Requirement: n.Get("requirement").Text(), Topic: conformance.Topic(n.Get("topic").Text())}
		before, after := []byte(n.Get("old").Text()), []byte(n.Get("new").Text())
		if found := bytes.Count(source, before); found != 1 {
			return nil, fmt.Errorf("documents.yaml:%d: %s: the document has %d times %q; edit a text that it has once", n.Line, m.Name, found, before)
		}
		if contract.Requirement(m.Requirement) == nil {
			return nil, fmt.Errorf("documents.yaml:%d: %s: there is no requirement %q; name one of requirements.yaml", n.Line, m.Name, m.Requirement)
		}
		m.document = bytes.Replace(source, before, after, 1)
		out = append(out, m)
	}
	return out, nil
}
