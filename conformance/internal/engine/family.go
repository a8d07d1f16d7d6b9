package engine

import (
	"iter"
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// ReadableIn fits texts of an operation's change that mean nothing to the
// server.
func (f *Family) ReadableIn(op *spec.Operation) func(string) bool {
	return func(path string) bool {
		schema := ChangeSchema(op).At(path)
		return !f.Special(path) && schema.Type() == "string" && schema.Valid(AnyText)
	}
}

// ReaderOf is the operation that reads at the path of another, nil for none.
func (f *Family) ReaderOf(op *spec.Operation) *spec.Operation {
	for _, other := range f.Operations() {
		if other.Method == http.MethodGet && other.Path == op.Path {
			return other
		}
	}
	return nil
}

// Family is what one version of the contract does with one collection: the
// words that checks are written in. A member is nil where there is no such
// operation.
type Family struct {
	contract *spec.Contract
	Version  string
	Resource *spec.Resource

	List, Create, Read, Update, UpdateMany, SelfRead, SelfUpdate *spec.Operation
}

// Families lists them in the order of the document. Plain operations are of none, beside
// callers: their checks are written in other words, those of [Call].
func Families(contract *spec.Contract) []*Family {
	var out []*Family
	for _, op := range contract.Operations {
		if op.Action.Resource == nil || op.Action.Kind == spec.Login || contract.Principal != nil && op.Plain {
			continue
		}
		i := slices.IndexFunc(out, func(f *Family) bool { return f.Version == op.Version && f.Resource == op.Action.Resource })
		if i < 0 {
			i = len(out)
			out = append(out, &Family{contract: contract, Version: op.Version, Resource: op.Action.Resource})
		}
		if slot := out[i].Slot(op.Action); slot != nil && *slot == nil {
			*slot = op
		}
	}
	return out
}

// Slot is the field of the family that holds operations of an action, nil for none.
func (f *Family) Slot(a spec.Action) **spec.Operation {
	switch {
	case a.Self && a.Kind == spec.Read:
		return &f.SelfRead
	case a.Self && a.Kind == spec.Update:
		return &f.SelfUpdate
	case a.Kind == spec.List:
		return &f.List
	case a.Kind == spec.Create:
		return &f.Create
	case a.Kind == spec.Read:
		return &f.Read
	case a.Kind == spec.Update:
		return &f.Update
	case a.Kind == spec.UpdateMany:
		return &f.UpdateMany
	}
	return nil
}

// creates is the operation that makes a record, nil for none, also of no family.
func (f *Family) creates() *spec.Operation {
	if f == nil {
		return nil
	}
	return f.Create
}

// updates is the operation that changes a record, nil for none, also of no
// family.
func (f *Family) updates() *spec.Operation {
	if f == nil {
		return nil
	}
	return f.Update
}

// People tells whether the family is of the callers themselves.
func (f *Family) People() bool {
	p := f.contract.Principal
	return p != nil && p.Resource == f.Resource
}

// Uniques are the members of which no two records have the same value. One that names
// another record is an id, whose case counts.
func (f *Family) Uniques() []spec.Unique {
	out := slices.Clone(f.Resource.Unique)
	for i := range out {
		out[i].IgnoreCase = out[i].IgnoreCase && f.Resource.ReferenceAt(out[i].Member) == nil
	}
	return out
}

// Operations lists those that there are.
func (f *Family) Operations() []*spec.Operation {
	var out []*spec.Operation
	for _, op := range []*spec.Operation{f.SelfRead, f.SelfUpdate, f.List, f.Create, f.UpdateMany, f.Read, f.Update} {
		if op != nil {
			out = append(out, op)
		}
	}
	return out
}

// Changers are the operations that write to a record that there is.
func (f *Family) Changers() []*spec.Operation {
	return slices.DeleteFunc([]*spec.Operation{f.Update, f.SelfUpdate, f.UpdateMany}, func(op *spec.Operation) bool { return op == nil })
}

// ChangeSchema is the schema of what an operation writes to a record.
func ChangeSchema(op *spec.Operation) *spec.Schema {
	if op.Action.Kind == spec.UpdateMany {
		if m := op.Body.Schema.Member(op.Action.Changes); m != nil {
			return m.Schema
		}
	}
	return op.Body.Schema
}

// Writable are the members that a body may bring: those that are read-only are refused.
func Writable(s *spec.Schema) iter.Seq[spec.Member] {
	return func(yield func(spec.Member) bool) {
		for _, m := range s.Members() { // of which there may be thousands
			if !m.ReadOnly && !yield(m) {
				return
			}
		}
	}
}

// takes tells whether a record is given a member when it is made, or by a change of it.
func (f *Family) takes(name string) bool { return Writes(f.Create, name) || Writes(f.Update, name) }

// Writes tells whether an operation writes a member, no operation none.
func Writes(op *spec.Operation, name string) bool {
	if op == nil {
		return false
	}
	m := ChangeSchema(op).Member(name)
	return m != nil && !m.ReadOnly
}

// ChangeRules are the rules of what an operation writes to a record.
func ChangeRules(op *spec.Operation) *spec.MemberRules {
	if op.Action.Kind == spec.UpdateMany {
		return op.Body.Rules.Nested(op.Action.Changes)
	}
	return op.Body.Rules
}

// Scope is the parameter of a list that picks records by a value that no two
// share, several at once: so a check sees its own records alone.
func (f *Family) Scope() *spec.Parameter {
	if f.List == nil {
		return nil
	}
	var best *spec.Parameter
	for _, p := range f.List.Query {
		if p.Filter.Kind != spec.In || !p.Repeatable || len(p.Filter.Members) != 1 || !f.Distinct(p.Filter.Members[0]) {
			continue
		}
		if best == nil || len(p.Features) < len(best.Features) {
			best = p
		}
	}
	return best
}

// touchesUnique tells whether a change writes what no two records share.
func (f *Family) touchesUnique(change map[string]any) bool {
	return slices.ContainsFunc(f.Resource.Unique, func(u spec.Unique) bool { return jsonvalue.ValueAt(change, u.Member) != nil })
}

// Distinct tells whether no two records have the same value of a member.
func (f *Family) Distinct(member string) bool {
	return isDistinct(f.Resource, member)
}

// Finder is the parameter of a list that finds what a create would have made,
// and the member of the body whose value it looks for.
func (f *Family) Finder() (*spec.Parameter, string) {
	if f.List == nil || f.Create == nil {
		return nil, ""
	}
	for _, p := range f.List.Query {
		for _, member := range p.Filter.Members {
			unique := p.Filter.Kind == spec.In && member != f.Resource.ID && f.Distinct(member)
			text := p.Filter.Kind == spec.Substring && f.Create.Body.Schema.At(member).Type() == "string"
			if unique || text {
				return p, member
			}
		}
	}
	return nil, ""
}

// Versions are the features that say which copies of the paths a target serves.
func Versions(contract *spec.Contract) []string {
	var out []string
	for _, op := range contract.Operations {
		if op.Version != "" && !slices.Contains(out, op.Version) {
			out = append(out, op.Version)
		}
	}
	return out
}
