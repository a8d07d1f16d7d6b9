package mockserver

import "github.com/cotalker/rolecall/spec"

// hiddenMembers are the members of a schema that are never shown, at any depth;
// nil for none.
type hiddenMembers struct {
	names  []string
	nested map[string]*hiddenMembers
	items  *hiddenMembers
}

// maxHiddenDepth bounds schemas that hold themselves.
const maxHiddenDepth = 6

func hiddenIn(s *spec.Schema, depth int) *hiddenMembers {
	if s == nil || depth > maxHiddenDepth {
		return nil
	}
	h := &hiddenMembers{nested: map[string]*hiddenMembers{}}
	for _, m := range s.Members() {
		if m.WriteOnly {
			h.names = append(h.names, m.Name)
		} else if below := hiddenIn(m.Schema, depth+1); below != nil {
			h.nested[m.Name] = below
		}
	}
	h.items = hiddenIn(s.Items(), depth+1)
	if len(h.names) == 0 && len(h.nested) == 0 && h.items == nil {
		return nil
	}
	return h
}

// standsIn tells whether a document may have a hidden member.
func (h *hiddenMembers) standsIn(document map[string]any) bool {
	if h == nil {
		return false
	}
	for _, name := range h.names {
		if _, has := document[name]; has {
			return true
		}
	}
	return len(h.nested) > 0
}

// prune takes the hidden members out of a value, which it changes.
func (h *hiddenMembers) prune(value any) {
	if h == nil {
		return
	}
	switch v := value.(type) {
	case map[string]any:
		for _, name := range h.names {
			delete(v, name)
		}
		for name, below := range h.nested {
			below.prune(v[name])
		}
	case []any:
		for _, item := range v {
			h.items.prune(item)
		}
	}
}
