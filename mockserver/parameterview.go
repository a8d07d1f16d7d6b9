package mockserver

import (
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// parameterView is a parameter as the console shows it.
type parameterView struct {
	In          string     `json:"in"`
	Description string     `json:"description,omitempty"`
	Schema      schemaView `json:"schema"`
	Repeatable  bool       `json:"repeatable"`
	Open        bool       `json:"open"`                 // an object: its members are names of their own
	Collection  string     `json:"collection,omitempty"` // of whose records it takes the id
	Example     any        `json:"example,omitempty"`    // of one that must be there
}

// parameterViews are those of an operation: of the path, the query, headers, cookies.
func (s *Server) parameterViews(op *spec.Operation, ending map[string]*spec.Resource) []parameterView {
	out := []parameterView{}
	add := func(in string, list []*spec.Parameter) {
		for _, p := range list {
			v := parameterView{In: in, Repeatable: p.Repeatable, Open: p.Open, Schema: newSchemaViewer().of(p.Schema), Description: p.Description()}
			v.Schema.Name, v.Schema.Required = p.Name, p.Required || in == "path"
			if v.Schema.Default == nil {
				v.Schema.Default = p.Default
			}
			if v.Schema.Required {
				v.Example = s.exampleParameter(p)
			}
			if in == "query" && p.Name == op.Action.Key && op.Action.OfRecord() {
				v.Collection = op.Action.Resource.Collection
			}
			out = append(out, v)
		}
	}
	add("path", op.PathKeys)
	for i := range out {
		if r := chosenBy(op, i, ending); r != nil {
			out[i].Collection = r.Collection
		}
	}
	add("query", op.Query)
	add("header", op.Headers)
	add("cookie", op.Cookies)
	return out
}

func (s *Server) exampleParameter(p *spec.Parameter) any {
	if examples := p.Examples(); len(examples) > 0 {
		return examples[0]
	}
	return s.model.Sample(p.Schema, p.Name)
}

// chosenBy is the resource whose id a key of the path takes, by its place: the
// operation's own or one that it stands below, else that of the operations at the
// path that ends with the key. It is nil for a key that is anything.
func chosenBy(op *spec.Operation, place int, ending map[string]*spec.Resource) *spec.Resource {
	if r := op.Action.Resource; r != nil && !op.Action.View {
		above := len(op.PathKeys) - op.Action.RecordKeys()
		if place == above {
			return r
		}
		if at := len(r.Parents) - above + place; at >= 0 && at < len(r.Parents) {
			return r.Parents[at].Resource
		}
	}
	return ending[throughKey(op.Path, place)]
}

// endingWithID are the resources by the paths that end with their ids, whatever the
// keys of those are called.
func endingWithID(c *spec.Contract) map[string]*spec.Resource {
	out := map[string]*spec.Resource{}
	for _, op := range c.Operations {
		if op.Action.RecordKeys() == 1 && strings.HasSuffix(op.Path, "}") {
			out[throughKey(op.Path, len(op.PathKeys)-1)] = op.Action.Resource
		}
	}
	return out
}

// throughKey is a path up to a key, whatever the keys are called.
func throughKey(path string, place int) string {
	var out []string
	for segment := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(segment, "{") {
			segment = "{}"
			place--
		}
		if out = append(out, segment); place < 0 {
			break
		}
	}
	return strings.Join(out, "/")
}
