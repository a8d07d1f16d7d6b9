package checks

import (
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// order are the checks of requests that break two rules at once: the earlier
// rule answers.
func (b *builder) order() {
	for _, op := range b.operations {
		if op.Action.Resource == nil {
			continue
		}
		// Log-in writes nothing, and needs somebody who can.
		writes := op.Action.Writes() || op.Action.Kind == spec.Login
		add := func(rule, name, title string, needs []engine.Rights, run func(*engine.Trial)) {
			b.add(engine.Check{
				Topic: engine.Bodies, Rule: rule, Operation: op, Name: "order/" + name,
				Writes: writes, Level: spec.SHOULD, Needs: engine.Needs{Callers: needs},
				Title: title,
				Run:   run,
			})
		}
		if h := adminHeader(op); h != nil {
			add("HDR-1", "token-before-header", "401 comes before 403", nil, func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				t.Want(a.Send(nil, wire.Header(h.Name)), "neither a token nor "+h.Name, 401)
				t.Want(a.Send(&wire.Caller{Name: "nobody", Token: t.Mark()}, wire.Header(h.Name)), "an unknown token and no "+h.Name, 401)
			})
			if op.Body != nil {
				b.orderOfBodies(op, h, add)
			}
		}
		if !op.Access.Public() && op.Body != nil {
			add("HDR-1", "token-before-body", "401 comes before 415 and 400", nil, func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				t.Want(a.Send(nil, wire.Media("text/plain")), "no token and another media type", 401)
				t.Want(a.Send(nil, wire.Raw("{")), "no token and no JSON", 401)
			})
		}
		if op.Body != nil {
			add("HDR-6", "media-type-before-syntax", "415 comes before 400", nil, func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				t.Want(a.Send(a.Caller, wire.Raw("{"), wire.Media("text/plain")), "another media type and no JSON", 415)
			})
		}
		if len(op.PathKeys) > 0 && op.Body != nil {
			b.orderOfIDs(op, add)
		}
		if ref := b.rolesMember(op); op.Action.Kind == spec.UpdateMany && ref != "" && knownAsBody(op) {
			add("OP-10", "reference-before-id", "an unknown role is 400 before an unknown user is 404", nil, func(t *engine.Trial) {
				f := b.familyOf(op)
				r := t.Acquire(f)
				ghost := &engine.Record{ID: engine.UnknownID(f.Resource, r.ID)}
				change := map[string]any{ref: []any{t.UnknownRoleID(t.AnyRole())}}
				t.WantRefused(t.Send(op, t.Bootstrap(), t.ChangeOptions(op, change, r, ghost)...), "an unknown id and an unknown role", spec.BadReference)
				t.WantUnchanged(f, r)
			})
		}
		if op.Action.Kind == spec.List && !op.Access.Public() {
			b.orderOfQueries(op, add)
		}
		if op.Action.Kind == spec.Create {
			b.orderOfCreates(op, add)
		}
		if op.Action.Self && op.Action.Writes() && op.Body.Rules != nil && len(op.Body.Rules.Forbidden) > 0 {
			add(b.contract.Rule(spec.ForbiddenMember, op), "member-before-schema", "403 for a member comes before 400", nil, func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				name := op.Body.Rules.Forbidden[0]
				a.Body = map[string]any{name: a.Record().State[name], engine.RunMark + "unknown": "x"}
				t.Want(a.Send(a.Caller), "a forbidden member and an unknown one", 403)
				for _, name := range op.Body.Rules.Forbidden {
					for _, value := range []any{nil, map[string]any{"x": "y"}} {
						a.Body = map[string]any{name: value}
						t.Want(a.Send(a.Caller), "a forbidden member of a wrong type", 403)
					}
				}
				a.WantUntouched()
			})
		}
	}
	for _, f := range b.families {
		if f.List != nil {
			b.add(engine.Check{
				Topic: engine.Bodies, Rule: "LOC-3", Operation: f.List, Name: "order/method-before-token",
				Level: spec.SHOULD,
				Title: "405 comes before 401",
				Run: func(t *engine.Trial) {
					lacks := func(op *spec.Operation) bool { return op != nil && !b.has(op.Path, http.MethodDelete) }
					if !lacks(f.List) && !lacks(f.SelfRead) && !lacks(f.Read) {
						panic(engine.NotApplicable("the document has DELETE of each path"))
					}
					if lacks(f.List) {
						t.Want(t.Send(f.List, nil, wire.Method(http.MethodDelete)), "another method without a token", 405)
					}
					if lacks(f.SelfRead) {
						t.Want(t.Send(f.SelfRead, nil, wire.Method(http.MethodDelete)), "another method of one's own record without a token", 405)
					}
					if lacks(f.Read) {
						t.Want(t.Send(f.Read, nil, wire.Key(engine.UnknownID(f.Resource, t.ReadableID(f))), wire.Method(http.MethodDelete)), "another method of an id without a token", 405)
					}
				},
			})
		}
	}
}

