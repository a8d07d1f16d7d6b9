package values

import (
	"slices"

	"github.com/cotalker/rolecall/spec"
)

// HiddenMembers are the members of a schema that are never shown: at any depth, in
// lists, and in each of its alternatives. It is nil for a schema that has none, and
// holds only the ways to them: most members of a value need not be looked at.
type HiddenMembers struct {
	objects []hiddenInObject // itself, and each of its alternatives
	items   []*HiddenMembers // of a list, as each of the same
}

// hiddenInObject are those of an object of one schema.
type hiddenInObject struct {
	schema *spec.Schema
	names  []string
	below  []hiddenBelow
	others *HiddenMembers // below the members that the schema does not name
	hides  bool           // those members themselves
}

// hiddenBelow are those below a member.
type hiddenBelow struct {
	name    string
	members *HiddenMembers
}

// HiddenIn are those of a schema.
func HiddenIn(s *spec.Schema) *HiddenMembers { return hiddenBySchema{}.of(s) }

// hiddenBySchema has those of each schema once: a schema may hold itself.
type hiddenBySchema map[*spec.Schema]*HiddenMembers

func (all hiddenBySchema) of(s *spec.Schema) *HiddenMembers {
	if s == nil || !s.HasWriteOnly() {
		return nil
	}
	if known := all[s]; known != nil {
		return known
	}
	h := &HiddenMembers{}
	all[s] = h
	for _, as := range s.WithAlternatives() {
		o := hiddenInObject{schema: as, others: all.of(as.Additional()), hides: as.HidesOthers()}
		for _, m := range as.Members() {
			if m.WriteOnly {
				o.names = append(o.names, m.Name)
			} else if below := all.of(m.Schema); below != nil {
				o.below = append(o.below, hiddenBelow{m.Name, below})
			}
		}
		h.objects = append(h.objects, o)
		if below := all.of(as.Items()); below != nil {
			h.items = append(h.items, below)
		}
	}
	return h
}

// With are these and members of these names. It is nil where there are none.
func (h *HiddenMembers) With(names []string) *HiddenMembers {
	if len(names) == 0 {
		return h
	}
	out := &HiddenMembers{}
	if h != nil {
		*out = *h
	}
	out.objects = append(slices.Clone(out.objects), hiddenInObject{names: names})
	return out
}

// StandsIn tells whether a value has a hidden member.
func (h *HiddenMembers) StandsIn(value any) bool {
	return h.visit(value, func(map[string]any, string) bool { return true })
}

// Prune takes the hidden members out of a value, which it changes.
func (h *HiddenMembers) Prune(value any) {
	h.visit(value, func(object map[string]any, name string) bool {
		delete(object, name)
		return false
	})
}

// visit finds the hidden members of a value, until found says that it is enough.
// It goes as deep as the value does, and sees it as each of its alternatives.
func (h *HiddenMembers) visit(value any, found func(object map[string]any, name string) bool) bool {
	if h == nil {
		return false
	}
	switch v := value.(type) {
	case map[string]any:
		return slices.ContainsFunc(h.objects, func(o hiddenInObject) bool { return o.visit(v, found) })
	case []any:
		for _, items := range h.items {
			if slices.ContainsFunc(v, func(item any) bool { return items.visit(item, found) }) {
				return true
			}
		}
	}
	return false
}

func (o *hiddenInObject) visit(object map[string]any, found func(object map[string]any, name string) bool) bool {
	for _, name := range o.names {
		if _, has := object[name]; has && found(object, name) {
			return true
		}
	}
	for _, b := range o.below {
		if b.members.visit(object[b.name], found) {
			return true
		}
	}
	if o.others == nil && !o.hides {
		return false
	}
	for name, value := range object {
		if o.schema.Member(name) == nil && (o.hides && found(object, name) || o.others.visit(value, found)) {
			return true
		}
	}
	return false
}
