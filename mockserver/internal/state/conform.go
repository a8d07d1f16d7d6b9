package state

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// shownSchema is how replies show a resource, the resource's own schema where
// none does.
func shownSchema(c *spec.Contract, r *spec.Resource) *spec.Schema {
	for _, op := range c.Operations {
		success := op.Success()
		if op.Action.Resource != r || success == nil || !success.Holds {
			continue
		}
		return ShownAs(success)
	}
	return r.Schema
}

// maxConformDepth is how deep a value is looked at that does not fit.
const maxConformDepth = 6

// conform makes of a value that was written one that may be shown: what a
// document takes in a body is often less, or of another type, than what its
// replies promise. A value that fits is left as it is.
func (c *Model) conform(s *spec.Schema, value any, seed string, depth int) any {
	if s.Valid(value) || depth > maxConformDepth {
		return value
	}
	switch v := value.(type) {
	case map[string]any:
		c.ConformObject(s, v, seed, depth)
	case []any:
		for i, item := range v {
			v[i] = c.conform(s.Items(), item, seed, depth+1)
		}
	case json.Number:
		if s.Type() == "string" {
			value = v.String()
		}
	case string:
		if number := json.Number(v); s.Type() == "integer" || s.Type() == "number" {
			if _, err := strconv.ParseFloat(v, 64); err == nil {
				value = number
			}
		}
	}
	if s.Valid(value) {
		return value
	}
	if made := c.Sample(s, seed); s.Valid(made) {
		return made
	}
	return value
}

// conformText is for a record that is encoded already.
func (c *Model) conformText(p *Plan, text []byte, id string) []byte {
	if p.Shown == nil {
		return text
	}
	value, _ := jsonvalue.Decode(text)
	document, isObject := value.(map[string]any)
	if !isObject || p.Shown.Valid(value) {
		return text
	}
	c.ConformObject(p.Shown, document, id, 0)
	return p.Resource.Schema.Append(text[:0], document)
}

// ConformObject mends the members of an object: what is missing is made, what
// does not fit is mended or, where it need not be there, left out.
func (c *Model) ConformObject(s *spec.Schema, object map[string]any, seed string, depth int) {
	if len(s.Alternatives()) > 0 && depth <= maxConformDepth && c.conformAlternative(s, object, seed, depth) {
		return
	}
	members := s.Members()
	for i := range members {
		m := &members[i]
		value, has := object[m.Name]
		switch {
		case has:
			if object[m.Name] = c.conform(m.Schema, value, seed+m.Name, depth+1); !m.Required && !m.Schema.Valid(object[m.Name]) {
				delete(object, m.Name)
			}
		case m.Required && !m.WriteOnly:
			object[m.Name] = c.Sample(m.Schema, seed+m.Name)
		}
	}
	others := s.Additional()
	for _, name := range s.RequiredOnly() {
		if _, has := object[name]; !has {
			object[name] = c.Sample(others, seed+name) // null where it may be anything
		}
	}
	switch {
	case s.Words().Closed:
		for name := range object {
			if s.Member(name) == nil {
				delete(object, name)
			}
		}
	case others != nil:
		for name, value := range object {
			if s.Member(name) == nil {
				object[name] = c.conform(others, value, seed+name, depth+1)
			}
		}
	}
}

// conformAlternative makes an object one of a schema's alternatives: that which it
// comes nearest to, of those that it can be mended to.
func (c *Model) conformAlternative(s *spec.Schema, object map[string]any, seed string, depth int) bool {
	alternatives := WithAlternatives(s)[1:]
	near := map[*spec.Schema]int{}
	for _, one := range alternatives {
		for name, value := range object {
			if m := one.Member(name); m != nil && m.Schema.Valid(value) {
				near[one]++
			} else if m != nil {
				near[one] -= 2 // of another kind, as its constants tell
			}
		}
	}
	slices.SortStableFunc(alternatives, func(a, b *spec.Schema) int { return near[b] - near[a] })
	for _, one := range alternatives {
		mended, _ := jsonvalue.Clone(object).(map[string]any)
		c.ConformObject(one, mended, seed, depth+1)
		if !s.Valid(mended) && !c.tellApart(s, one, mended, seed) {
			continue
		}
		clear(object)
		maps.Copy(object, mended)
		return true
	}
	return false
}

// tellApart adds members to a value that fits several alternatives, of which it may
// fit one, until it fits.
func (c *Model) tellApart(s, one *spec.Schema, object map[string]any, seed string) bool {
	if !one.Valid(object) {
		return false
	}
	made, _ := c.Sample(one, seed).(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(made)) {
		if _, has := object[name]; has {
			continue
		}
		if object[name] = made[name]; s.Valid(object) {
			return true
		}
	}
	return false
}

// ShownAs is how the reply of an operation shows a resource.
func ShownAs(success *spec.Reply) *spec.Schema {
	s := success.Schema
	for _, name := range success.Envelope {
		s = s.Member(name).Schema
	}
	if success.Many {
		s = s.Items()
	}
	return s
}

// complete gives a record what its replies promise and nobody sent: members that
// only the server writes.
func (c *Model) complete(p *Plan, document map[string]any, id string) {
	for _, m := range p.required {
		if _, has := document[m.Name]; has {
			continue
		}
		document[m.Name] = c.Sample(m.Schema, id+m.Name)
		if token, is := c.TokenFor(&m); is {
			document[m.Name] = token
		}
	}
	if p.Shown != nil && !p.Shown.Valid(document) {
		c.ConformObject(p.Shown, document, id, 0)
	}
	if p.Resource.ID != "" {
		setAt(document, p.Resource.ID, p.idValue(id)) // or nobody would find it
	}
}
