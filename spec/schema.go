package spec

import (
	"slices"
	"strings"
	"sync"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/jsonvalue"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Schema is a JSON Schema of the contract, as it holds of a request, of a reply,
// or of what is stored; it is compiled when it is first needed. The nil Schema
// accepts everything.
type Schema struct {
	node *node // the schema in the document, outer references followed but for one with keywords beside it
	view view
	all  *schemas

	filling      sync.Once // of the next six
	members      []Member
	byName       map[string]*Member
	items        *Schema
	first        []*Schema // of the first items, before those that items says
	additional   *Schema
	alternatives []*Schema

	reading sync.Once // of the next
	words   *document.Words

	splitting  sync.Once // of the next
	subschemas *Subschemas

	compiling sync.Once // of the next three
	compiled  *jsonschema.Schema
	fast      *fastPath
	answer    *jsonschema.Schema // whether a value fits and not why, nil where there are few ways to find it
}

// Member is one property of an object schema.
type Member struct {
	Name      string
	Schema    *Schema
	Required  bool
	ReadOnly  bool // given by the server
	WriteOnly bool // stored but never in a reply

	key string // as it is written in an object, with its colon
}

// Members are the properties in the order of the document, those of allOf
// first.
func (s *Schema) Members() []Member {
	if s == nil {
		return nil
	}
	s.filling.Do(s.fill)
	return s.members
}

// Member finds a property by its name, nil for an unknown one.
func (s *Schema) Member(name string) *Member {
	if s == nil {
		return nil
	}
	s.filling.Do(s.fill)
	return s.byName[name]
}

// fill reads the members of an object schema and of what it is composed of.
func (s *Schema) fill() {
	at := map[string]int{} // where each stands in members
	s.fillFrom(s.node, at, map[*node]bool{})
	s.byName = make(map[string]*Member, len(s.members))
	for i := range s.members {
		s.byName[s.members[i].Name] = &s.members[i]
	}
}

func (s *Schema) fillFrom(n *node, at map[string]int, seen map[*node]bool) {
	if n == nil || seen[n] {
		return // composed of itself
	}
	seen[n] = true
	if target := n.Target(); target != n {
		s.fillFrom(target, at, seen)
	}
	if parts := n.Own("allOf"); parts != nil {
		for _, part := range parts.Items {
			s.fillFrom(part, at, seen)
		}
	}
	required := map[string]bool{}
	for _, name := range n.Own("required").Texts() {
		required[name] = true
	}
	for name, member := range n.Own("properties").Members() {
		if i, known := at[name]; known { // it carries what any part of the schema says of it
			s.members[i].ReadOnly = s.members[i].ReadOnly || document.Flagged(member, "readOnly")
			s.members[i].WriteOnly = s.members[i].WriteOnly || document.Hidden(member)
			if known := s.members[i].Schema; known != nil && document.Describes(member) && !document.Describes(known.node) {
				s.members[i].Schema = s.all.at(member, s.view)
			}
			continue
		}
		at[name] = len(s.members)
		m := memberOf(name, member, s.all.at(member, s.view))
		m.Required = required[name]
		s.members = append(s.members, m)
	}
	for i := range s.members {
		s.members[i].Required = s.members[i].Required || required[s.members[i].Name]
	}
	if items := n.Own("items"); items != nil && items.Kind == document.Object {
		s.items = s.all.at(items, s.view)
	}
	if first := n.Own("prefixItems"); first != nil && s.first == nil {
		for _, one := range first.Items {
			s.first = append(s.first, s.all.at(one, s.view))
		}
	}
	if others := n.Own("additionalProperties"); others != nil && others.Kind == document.Object {
		s.additional = s.all.at(others, s.view)
	}
	for _, word := range []string{"oneOf", "anyOf"} {
		if parts := n.Own(word); parts != nil {
			for _, part := range parts.Items {
				if one := s.all.at(part, s.view); one != nil {
					s.alternatives = append(s.alternatives, one)
				}
			}
		}
	}
}

// memberOf is a member that a node describes, one that may be missing.
func memberOf(name string, n *node, schema *Schema) Member {
	return Member{
		Name: name, Schema: schema, ReadOnly: document.Flagged(n, "readOnly"), WriteOnly: document.Hidden(n),
		key: string(jsonvalue.AppendKey(nil, name)),
	}
}

// Alternatives are the schemas of which a value fits one or more: those of oneOf
// and anyOf.
func (s *Schema) Alternatives() []*Schema {
	if s == nil {
		return nil
	}
	s.filling.Do(s.fill)
	return s.alternatives
}

// RequiredOnly are the names of members that must be there and that nothing
// describes.
func (s *Schema) RequiredOnly() []string {
	if s == nil {
		return nil
	}
	var out []string
	document.Compose(s.node, func(part *node) bool {
		for _, name := range part.Own("required").Texts() {
			if s.Member(name) == nil && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
		return true
	}, "allOf")
	return out
}

// Additional is the schema of members that have none of their own, nil for none.
func (s *Schema) Additional() *Schema {
	if s == nil {
		return nil
	}
	s.filling.Do(s.fill)
	return s.additional
}

// maxAlternatives is how deep alternatives of alternatives are looked at.
const maxAlternatives = 4

// Names finds a property that the schema names, or that one of its alternatives
// does, nil for an unknown one.
func (s *Schema) Names(name string) *Member { return s.names(name, 0) }

func (s *Schema) names(name string, depth int) *Member {
	if m := s.Member(name); m != nil || depth > maxAlternatives {
		return m
	}
	for _, one := range s.Alternatives() {
		if m := one.names(name, depth+1); m != nil {
			return m
		}
	}
	return nil
}

// At walks a dotted path of members ("name.first"), those of alternatives too,
// nil where it leads nowhere.
func (s *Schema) At(path string) *Schema {
	for name := range strings.SplitSeq(path, ".") {
		m := s.Names(name)
		if m == nil {
			return nil
		}
		s = m.Schema
	}
	return s
}

// Items is the schema of an array's items, nil for none.
func (s *Schema) Items() *Schema {
	if s == nil {
		return nil
	}
	s.filling.Do(s.fill)
	return s.items
}

// item is the schema of the item at a place of an array, nil for none.
func (s *Schema) item(place int) *Schema {
	if rest := s.Items(); s == nil || place >= len(s.first) {
		return rest
	}
	return s.first[place]
}

// Type is the JSON type that the schema wants, "" for any. Of a schema that
// takes null too it is the other one.
func (s *Schema) Type() string {
	if s == nil {
		return ""
	}
	if t := document.TypeOf(s.node); t != "" {
		return t
	}
	if len(s.Members()) > 0 {
		return "object"
	}
	return ""
}

// Words are what the schema says in the words of JSON Schema, itself and in what
// it refers to and is composed of by allOf.
func (s *Schema) Words() *document.Words {
	if s == nil {
		return document.WordsOf()
	}
	s.reading.Do(func() {
		var parts []*node
		document.Compose(s.node, func(part *node) bool {
			parts = append(parts, part)
			return true
		}, "allOf")
		s.words = document.WordsOf(parts...)
	})
	return s.words
}

// Default is the default among the schema's words, and whether there is one.
func (s *Schema) Default() (any, bool) {
	if d := s.Words().Default; len(d) > 0 {
		return d[0], true
	}
	return nil, false
}

// fastPath is the schema's, compiled if need be; nil for a schema that could not
// be compiled.
func (s *Schema) fastPath() *fastPath {
	s.compiling.Do(func() { s.all.compile(s) })
	return s.fast
}

// Valid tells whether a decoded value fits.
func (s *Schema) Valid(v any) bool {
	if s == nil {
		return true
	}
	fast := s.fastPath()
	return fast == nil || fast.accepts(v) || s.valid(v)
}

// ValidText is Valid for a string.
func (s *Schema) ValidText(text string) bool {
	if s == nil {
		return true
	}
	fast := s.fastPath()
	return fast == nil || fast.acceptsText(text) || s.valid(text)
}
