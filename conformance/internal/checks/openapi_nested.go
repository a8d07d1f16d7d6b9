package checks

import (
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/spec"
)

// nestedMembers are the checks of members with rights of their own that stand
// deeper in a body: each is sent in as little of it as holds it.
func (b *builder) nestedMembers(op *spec.Operation) {
	for _, cell := range b.contract.MemberCells(op) {
		path := strings.Split(strings.TrimPrefix(cell.Member, "/"), "/")
		if len(path) == 1 || cell.Others || cell.Forbidden {
			continue
		}
		for i := range path {
			path[i] = document.UnescapePointer(path[i])
		}
		top := op.Body.Schema.Member(path[0])
		if top == nil || !leads(top.Schema, path[1:]) {
			continue
		}
		if own := memberAccess(op.Body.Rules, path[0]); own != nil {
			continue // what holds it is refused already
		}
		if who, enters := b.entering(op, cell.Access); enters {
			b.openAPIMember(op, strings.Join(path, "/"), path[0], who, spec.MemberOwn, func(mark string) any { return holding(top.Schema, path[1:], mark) })
		}
	}
}

// inside is the schema of what a step of a path leads to: any item of a list,
// any member that is not named, or a member.
func inside(s *spec.Schema, step string) *spec.Schema {
	switch {
	case step == "[]" && s.Items() != nil:
		return s.Items()
	case step == "{}" && s.Additional() != nil:
		return s.Additional()
	case s.Member(step) != nil:
		return s.Member(step).Schema
	}
	return nil
}

func leads(s *spec.Schema, path []string) bool {
	for _, step := range path {
		if s = inside(s, step); s == nil {
			return false
		}
	}
	return true
}

// holding is a value with as little in it as there must be, and the one that the
// path leads to.
func holding(s *spec.Schema, path []string, mark string) any {
	if len(path) == 0 {
		return engine.Sample(s, mark, true)
	}
	value := holding(inside(s, path[0]), path[1:], mark)
	if path[0] == "[]" && s.Items() != nil {
		return []any{value}
	}
	object, is := engine.Sample(s, mark, false).(map[string]any)
	if !is {
		object = map[string]any{}
	}
	name := path[0]
	if name == "{}" && s.Additional() != nil {
		name = "any"
	}
	object[name] = value
	return object
}
