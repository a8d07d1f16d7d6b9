package conformance

import (
	"slices"

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
	rule := b.contract.Rule("forbiddenMember", op)
	for _, name := range rules.Forbidden {
		for _, who := range []Rights{nobody(), {Name: "everything", Active: b.contract.Permissions.Names()}} {
			var features []string
			if len(who.Active) > 0 {
				features = b.roleFeatures()
			}
			b.add(Check{
				Topic: Permissions, Rule: rule, Operation: op, Name: "never/" + name + "/" + who.Name,
				Writes: true, Features: features,
				Title: name + " is never written to one's own record",
				Run: func(t *Trial) {
					a := t.attempt(op, nil)
					if len(who.Active) > 0 {
						t.set(f, a.record(), b.roles(t.role(who.Active...)))
					}
					b.tryForbidden(t, a, name)
				},
			})
		}
	}
}

func (b *builder) tryForbidden(t *Trial, a *attempt, name string) {
	schema := a.f.resource.Schema.Member(name).Schema
	before := a.record().state[name]
	other := another(schema, t.mark(), before)
	if list, is := other.([]any); is && equal(other, before) {
		other = append(slices.Clone(list), t.roleIDs(t.anyRole())...)
	}
	bodies := []struct {
		what string
		sent map[string]any
	}{
		{name + " alone", map[string]any{name: other}},
		{name + " as it is", map[string]any{name: before}},
		{name + " beside a member that may be written", merged(a.sent, map[string]any{name: other})},
	}
	for _, one := range bodies {
		a.sent = one.sent
		t.want(a.ask(a.as), one.what, 403)
		for _, h := range b.contract.Headers {
			t.want(a.ask(a.as, header(h.Name, h.Value)), one.what+", with "+h.Name+": "+h.Value, 403)
		}
	}
	a.untouched()
}
