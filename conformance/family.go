package conformance

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// family is what one version of the contract does with one collection: the
// words that checks are written in. A member is nil where there is no such
// operation.
type family struct {
	contract *spec.Contract
	version  string
	resource *spec.Resource

	list, create, read, update, updateMany, selfRead, selfUpdate *spec.Operation
}

// families lists them in the order of the document.
func families(contract *spec.Contract) []*family {
	var out []*family
	for _, op := range contract.Operations {
		if op.Action.Resource == nil || op.Action.Kind == spec.Login {
			continue
		}
		i := slices.IndexFunc(out, func(f *family) bool { return f.version == op.Version && f.resource == op.Action.Resource })
		if i < 0 {
			i = len(out)
			out = append(out, &family{contract: contract, version: op.Version, resource: op.Action.Resource})
		}
		if slot := out[i].slot(op.Action); slot != nil && *slot == nil {
			*slot = op
		}
	}
	return out
}

func (f *family) slot(a spec.Action) **spec.Operation {
	switch {
	case a.Self && a.Kind == spec.Read:
		return &f.selfRead
	case a.Self && a.Kind == spec.Update:
		return &f.selfUpdate
	case a.Kind == spec.List:
		return &f.list
	case a.Kind == spec.Create:
		return &f.create
	case a.Kind == spec.Read:
		return &f.read
	case a.Kind == spec.Update:
		return &f.update
	case a.Kind == spec.UpdateMany:
		return &f.updateMany
	}
	return nil
}

// creates is the operation that makes a record, nil for none, also of no family.
func (f *family) creates() *spec.Operation {
	if f == nil {
		return nil
	}
	return f.create
}

// updates is the operation that changes a record, nil for none, also of no
// family.
func (f *family) updates() *spec.Operation {
	if f == nil {
		return nil
	}
	return f.update
}

// people tells whether the family is of the callers themselves.
func (f *family) people() bool {
	p := f.contract.Principal
	return p != nil && p.Resource == f.resource
}

// operations lists those that there are.
func (f *family) operations() []*spec.Operation {
	var out []*spec.Operation
	for _, op := range []*spec.Operation{f.selfRead, f.selfUpdate, f.list, f.create, f.updateMany, f.read, f.update} {
		if op != nil {
			out = append(out, op)
		}
	}
	return out
}

// changers are the operations that write to a record that there is.
func (f *family) changers() []*spec.Operation {
	return slices.DeleteFunc([]*spec.Operation{f.update, f.selfUpdate, f.updateMany}, func(op *spec.Operation) bool { return op == nil })
}

// familyOf finds the family of an operation.
func (b *builder) familyOf(op *spec.Operation) *family {
	for _, f := range b.families {
		if f.version == op.Version && f.resource == op.Action.Resource {
			return f
		}
	}
	return nil
}

// changeSchema is the schema of what an operation writes to a record.
func changeSchema(op *spec.Operation) *spec.Schema {
	if op.Action.Kind == spec.UpdateMany {
		if m := op.Body.Schema.Member(op.Action.Changes); m != nil {
			return m.Schema
		}
	}
	return op.Body.Schema
}

// changeRules are the rules of what an operation writes to a record.
func changeRules(op *spec.Operation) *spec.MemberRules {
	if op.Action.Kind == spec.UpdateMany {
		return op.Body.Rules.Nested(op.Action.Changes)
	}
	return op.Body.Rules
}

// scope is the parameter of a list that picks records by a value that no two
// share, several at once: so a check sees its own records alone.
func (f *family) scope() *spec.Parameter {
	if f.list == nil {
		return nil
	}
	var best *spec.Parameter
	for _, p := range f.list.Query {
		if p.Filter.Kind != spec.In || !p.Repeatable || len(p.Filter.Members) != 1 || !f.distinct(p.Filter.Members[0]) {
			continue
		}
		if best == nil || len(p.Features) < len(best.Features) {
			best = p
		}
	}
	return best
}

