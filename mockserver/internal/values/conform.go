package values

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// maxConformDepth is how deep a value is looked at that does not fit.
const maxConformDepth = 6

// conform makes of a value that was written one that may be shown: what a
// document takes in a body is often less, or of another type, than what its
// replies promise. A value that fits is left as it is.
func (c *Maker) conform(s *spec.Schema, value any, seed string, depth int) any {
	if s.Valid(value) || depth > maxConformDepth {
		return value
	}
	switch v := value.(type) {
	case map[string]any:
		c.conformObject(s, v, seed, depth)
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

// Unsent is what stands in a record where nobody said anything: null where that is a
// value, no items in a list, or else a value that is made. A value beside null would tell
// of what never happened, such as a time of deletion.
func (c *Maker) Unsent(s *spec.Schema, seed string) any {
	switch {
	case s.Valid(nil):
		return nil
	case s.Type() == "array" && s.Valid([]any{}):
		return []any{}
	}
	return c.Sample(s, seed)
}

// ConformObject mends the members of an object that is to be of a schema: what is
// missing is made, what does not fit is mended or, where it need not be there, left
// out.
func (c *Maker) ConformObject(s *spec.Schema, object map[string]any, seed string) {
	c.conformObject(s, object, seed, 0)
}

func (c *Maker) conformObject(s *spec.Schema, object map[string]any, seed string, depth int) {
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
			object[m.Name] = c.Unsent(m.Schema, seed+m.Name)
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
func (c *Maker) conformAlternative(s *spec.Schema, object map[string]any, seed string, depth int) bool {
	alternatives := s.WithAlternatives()[1:]
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
		c.conformObject(one, mended, seed, depth+1)
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
func (c *Maker) tellApart(s, one *spec.Schema, object map[string]any, seed string) bool {
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