// orderOfQueries adds what comes before the query of a list is looked at: no
// parameter opens what is closed.
func (b *builder) orderOfQueries(op *spec.Operation, add adder) {
	var powerless []engine.Rights
	if !free(op) {
		powerless = append(powerless, engine.Nobody())
	}
	add(b.operationRule(op), "permission-before-query", "401 and 403 come before 400, and whatever the query asks for", powerless, func(t *engine.Trial) {
		pairs := [][]string{{engine.RunMark + "no-such", "1"}}
		for _, p := range op.Query {
			if t.Session.Declares(p.Features) {
				pairs = append(pairs, []string{p.Name, goodValue(p)})
			}
		}
		h := adminHeader(op)
		t.Want(t.Send(op, nil, wire.Query(pairs[0]...)), "no token, and "+pairs[0][0], 401)
		for _, pair := range pairs {
			for _, who := range powerless {
				t.Want(t.Send(op, t.As(who), wire.Query(pair...)), "no permission, and "+pair[0], 403)
			}
			if h != nil {
				t.Want(t.Send(op, t.Bootstrap(), wire.Query(pair...), wire.Header(h.Name)), "no "+h.Name+", and "+pair[0], 403)
			}
		}
	})
}

// orderOfCreates adds what comes before a create is found to conflict.
func (b *builder) orderOfCreates(op *spec.Operation, add adder) {
	f, ref := b.familyOf(op), b.rolesMember(op)
	if ref == "" || len(f.Resource.Unique) == 0 {
		return
	}
	u := f.Resource.Unique[0]
	var own *spec.Access
	if op.Body.Rules != nil {
		own = op.Body.Rules.Own[ref]
	}
	if who := onlyOf(b, &op.Access, own); len(who.Active) > 0 {
		add(b.contract.Rule(spec.MemberOwn, op), "member-before-conflict", "403 for a member comes before 400 and 409", []engine.Rights{who}, func(t *engine.Trial) {
			change := map[string]any{ref: []any{t.UnknownRoleID(t.AnyRole())}}
			t.Want(t.Attempt(op, change).Send(t.As(who)), ref+" that the caller may not write, of an unknown role", 403)
			jsonvalue.SetAt(change, u.Member, uniqueText(t, f, u))
			change[ref] = t.RoleIDs(t.AnyRole())
			t.Want(t.Attempt(op, change).Send(t.As(who)), ref+" that the caller may not write, and a "+u.Member+" that another has", 403)
		})
	}
	add("OP-10", "schema-before-conflict", "400 comes before 409", nil, func(t *engine.Trial) {
		change := map[string]any{engine.RunMark + "unknown": "x"}
		jsonvalue.SetAt(change, u.Member, uniqueText(t, f, u))
		a := t.Attempt(op, change)
		requireMisfit(op, a.Body)
		t.Want(a.Send(t.Bootstrap()), "an unknown member and a "+u.Member+" that another has", 400)
	})
	if !knownAsBody(op) {
		return
	}
	add("OP-10", "reference-before-conflict", "400 for an unknown role comes before 409", nil, func(t *engine.Trial) {
		change := map[string]any{ref: []any{t.UnknownRoleID(t.AnyRole())}}
		jsonvalue.SetAt(change, u.Member, uniqueText(t, f, u))
		t.WantRefused(t.Attempt(op, change).Send(t.Bootstrap()), "an unknown role and a "+u.Member+" that another has", spec.BadReference)
	})
}

// knownAsBody tells whether a reference to what there is not is refused as a body that does
// not fit is. Where it may have a status of its own, nobody says what it comes before.
func knownAsBody(op *spec.Operation) bool { return len(op.Refuses(spec.BadReference)) == 1 }

type adder func(rule, name, title string, needs []engine.Rights, run func(*engine.Trial))

