package spec

import (
	"sync"

	"github.com/cotalker/rolecall/internal/document"
)

// view is the way in which a value goes. Of a value that is sent, what is
// readOnly is not required, and refused; of one that is replied, what is
// writeOnly is not required.
type view int

const (
	stored  view = iota // as the schema is written
	sent                // in a request
	replied             // in a reply
)

// schemas are those of one document, each once a view. Each is read and compiled
// when it is first needed, and with it what it refers to: a large document has
// thousands, of which one run may use ten.
type schemas struct {
	version string // of OpenAPI: 3.0 has words of its own

	mu        sync.Mutex
	known     map[viewed]*Schema
	list      []*Schema  // in the order of their discovery
	compiling *compiling // nil before the first
	fast      fastPaths
	ways      ways
	circular  map[*node]bool     // composed of themselves: anything fits them
	report    *document.Reporter // what is wrong with a schema, nil where nobody asks
}

// viewed is a schema as it is written, and the way in which it is looked at.
type viewed struct {
	node *node
	view view
}

func newSchemas(root *node) *schemas {
	return &schemas{version: root.Get("openapi").Text(), known: map[viewed]*Schema{}, fast: fastPaths{}, ways: ways{}}
}

// at is the schema at a node. References are followed, but for one with
// keywords beside it, which is a schema of its own.
func (s *schemas) at(n *node, v view) *Schema {
	if n == nil {
		return nil
	}
	return s.written(s.meant(n), v)
}

// written is the schema at a node as it stands there, its $ref not followed; nil
// where that leads nowhere.
func (s *schemas) written(n *node, v view) *Schema {
	if n == nil || n.Deref() == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := viewed{n, v}
	if known := s.known[key]; known != nil {
		return known
	}
	out := &Schema{node: n, view: v, all: s}
	s.known[key] = out
	if _, is := n.Ref(); !is || s.hasSiblings(n) { // else it says nothing that is not told of what it points at
		s.list = append(s.list, out)
	}
	return out
}

// meant is the schema that a node is, or refers to: one that has a $ref and asks
// for something beside it is a schema of its own, in the middle of a chain too.
func (s *schemas) meant(n *node) *node {
	for range maxChain {
		if _, is := n.Ref(); !is || s.hasSiblings(n) {
			return n
		}
		n = n.Target()
	}
	return nil
}

// maxChain is how many references one after another are followed.
const maxChain = 32

// hasSiblings tells whether keywords that ask something stand beside a $ref,
// where OpenAPI reads them: in 3.0 it does not, but nullable, readOnly and
// writeOnly are written there all the same, and meant.
func (s *schemas) hasSiblings(n *node) bool {
	for key := range n.Members() {
		switch key {
		case "nullable", "readOnly", "writeOnly":
			return true
		case "$ref", "description", "summary", "title", "example", "examples", "default", "deprecated", "$comment", "externalDocs":
		default:
			if !s.is30() && !document.FreeText(key) {
				return true
			}
		}
	}
	return false
}

func (s *schemas) is30() bool { return len(s.version) >= 3 && s.version[:3] == "3.0" }

// compile compiles a schema. One that cannot be compiled accepts everything;
// that is reported.
func (s *schemas) compile(one *Schema) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.compiling == nil {
		s.compiling = newCompiling(s)
	}
	compiled, err := s.compiling.of(viewed{one.node, one.view})
	if err != nil {
		if s.report != nil {
			s.report.Warn(one.node, "the schema does not compile, so that anything fits it: "+document.OneLine(err), "mend the schema")
		}
		return
	}
	one.compiled, one.fast = compiled, s.fast.of(compiled)
	if s.ways.of(compiled) > fewWays {
		one.answer = s.compiling.answer(viewed{one.node, one.view})
	}
}
