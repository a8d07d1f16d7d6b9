package checks

import (
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// openAPIMembers are the checks of members with rights of their own: each is sent by
// one whom the operation lets in, and who may not write it; those that nobody may
// write are sent by one with all rights.
func (b *builder) openAPIMembers() {
	for _, op := range b.operations {
		if op.Body == nil || op.Body.Rules == nil || !answers(op) || !op.Access.Public() && !sendable(op) {
			continue
		}
		rules := op.Body.Rules
		for m := range engine.Writable(op.Body.Schema) {
			access := memberAccess(rules, m.Name)
			if access == nil {
				continue
			}
			if who, enters := b.entering(op, access); enters {
				b.openAPIMember(op, m.Name, m.Name, who, spec.MemberOwn, func(mark string) any { return engine.Sample(m.Schema, mark, true) })
			}
		}
		b.nestedMembers(op)
		for _, name := range rules.Forbidden {
			var schema *spec.Schema
			if r := op.Action.Resource; r != nil && r.Schema.Member(name) != nil {
				schema = r.Schema.Member(name).Schema
			}
			everything := engine.Rights{Name: "all", Active: b.contract.Permissions.Names()}
			b.openAPIMember(op, name, name, everything, spec.ForbiddenMember, func(mark string) any { return engine.Sample(schema, mark, true) })
		}
	}
}

// entering is a caller whom an operation lets in and a member does not.
func (b *builder) entering(op *spec.Operation, member *spec.Access) (engine.Rights, bool) {
	ways := op.Access.Ways()
	if op.Access.Public() {
		ways = [][]string{nil}
	}
	for _, way := range ways {
		if member.AllowsRights(b.contract.Permissions.Rights(way...)) {
			continue
		}
		if len(way) == 0 {
			return engine.Nobody(), true
		}
		return engine.Rights{Name: strings.Join(way, "+"), Active: way}, true
	}
	return engine.Rights{}, false
}

// openAPIMember adds the check of one member, which is sent in the value of a member
// of the body: it is that one, or stands in it.
func (b *builder) openAPIMember(op *spec.Operation, name, top string, who engine.Rights, kind spec.RefusalKind, value func(mark string) any) {
	b.openAPI(engine.Check{
		Topic: engine.Permissions, Rule: "AUTH-5", Operation: op, Name: "member/" + name,
		Needs: engine.Needs{Callers: []engine.Rights{who}},
		Title: name + " sent by " + who.Name + " is refused, and changes nothing",
		Run: func(t *engine.Trial) {
			way := wayOf(b.contract, op, who)
			t.NeedKeys(way)
			c := t.Call(op)
			body, is := jsonvalue.Clone(c.Body).(map[string]any)
			if !is {
				panic(engine.NotApplicable("the body is not an object"))
			}
			body[top] = value(t.Mark())
			if mayWrite(b.contract, op, body, who) {
				panic(engine.NotApplicable("what is sent for " + name + " is its default, and no write"))
			}
			options := []wire.Option{}
			if way != nil {
				options = append(options, wire.By(way...))
			}
			x := c.WithBody(body).Send(t.As(who), options...)
			if wantRefusal(t, x, name+" sent by "+who.Name, kind, 403) && c.Subject != nil && c.Subject.Own {
				wantUnchanged(t, c.Subject)
			}
		},
	})
}