// orderOfBodies adds what comes before the body is read, and before it is held
// to its schema.
func (b *builder) orderOfBodies(op *spec.Operation, h *spec.HeaderKey, add adder) {
	add("HDR-3", "header-before-body", "403 for the header comes before 415 and 400", nil, func(t *engine.Trial) {
		a := t.Attempt(op, nil)
		t.Want(a.Send(a.Caller, wire.Header(h.Name), wire.Media("text/plain")), "no "+h.Name+" and another media type", 403)
		t.Want(a.Send(a.Caller, wire.Header(h.Name), wire.Raw("{")), "no "+h.Name+" and no JSON", 403)
	})
	if powerless := []engine.Rights{engine.Nobody(), b.others(&op.Access)}; !free(op) {
		add(b.operationRule(op), "permission-before-body", "403 for the permission comes before 415 and 400", powerless, func(t *engine.Trial) {
			for _, who := range powerless {
				a := t.Attempt(op, nil)
				as := t.As(who)
				t.Want(a.Send(as, wire.Media("text/plain")), "no permission and another media type", 403)
				t.Want(a.Send(as, wire.Raw("{")), "no permission and no JSON", 403)
				t.Want(a.Send(as, wire.Body(map[string]any{engine.RunMark + "unknown": 1})), "no permission and an unknown member", 403)
			}
		})
	}
	rules := engine.ChangeRules(op)
	if op.Action.Kind == spec.Create || rules == nil || rules.Default == nil {
		return
	}
	for m := range engine.Writable(engine.ChangeSchema(op)) {
		name, own := m.Name, rules.Own[m.Name]
		if own == nil {
			continue
		}
		who := onlyOf(b, own, rules.Default)
		if len(who.Active) == 0 || !op.Access.AllowsRights(b.contract.Permissions.Rights(who.Active...)) {
			continue
		}
		add(b.contract.Rule(spec.MemberDefault, op), "member-before-schema/"+name, "403 for a member comes before 400", []engine.Rights{who}, func(t *engine.Trial) {
			a := t.Attempt(op, nil)
			for _, bad := range []string{`{"` + engine.RunMark + `unknown":1}`, `{` + engine.QuotedMember(firstOther(op, name), map[string]any{"x": "y"}) + `}`} {
				t.Want(a.Send(t.As(who), wire.Raw(a.WrapChange(bad))), "a member that the caller may not write and that does not fit", 403)
			}
			t.WantRefused(a.Send(t.As(who), wire.Raw("{")), "no JSON from who may write some member", spec.Syntax)
			if len(op.PathKeys) > 0 {
				t.Want(t.Send(op, t.As(who), wire.Key("no-id"), wire.Body(map[string]any{firstOther(op, name): nil})), "a member that the caller may not write, and what is not an id", 403)
			}
			a.WantUntouched()
		})
		if other := onlyOf(b, rules.Default, own); len(other.Active) > 0 && op.Access.AllowsRights(b.contract.Permissions.Rights(other.Active...)) {
			add(b.contract.Rule(spec.MemberOwn, op), "own-member-before-schema/"+name, "403 for a member comes before 400", []engine.Rights{other}, func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				for _, bad := range []string{"null", `"text"`, "[5]"} {
					t.Want(a.Send(t.As(other), wire.Raw(a.WrapChange(`{`+string(jsonvalue.Append(nil, name))+`:`+bad+`}`))), "a member that the caller may not write, of a wrong type", 403)
				}
				a.WantUntouched()
			})
		}
	}
}

// firstOther is the first member of a change that is not the named one.
func firstOther(op *spec.Operation, not string) string {
	for m := range engine.Writable(engine.ChangeSchema(op)) {
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
	add("OP-10", "schema-before-id", "400 comes before 404", nil, func(t *engine.Trial) {
		ghost := wire.Key(engine.UnknownID(f.Resource, t.ReadableID(f)))
		if unknown := map[string]any{engine.RunMark + "unknown": "x"}; !op.Body.Schema.Valid(unknown) {
			t.Want(t.Send(op, t.Bootstrap(), ghost, wire.Body(unknown)), "an unknown id and an unknown member", 400)
		}
		t.WantRefused(t.Send(op, t.Bootstrap(), ghost, wire.Raw("{")), "an unknown id and no JSON", spec.Syntax)
		t.Want(t.Send(op, t.Bootstrap(), ghost, wire.Raw("{}"), wire.Media("text/plain")), "an unknown id and another media type", 415)
		t.Want(t.Send(op, t.Bootstrap(), wire.Key("no-id"), wire.Raw("{}"), wire.Media("text/plain")), "what is not an id and another media type", 415)
	})
	if ref := b.rolesMember(op); ref != "" && knownAsBody(op) {
		add("OP-10", "reference-before-id", "an unknown role is 400 before an unknown user is 404", nil, func(t *engine.Trial) {
			change := map[string]any{ref: []any{t.UnknownRoleID(t.AnyRole())}}
			t.WantRefused(t.Send(op, t.Bootstrap(), wire.Key(engine.UnknownID(f.Resource, t.ReadableID(f))), wire.Body(change)), "an unknown id and an unknown role", spec.BadReference)
		})
	}
	for _, u := range f.Uniques() {
		if op.Body.Schema.At(u.Member) == nil {
			continue
		}
		add(rule, "id-before-conflict", "404 comes before 409", nil, func(t *engine.Trial) {
			change := map[string]any{}
			jsonvalue.SetAt(change, u.Member, jsonvalue.ValueAt(t.Acquire(f).State, u.Member))
			t.Want(t.Send(op, t.Bootstrap(), wire.Key(engine.UnknownID(f.Resource, t.ReadableID(f))), wire.Body(change)), "an unknown id and a "+u.Member+" that another has", 404)
		})
		add("OP-10", "schema-before-conflict", "400 comes before 409", nil, func(t *engine.Trial) {
			change := map[string]any{engine.RunMark + "unknown": "x"}
			jsonvalue.SetAt(change, u.Member, strings.ToUpper(uniqueText(t, f, u)))
			r := t.Acquire(f)
			requireMisfit(op, change)
			t.Want(t.Send(op, t.Bootstrap(), wire.Key(r.ID), wire.Body(change)), "an unknown member and a "+u.Member+" that another has", 400)
			t.WantUnchanged(f, r)
		})
	}
}

// uniqueText is a value that a record of ours has.
func uniqueText(t *engine.Trial, f *engine.Family, u spec.Unique) string {
	return valueOf(t, t.Acquire(f), u)
}
