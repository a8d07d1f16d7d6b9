package spec

import (
	"fmt"
	"sync"

	"github.com/cotalker/rolecall/internal/document"

	"github.com/santhosh-tekuri/jsonschema/v6"
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

	mu       sync.Mutex
	known    map[viewed]*Schema
	list     []*Schema // in the order of their discovery
	numbers  map[*node]int
	numbered []*node
	compiler *jsonschema.Compiler
	prepared map[viewed]bool // what it refers to has been compiled, or is being
	fast     fastPaths
	circular map[*node]bool     // composed of themselves: anything fits them
	report   *document.Reporter // what is wrong with a schema, nil where nobody asks
}

// viewed is a schema as it is written, and the way in which it is looked at.
type viewed struct {
	node *node
	view view
}

func newSchemas(root *node) *schemas {
	return &schemas{
		version: root.Get("openapi").Text(),
		known:   map[viewed]*Schema{}, prepared: map[viewed]bool{}, numbers: map[*node]int{}, fast: fastPaths{},
	}
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
	if s.compiler == nil {
		s.compiler = jsonschema.NewCompiler()
		s.compiler.DefaultDraft(jsonschema.Draft2020)
		s.compiler.AssertFormat()
		s.compiler.UseLoader(s)
		s.compiler.UseRegexpEngine(compilePattern)
	}
	compiled, err := s.compiled(one.node, one.view)
	if err != nil {
		if s.report != nil {
			s.report.Warn(one.node, "the schema does not compile, so that anything fits it: "+document.OneLine(err), "mend the schema")
		}
		return
	}
	one.compiled, one.fast = compiled, s.fast.of(compiled)
}

// compiled compiles what a schema refers to before itself: the compiler takes a
// time that grows with the square of what it has to compile at once.
func (s *schemas) compiled(n *node, v view) (*jsonschema.Schema, error) {
	if key := (viewed{n, v}); !s.prepared[key] {
		s.prepared[key] = true
		s.refers(n, func(target *node) { _, _ = s.compiled(target, v) }) // an error shows in what refers to it
	}
	return s.compiler.Compile(s.url(n, v))
}

// refers visits the schemas that a schema refers to, itself or in what stands
// below it.
func (s *schemas) refers(n *node, visit func(*node)) {
	if n == nil || n.Kind != document.Object {
		return
	}
	if _, is := n.Ref(); is {
		if target := s.meant(n.Target()); target != nil {
			visit(target)
		}
	}
	schemaObject.below(n, func(c child, below *node) {
		switch {
		case c.kind != schemaObject:
		case c.free:
			for _, member := range below.Members() {
				s.refers(member, visit)
			}
		case below.Kind == document.Array:
			for _, item := range below.Items {
				s.refers(item, visit)
			}
		default:
			s.refers(below, visit)
		}
	})
}

// url is what the compiler calls a schema.
func (s *schemas) url(n *node, v view) string {
	number, known := s.numbers[n]
	if !known {
		number = len(s.numbered)
		s.numbers[n] = number
		s.numbered = append(s.numbered, n)
	}
	return fmt.Sprintf("schema:///%d/%d", v, number)
}

// Load gives the compiler a schema that another refers to. Nothing is read from
// anywhere else: every reference of a document was turned into such a name.
func (s *schemas) Load(url string) (any, error) {
	var v view
	var number int
	if _, err := fmt.Sscanf(url, "schema:///%d/%d", &v, &number); err != nil || number >= len(s.numbered) {
		return nil, fmt.Errorf("%s is not a schema of this document", url)
	}
	return (&dialect{schemas: s, view: v}).schema(s.numbered[number], nil), nil
}