// touchesUnique tells whether a change writes what no two records share.
func (f *family) touchesUnique(change map[string]any) bool {
	return slices.ContainsFunc(f.resource.Unique, func(u spec.Unique) bool { return valueAt(change, u.Member) != nil })
}

func (f *family) distinct(member string) bool {
	return member == f.resource.ID || slices.ContainsFunc(f.resource.Unique, func(u spec.Unique) bool { return u.Member == member })
}

// finder is the parameter of a list that finds what a create would have made,
// and the member of the body whose value it looks for.
func (f *family) finder() (*spec.Parameter, string) {
	if f.list == nil || f.create == nil {
		return nil, ""
	}
	for _, p := range f.list.Query {
		for _, member := range p.Filter.Members {
			unique := p.Filter.Kind == spec.In && member != f.resource.ID && f.distinct(member)
			text := p.Filter.Kind == spec.Substring && f.create.Body.Schema.At(member).Type() == "string"
			if unique || text {
				return p, member
			}
		}
	}
	return nil, ""
}

// freeMember is a text member that a change may set to anything, preferably at
// the top of the body; dotted. "" for none.
func (f *family) freeMember(s *spec.Schema) string {
	return freeText(s, "", func(path string) bool { return !f.special(path) })
}

// harmless is a change that any record may be given: of a text that may be
// anything where there is one, or else of the first member whose value means
// nothing to the server.
func (f *family) harmless(s *spec.Schema, mark string) map[string]any {
	change := map[string]any{}
	if path := f.freeMember(s); path != "" {
		setAt(change, path, mark)
		return change
	}
	for _, m := range s.Members() {
		if !f.special(m.Name) && !m.WriteOnly {
			change[m.Name] = sample(m.Schema, mark, false)
			return change
		}
	}
	for _, u := range f.resource.Unique { // a new value is nobody's
		if own := s.At(u.Member); own != nil {
			setAt(change, u.Member, sample(own, mark, false))
			return change
		}
	}
	if p := f.contract.Principal; f.people() && s.Member(p.Enabled) != nil {
		change[p.Enabled] = true
	} else if p != nil && f.resource == p.Role && s.Member(p.Permissions) != nil {
		change[p.Permissions] = []any{}
	}
	return change
}

// special members mean something to the server.
func (f *family) special(path string) bool {
	p := f.contract.Principal
	return f.distinct(path) || f.resource.ReferenceAt(path) != nil || f.people() && (path == p.Password || path == p.Enabled || path == p.Roles)
}

// anyMark stands for the marks of all runs.
var anyMark = runMark + strings.Repeat(markEnd, 30)

func freeText(s *spec.Schema, prefix string, fits func(string) bool, around ...*spec.Schema) string {
	if slices.Contains(around, s) {
		return ""
	}
	around = append(around[:len(around):len(around)], s)
	for _, m := range s.Members() {
		if free := m.Schema.Type() == "string" && m.Schema.Node.Get("format") == nil && m.Schema.Node.Get("pattern") == nil &&
			m.Schema.Node.Get("enum") == nil && m.Schema.Valid(anyMark); free && fits(prefix+m.Name) {
			return prefix + m.Name
		}
	}
	for _, m := range s.Members() {
		if m.Schema.Type() == "object" {
			if found := freeText(m.Schema, prefix+m.Name+".", fits, around...); found != "" {
				return found
			}
		}
	}
	return ""
}

// valueAt walks a dotted path, nil where it leads nowhere.
func valueAt(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

// setAt puts a value at a dotted path and makes the objects on the way.
func setAt(object map[string]any, path string, value any) {
	name, rest, deeper := strings.Cut(path, ".")
	if !deeper {
		object[name] = value
		return
	}
	inner, _ := object[name].(map[string]any)
	if inner == nil {
		inner = map[string]any{}
		object[name] = inner
	}
	setAt(inner, rest, value)
}
