package conformance

import (
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// order are the checks of requests that break two rules at once: the earlier
// rule answers.
func (b *builder) order() {
	for _, op := range b.contract.Operations {
		if op.Action.Resource == nil {
			continue
		}
		// Log-in writes nothing, and needs somebody who can.
		writes := op.Action.Writes() || op.Action.Kind == spec.Login
		add := func(rule, name, title string, needs []Rights, run func(*Trial)) {
			b.add(Check{
				Topic: Bodies, Rule: rule, Operation: op, Name: "order/" + name,
				Writes: writes, Level: spec.SHOULD, Needs: needs,
				Title: title,
				Run:   run,
			})
		}
		if h := adminHeader(op); h != nil {
			add("HDR-1", "token-before-header", "401 comes before 403", nil, func(t *Trial) {
				a := t.attempt(op, nil)
				t.want(a.ask(nil, header(h.Name)), "neither a token nor "+h.Name, 401)
				t.want(a.ask(&caller{name: "nobody", token: t.mark()}, header(h.Name)), "an unknown token and no "+h.Name, 401)
			})
			if op.Body != nil {
				b.orderOfBodies(op, h, add)
			}
		}
		if !op.Access.Public() && op.Body != nil {
			add("HDR-1", "token-before-body", "401 comes before 415 and 400", nil, func(t *Trial) {
				a := t.attempt(op, nil)
				t.want(a.ask(nil, media("text/plain")), "no token and another media type", 401)
				t.want(a.ask(nil, raw("{")), "no token and no JSON", 401)
			})
		}
		if op.Body != nil {
			add("HDR-6", "media-type-before-syntax", "415 comes before 400", nil, func(t *Trial) {
				a := t.attempt(op, nil)
				t.want(a.ask(a.as, raw("{"), media("text/plain")), "another media type and no JSON", 415)
			})
		}
		if len(op.PathKeys) > 0 && op.Body != nil {
			b.orderOfIDs(op, add)
		}
		if ref := b.rolesMember(op); op.Action.Kind == spec.UpdateMany && ref != "" {
			add("OP-10", "reference-before-id", "an unknown role is 400 before an unknown user is 404", nil, func(t *Trial) {
				f := b.familyOf(op)
				r := t.borrow(f)
				ghost := &record{id: unlike(f.resource, r.id)}
				change := map[string]any{ref: []any{t.unlikeRole(t.anyRole())}}
				t.want(t.ask(op, t.bootstrap(), t.changing(op, change, r, ghost)...), "an unknown id and an unknown role", 400)
				t.unchanged(f, r)
			})
		}
		if op.Action.Kind == spec.List && !op.Access.Public() {
			b.orderOfQueries(op, add)
		}
		if op.Action.Kind == spec.Create {
			b.orderOfCreates(op, add)
		}
		if op.Action.Self && op.Action.Writes() && op.Body.Rules != nil && len(op.Body.Rules.Forbidden) > 0 {
			add(b.contract.Rule("forbiddenMember", op), "member-before-schema", "403 for a member comes before 400", nil, func(t *Trial) {
				a := t.attempt(op, nil)
				name := op.Body.Rules.Forbidden[0]
				a.sent = map[string]any{name: a.record().state[name], runMark + "unknown": "x"}
				t.want(a.ask(a.as), "a forbidden member and an unknown one", 403)
				for _, name := range op.Body.Rules.Forbidden {
					for _, value := range []any{nil, map[string]any{"x": "y"}} {
						a.sent = map[string]any{name: value}
						t.want(a.ask(a.as), "a forbidden member of a wrong type", 403)
					}
				}
				a.untouched()
			})
		}
	}
	for _, f := range b.families {
		if f.list != nil {
			b.add(Check{
				Topic: Bodies, Rule: "LOC-3", Operation: f.list, Name: "order/method-before-token",
				Level: spec.SHOULD,
				Title: "405 comes before 401",
				Run: func(t *Trial) {
					t.want(t.ask(f.list, nil, method(http.MethodDelete)), "another method without a token", 405)
					if f.selfRead != nil {
						t.want(t.ask(f.selfRead, nil, method(http.MethodDelete)), "another method of one's own record without a token", 405)
					}
					if f.read != nil {
						t.want(t.ask(f.read, nil, key(unlike(f.resource, t.subject(f))), method(http.MethodDelete)), "another method of an id without a token", 405)
					}
				},
			})
		}
	}
}

// orderOfQueries adds what comes before the query of a list is looked at: no
// parameter opens what is closed.
func (b *builder) orderOfQueries(op *spec.Operation, add adder) {
	add(b.operationRule(op), "permission-before-query", "401 and 403 come before 400, and whatever the query asks for", []Rights{nobody()}, func(t *Trial) {
		pairs := [][]string{{runMark + "no-such", "1"}}
		for _, p := range op.Query {
			if t.session.declares(p.Features) {
				pairs = append(pairs, []string{p.Name, goodValue(p)})
			}
		}
		h := adminHeader(op)
		t.want(t.ask(op, nil, query(pairs[0]...)), "no token, and "+pairs[0][0], 401)
		for _, pair := range pairs {
			t.want(t.ask(op, t.as(nobody()), query(pair...)), "no permission, and "+pair[0], 403)
			if h != nil {
				t.want(t.ask(op, t.bootstrap(), query(pair...), header(h.Name)), "no "+h.Name+", and "+pair[0], 403)
			}
		}
	})
}

// orderOfCreates adds what comes before a create is found to conflict.
func (b *builder) orderOfCreates(op *spec.Operation, add adder) {
	f, ref := b.familyOf(op), b.rolesMember(op)
	if ref == "" || len(f.resource.Unique) == 0 {
		return
	}
	u := f.resource.Unique[0]
	var own *spec.Access
	if op.Body.Rules != nil {
		own = op.Body.Rules.Own[ref]
	}
	if who := onlyOf(b, &op.Access, own); len(who.Active) > 0 {
		add(b.contract.Rule("memberOwn", op), "member-before-conflict", "403 for a member comes before 400 and 409", []Rights{who}, func(t *Trial) {
			change := map[string]any{ref: []any{t.unlikeRole(t.anyRole())}}
			t.want(t.attempt(op, change).ask(t.as(who)), ref+" that the caller may not write, of an unknown role", 403)
			setAt(change, u.Member, t.textOf(f, u))
			change[ref] = t.roleIDs(t.anyRole())
			t.want(t.attempt(op, change).ask(t.as(who)), ref+" that the caller may not write, and a "+u.Member+" that another has", 403)
		})
	}
	add("OP-10", "schema-before-conflict", "400 comes before 409", nil, func(t *Trial) {
		change := map[string]any{runMark + "unknown": "x"}
		setAt(change, u.Member, t.textOf(f, u))
		t.want(t.attempt(op, change).ask(t.bootstrap()), "an unknown member and a "+u.Member+" that another has", 400)
	})
	add("OP-10", "reference-before-conflict", "400 for an unknown role comes before 409", nil, func(t *Trial) {
		change := map[string]any{ref: []any{t.unlikeRole(t.anyRole())}}
		setAt(change, u.Member, t.textOf(f, u))
		t.want(t.attempt(op, change).ask(t.bootstrap()), "an unknown role and a "+u.Member+" that another has", 400)
	})
}

type adder func(rule, name, title string, needs []Rights, run func(*Trial))

// orderOfBodies adds what comes before the body is read, and before it is held
// to its schema.
func (b *builder) orderOfBodies(op *spec.Operation, h *spec.HeaderKey, add adder) {
	add("HDR-3", "header-before-body", "403 for the header comes before 415 and 400", nil, func(t *Trial) {
		a := t.attempt(op, nil)
		t.want(a.ask(a.as, header(h.Name), media("text/plain")), "no "+h.Name+" and another media type", 403)
		t.want(a.ask(a.as, header(h.Name), raw("{")), "no "+h.Name+" and no JSON", 403)
	})
	powerless := []Rights{nobody(), b.others(&op.Access)}
	add(b.operationRule(op), "permission-before-body", "403 for the permission comes before 415 and 400", powerless, func(t *Trial) {
		for _, who := range powerless {
			a := t.attempt(op, nil)
			as := t.as(who)
			t.want(a.ask(as, media("text/plain")), "no permission and another media type", 403)
			t.want(a.ask(as, raw("{")), "no permission and no JSON", 403)
			t.want(a.ask(as, body(map[string]any{runMark + "unknown": 1})), "no permission and an unknown member", 403)
		}
	})
	rules := changeRules(op)
	if op.Action.Kind == spec.Create || rules == nil || rules.Default == nil {
		return
	}
	for _, m := range changeSchema(op).Members() {
		name, own := m.Name, rules.Own[m.Name]
		if own == nil {
			continue
		}
		who := onlyOf(b, own, rules.Default)
		if len(who.Active) == 0 || !op.Access.AllowsRights(b.contract.Permissions.Rights(who.Active...)) {
			continue
		}
		add(b.contract.Rule("member", op), "member-before-schema/"+name, "403 for a member comes before 400", []Rights{who}, func(t *Trial) {
			a := t.attempt(op, nil)
			for _, bad := range []string{`{"` + runMark + `unknown":1}`, `{` + quotedMember(firstOther(op, name), map[string]any{"x": "y"}) + `}`} {
				t.want(a.ask(t.as(who), raw(a.wrapped(bad))), "a member that the caller may not write and that does not fit", 403)
			}
			t.want(a.ask(t.as(who), raw("{")), "no JSON from who may write some member", 400)
			if len(op.PathKeys) > 0 {
				t.want(t.ask(op, t.as(who), key("no-id"), body(map[string]any{firstOther(op, name): nil})), "a member that the caller may not write, and what is no id", 403)
			}
			a.untouched()
		})
		if other := onlyOf(b, rules.Default, own); len(other.Active) > 0 && op.Access.AllowsRights(b.contract.Permissions.Rights(other.Active...)) {
			add(b.contract.Rule("memberOwn", op), "own-member-before-schema/"+name, "403 for a member comes before 400", []Rights{other}, func(t *Trial) {
				a := t.attempt(op, nil)
				for _, bad := range []string{"null", `"text"`, "[5]"} {
					t.want(a.ask(t.as(other), raw(a.wrapped(`{`+string(spec.AppendJSON(nil, name, nil))+`:`+bad+`}`))), "a member that the caller may not write, of a wrong type", 403)
				}
				a.untouched()
			})
		}
	}
}

// firstOther is the first member of a change that is not the named one.
func firstOther(op *spec.Operation, not string) string {
	for _, m := range changeSchema(op).Members() {
		if m.Name != not {
			return m.Name
		}
	}
	return ""
}

// orderOfIDs adds what comes before an id is looked for, and after.
func (b *builder) orderOfIDs(op *spec.Operation, add adder) {
	f := b.familyOf(op)
	rule := b.ruleOf(f, "OP-4")
	add("OP-10", "schema-before-id", "400 comes before 404", nil, func(t *Trial) {
		ghost := key(unlike(f.resource, t.subject(f)))
		t.want(t.ask(op, t.bootstrap(), ghost, body(map[string]any{runMark + "unknown": "x"})), "an unknown id and an unknown member", 400)
		t.want(t.ask(op, t.bootstrap(), ghost, raw("{")), "an unknown id and no JSON", 400)
		t.want(t.ask(op, t.bootstrap(), ghost, raw("{}"), media("text/plain")), "an unknown id and another media type", 415)
		t.want(t.ask(op, t.bootstrap(), key("no-id"), raw("{}"), media("text/plain")), "what is no id and another media type", 415)
	})
	if ref := b.rolesMember(op); ref != "" {
		add("OP-10", "reference-before-id", "an unknown role is 400 before an unknown user is 404", nil, func(t *Trial) {
			change := map[string]any{ref: []any{t.unlikeRole(t.anyRole())}}
			t.want(t.ask(op, t.bootstrap(), key(unlike(f.resource, t.subject(f))), body(change)), "an unknown id and an unknown role", 400)
		})
	}
	for _, u := range f.resource.Unique {
		if op.Body.Schema.At(u.Member) == nil {
			continue
		}
		add(rule, "id-before-conflict", "404 comes before 409", nil, func(t *Trial) {
			change := map[string]any{}
			setAt(change, u.Member, valueAt(t.borrow(f).state, u.Member))
			t.want(t.ask(op, t.bootstrap(), key(unlike(f.resource, t.subject(f))), body(change)), "an unknown id and a "+u.Member+" that another has", 404)
		})
		add("OP-10", "schema-before-conflict", "400 comes before 409", nil, func(t *Trial) {
			change := map[string]any{runMark + "unknown": "x"}
			setAt(change, u.Member, strings.ToUpper(t.textOf(f, u)))
			r := t.borrow(f)
			t.want(t.ask(op, t.bootstrap(), key(r.id), body(change)), "an unknown member and a "+u.Member+" that another has", 400)
			t.unchanged(f, r)
		})
	}
}

// textOf is a value that a record of ours has.
func (t *Trial) textOf(f *family, u spec.Unique) string {
	return t.valueOf(t.borrow(f), u)
}
