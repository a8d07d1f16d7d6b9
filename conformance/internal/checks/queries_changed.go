package checks

import (
	"fmt"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// changedLists adds that a filter knows of a change at once: who answers lists from an
// index, or remembers them, must not answer with what was.
func (b *builder) changedLists(f *engine.Family) {
	for _, p := range f.List.Query {
		if f.Read == nil || p.Filter.Kind == spec.Sort || b.changedBy(f.Update, p) == nil {
			continue
		}
		features := p.Features
		if p.Filter.Kind == spec.Has {
			features = append(newFeatures(b.roleFeatures(), features), features...)
		}
		b.add(engine.Check{
			Topic: engine.Queries, Rule: b.ruleOf(f, "OP-9"), Operation: f.List, Name: "changed/" + p.Name,
			Writes: true, Needs: engine.Needs{Features: features}, Watch: engine.Watch{Stale: true},
			Title: p.Name + " finds a record from when it matches until it does no more",
			Run: func(t *engine.Trial) {
				for _, member := range b.changedBy(f.Update, p) {
					back := f.Update
					if many := f.UpdateMany; many != nil && t.Session.Declares(many.Features) && slices.Contains(b.changedBy(many, p), member) {
						back = many // so that both are seen to be known to the list
					}
					b.wantFollowed(t, f, p, member, back)
				}
			},
		})
	}
}

// changedBy are the members by which an operation makes a record match a parameter: all
// that it looks for parts in, as each may have an index of its own, and the first of others.
func (b *builder) changedBy(op *spec.Operation, p *spec.Parameter) []string {
	var out []string
	for _, member := range p.Filter.Members {
		schema := engine.ChangeSchema(op).At(member)
		if m := engine.ChangeSchema(op).Member(member); m != nil && m.ReadOnly {
			continue
		}
		if schema == nil || len(out) > 0 && (p.Filter.Kind != spec.Substring || schema.Type() != "string") {
			continue
		}
		roles := p.Filter.Kind == spec.Has && member == b.rolesMember(op)
		text := (p.Filter.Kind == spec.In || p.Filter.Kind == spec.Substring) && schema.Type() == "string" && p.Schema.Type() == "string"
		if roles || text || schema.Type() == "boolean" && p.Accepts([]string{"false"}) {
			out = append(out, member)
		}
	}
	return out
}

// wantFollowed asks for a record before and after a change that makes it match, and
// after another that takes that back.
func (b *builder) wantFollowed(t *engine.Trial, f *engine.Family, p *spec.Parameter, member string, back *spec.Operation) {
	op, r := f.Update, t.Acquire(f)
	var to any = false
	value := "false"
	switch schema := engine.ChangeSchema(op).At(member); {
	case p.Filter.Kind == spec.Has:
		value = t.Role(t.Mark()) // which nobody else is given
		to = t.RoleIDs(value)
	case schema.Type() == "string":
		value, _ = engine.Sample(schema, t.Mark(), false).(string)
		to = value
	}
	terms := []engine.Term{{Parameter: p, Values: []string{value}}}
	for _, q := range f.List.Query {
		if q != p && q.Filter.Kind == spec.In && len(q.Filter.Members) == 1 && q.Filter.Members[0] == f.Resource.ID && t.Session.Declares(q.Features) {
			terms = append(terms, engine.Term{Parameter: q, Values: []string{r.ID}})
		}
	}
	if len(terms) == 1 && to == false {
		return // there may be more of them than a page holds
	}
	count := f.Paging(spec.Count)
	if count != nil && t.Session.Declares(count.Features) {
		terms = append(terms, engine.Term{Parameter: count, Values: []string{"true"}})
	}
	listed := func(want bool, when string) bool {
		x := t.Send(f.List, t.Bootstrap(), engine.TermOptions(terms...)...)
		if !t.Want(x, "the list with "+p.Name, 200) {
			return false
		}
		says := map[bool]string{true: "the record", false: "no such record"}
		if is := engine.Pick(x, f, r.ID) != nil; is != want {
			t.Fail(x, says[want]+" in the list with "+p.Name+" "+when+" of "+member, says[is])
			return false
		}
		if found, _ := x.Records(); terms[len(terms)-1].Parameter == count && len(found) < 2 && fmt.Sprint(countIn(x, count)) != fmt.Sprint(len(found)) {
			t.Fail(x, fmt.Sprintf("a count of %d %s", len(found), when), engine.Short(countIn(x, count)))
			return false
		}
		return true
	}
	write := func(what string, op *spec.Operation, value any) bool {
		change := map[string]any{}
		jsonvalue.SetAt(change, member, value)
		return t.Want(t.Send(op, t.Bootstrap(), t.ChangeOptions(op, change, r)...), what+" of "+member, 200)
	}
	had := jsonvalue.ValueAt(r.State, member)
	if schema := engine.ChangeSchema(back).At(member); had == nil { // null may be no value
		switch schema.Type() {
		case "string":
			had = engine.Sample(schema, t.Mark(), false)
		case "boolean":
			had = true
		case "array":
			had = []any{}
		}
	}
	if !listed(false, "before a change") || !write("a change", op, to) || !listed(true, "after a change") || !write("another change", back, had) || !listed(false, "after another change") {
		return
	}
	if own := f.SelfUpdate; own != nil && engine.ChangeSchema(own).At(member) != nil && r.Password != "" && t.Session.CanLogIn() {
		change := map[string]any{}
		jsonvalue.SetAt(change, member, to)
		if t.Want(t.Send(own, t.LogIn(r), wire.Body(change)), "a change of "+member+" by the user itself", 200) {
			listed(true, "after a change by the user itself")
		}
	}
}
