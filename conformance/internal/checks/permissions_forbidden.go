package checks

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// forbiddenMembers adds that some members are never written to one's own
// record: alone, beside others, unchanged, with every right and with the
// header of the admin API.
func (b *builder) forbiddenMembers(op *spec.Operation) {
	rules := op.Body.Rules
	if rules == nil {
		return
	}
	f := b.familyOf(op)
	rule := b.contract.Rule(spec.ForbiddenMember, op)
	for _, name := range rules.Forbidden {
		for _, who := range []engine.Rights{engine.Nobody(), {Name: "everything", Active: b.contract.Permissions.Names()}} {
			var features []string
			if len(who.Active) > 0 {
				features = b.roleFeatures()
			}
			b.add(engine.Check{
				Topic: engine.Permissions, Rule: rule, Operation: op, Name: "never/" + name + "/" + who.Name,
				Writes: true, Needs: engine.Needs{Features: features},
				Title: name + " is never written to one's own record",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, nil)
					if len(who.Active) > 0 {
						t.Set(f, a.Record(), b.roles(t.Role(who.Active...)))
					}
					b.tryForbidden(t, a, name)
				},
			})
		}
	}
}

func (b *builder) tryForbidden(t *engine.Trial, a *engine.Attempt, name string) {
	schema := a.Family.Resource.Schema.Member(name).Schema
	before := a.Record().State[name]
	other := engine.Another(schema, t.Mark(), before)
	if list, is := other.([]any); is && engine.Equal(other, before) {
		other = append(slices.Clone(list), t.RoleIDs(t.AnyRole())...)
	}
	bodies := []struct {
		what string
		sent map[string]any
	}{
		{name + " alone", map[string]any{name: other}},
		{name + " as it is", map[string]any{name: before}},
		{name + " beside a member that may be written", engine.Merged(a.Body, map[string]any{name: other})},
	}
	if text, is := before.(string); is && everyOther(text) != text { // which is no other where the case does not count
		bodies = append(bodies, struct {
			what string
			sent map[string]any
		}{name + " in other case", map[string]any{name: everyOther(text)}})
	}
	for _, one := range bodies {
		a.Body = one.sent
		t.Want(a.Send(a.Caller), one.what, 403)
		for _, h := range b.contract.Headers {
			t.Want(a.Send(a.Caller, wire.Header(h.Name, h.Value)), one.what+", with "+h.Name+": "+h.Value, 403)
		}
	}
	a.WantUntouched()
	b.tryOtherWords(t, a, name, other)
}

// tryOtherWords writes a member by other names, that a server may take for its own
// before or after it looks at who may. What they are refused with is for the checks of
// bodies; here the member must be as it was.
func (b *builder) tryOtherWords(t *engine.Trial, a *engine.Attempt, name string, value any) {
	bodies := []map[string]any{{"$set": map[string]any{name: value}}, {strings.ToUpper(name[:1]) + name[1:]: value}}
	if lower := strings.ToLower(name); lower != name {
		bodies = append(bodies, map[string]any{lower: value})
	}
	for _, a.Body = range bodies {
		if a.Operation.Body.Schema.Valid(a.Body) {
			continue // it is a member of its own
		}
		a.Send(a.Caller)
	}
	now, x := t.Reread(a.Family, a.Record())
	if now != nil && !engine.Equal(now[name], a.Record().State[name]) {
		t.Fail(x, name+" as it was, whatever other names it is sent by", "another value")
	}
}
