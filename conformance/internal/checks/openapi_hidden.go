package checks

import (
	"maps"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// unshownMembers wants a reply to show no member that is only written: a password
// that comes back is one that leaks.
func unshownMembers(x *wire.Exchange) *engine.Problem {
	reply := x.Operation.Reply(x.Status)
	if reply == nil || reply.Schema == nil || x.JSON == nil {
		return nil
	}
	if at := writeOnlyIn(reply.Schema, x.JSON, ""); at != "" {
		return &engine.Problem{Expected: "no member that the document says is only written", Got: unindexed(at)}
	}
	return nil
}

// writeOnlyIn is the pointer to a member of a value that is only written, "" for
// none. Of several alternatives it looks at those that the value fits. A member
// that is null shows nothing.
func writeOnlyIn(s *spec.Schema, value any, at string) string {
	if s == nil {
		return ""
	}
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			below, m := s.Additional(), s.Member(name)
			if m != nil {
				below = m.Schema
			}
			pointer := at + "/" + name
			if m != nil && m.WriteOnly && v[name] != nil {
				return pointer
			}
			if found := writeOnlyIn(below, v[name], pointer); found != "" {
				return found
			}
		}
	case []any:
		for _, item := range v {
			if found := writeOnlyIn(s.Items(), item, at+"/0"); found != "" {
				return found
			}
		}
	default:
		return ""
	}
	for _, one := range s.Alternatives() {
		if one.Valid(value) {
			if found := writeOnlyIn(one, value, at); found != "" {
				return found
			}
		}
	}
	return ""
}
