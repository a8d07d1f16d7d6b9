package spec

import (
	"fmt"
	"net/url"
	"slices"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const schemaURL = "contract:///document.json"

// schemas are those of one document, each place once. They are compiled
// together: with the document, or where it has been tested, when a value is
// first held to one of them.
type schemas struct {
	root  *Node
	known map[*Node]*Schema
	list  []*Schema // in the order of their discovery
	once  sync.Once
}

func newSchemas(root *Node) *schemas {
	return &schemas{root: root, known: map[*Node]*Schema{}}
}

// compile compiles those that have been found, and forgets what that takes.
func (s *schemas) compile(report *Reporter) {
	s.once.Do(func() {
		c := jsonschema.NewCompiler()
		c.DefaultDraft(jsonschema.Draft2020)
		c.AssertFormat()
		c.UseLoader(noLoader{})
		c.RegisterVocabulary(openAPIPlaces())
		if err := c.AddResource(schemaURL, jsonValue(s.root)); err != nil {
			report.At(s.root, "the document cannot be read as JSON Schema: "+oneLine(err), "mend it")
			return
		}
		quick := fits{}
		for _, one := range s.list {
			compiled, err := c.Compile(schemaURL + "#" + (&url.URL{Fragment: one.Node.Pointer}).EscapedFragment())
			if err != nil {
				report.At(one.Node, "the schema does not compile: "+oneLine(err), "mend the schema")
				continue
			}
			one.compiled, one.quick = compiled, quick.of(compiled)
		}
		s.root, s.known = nil, nil
	})
}

// noLoader keeps a document from naming files and addresses that would be read:
// it is all there is.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("%s lies outside the document, and nothing outside is read; write it under components/schemas", url)
}

// openAPIPlaces tells the compiler where schemas stand in a document, so that it
// finds all of them at once. Each that it is asked for unprepared has it copy
// what it knows of the document.
func openAPIPlaces() *jsonschema.Vocabulary {
	type prop = jsonschema.Prop
	all := jsonschema.AllProp{}
	components := jsonschema.SchemaPath{prop("components"), prop("schemas"), all}
	places := []jsonschema.SchemaPath{components}
	operation := jsonschema.SchemaPath{prop("paths"), all, all}
	for _, rest := range []jsonschema.SchemaPath{
		{prop("parameters"), jsonschema.AllItem{}, prop("schema")},
		{prop("requestBody"), prop("content"), all, prop("schema")},
		{prop("responses"), all, prop("content"), all, prop("schema")},
	} {
		places = append(places, slices.Concat(operation, rest))
	}
	return &jsonschema.Vocabulary{
		URL: schemaURL, Subschemas: places,
		Compile: func(*jsonschema.CompilerContext, map[string]any) (jsonschema.SchemaExt, error) { return nil, nil },
	}
}

// jsonValue is a node as encoding/json would decode it, which is what the
// schema compiler reads.
func jsonValue(n *Node) any {
	switch n.Kind {
	case Object:
		m := make(map[string]any, len(n.Keys))
		for key, member := range n.Members() {
			m[key] = jsonValue(member)
		}
		return m
	case Array:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = jsonValue(item)
		}
		return list
	}
	switch v := n.Scalar.(type) {
	case int:
		return float64(v)
	case uint64:
		return float64(v)
	}
	return n.Scalar
}

// at is the schema at a node, outer references followed.
func (s *schemas) at(n *Node, report *Reporter) *Schema {
	target := n.Deref()
	if target == nil {
		if n != nil {
			report.At(n, "the reference "+n.Own("$ref").Text()+" leads nowhere", "point it at a schema of components/schemas")
		}
		return nil
	}
	if known := s.known[target]; known != nil {
		return known
	}
	out := &Schema{Node: target, byName: map[string]*Member{}, all: s}
	s.known[target] = out
	s.list = append(s.list, out)
	out.fill(target, s, report, 0)
	for i := range out.members {
		out.byName[out.members[i].Name] = &out.members[i]
	}
	return out
}

// fill reads the members of an object schema and of what it is composed of.
func (s *Schema) fill(n *Node, all *schemas, report *Reporter, depth int) {
	if depth > 16 {
		report.At(s.Node, "the schema is composed of itself", "take it out of its own allOf")
		return
	}
	if parts := n.Get("allOf"); parts != nil {
		for _, part := range parts.Items {
			if part = part.Deref(); part != nil {
				s.fill(part, all, report, depth+1)
			}
		}
	}
	required := map[string]bool{}
	for _, name := range n.Get("required").Texts() {
		required[name] = true
	}
	for name, member := range n.Get("properties").Members() {
		if _, known := s.byName[name]; known {
			continue
		}
		s.byName[name] = nil // the slice still grows: pointed into when it is whole
		target := member.Deref()
		s.members = append(s.members, Member{
			Name: name, Schema: all.at(member, report), Required: required[name],
			WriteOnly: target.Get("writeOnly").True(), Fake: target.Get("x-fake").Text(),
			key: string(appendKey(nil, name)),
		})
	}
	if items := n.Own("items"); items != nil {
		s.items = all.at(items, report)
	}
}
