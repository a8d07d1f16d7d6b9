package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// whoever adds that a permission to write is one for every record and every value:
// those of users who may more than the caller, of disabled ones, of itself.
func (b *builder) whoever(f *engine.Family, op *spec.Operation) {
	rules, p := engine.ChangeRules(op), b.contract.Principal
	name := b.rolesMember(op)
	if name == "" || rules == nil || rules.Default == nil || rules.Own[name] == nil || engine.ChangeSchema(op).Member(p.Enabled) == nil {
		return
	}
	texts, roles := onlyOf(b, rules.Default, rules.Own[name]), onlyOf(b, rules.Own[name], rules.Default)
	if len(texts.Active) == 0 || len(roles.Active) == 0 {
		return
	}
	add := func(rule, name, title string, run func(*engine.Trial)) {
		b.add(engine.Check{
			Topic: engine.Permissions, Rule: rule, Operation: op, Name: name,
			Writes: true, Needs: engine.Needs{Callers: []engine.Rights{texts, roles}, Features: b.roleFeatures()},
			Title: title, Run: run,
		})
	}
	send := func(t *engine.Trial, as *wire.Caller, change map[string]any, r *engine.Record) *wire.Exchange {
		return t.Send(op, as, t.ChangeOptions(op, change, r)...)
	}
	add(b.contract.Rule(spec.MemberDefault, op), "enables", "who may write users enables any of them, and who may only give roles none", func(t *engine.Trial) {
		r := t.Acquire(f)
		t.Set(f, r, engine.Merged(b.enable(false), b.roles(t.Role(b.everything()...))))
		t.Want(send(t, t.As(roles), b.enable(true), r), "enabling as "+roles.Name, 403)
		t.WantUnchanged(f, r)
		change := t.HarmlessChange(f, op)
		t.Want(send(t, t.As(texts), change, r), "a change of a disabled user as "+texts.Name, 200)
		t.Want(send(t, t.As(texts), b.enable(true), r), "enabling as "+texts.Name, 200)
		change = engine.Merged(change, b.enable(true))
		if now, again := t.Reread(f, r.WithState(engine.Merged(r.State, change))); now != nil {
			t.WantChanged(again, "the changes, and nothing else", f.Resource, r.State, change, now)
		}
	})
	add(b.contract.Rule(spec.MemberOwn, op), "gives", "who may give roles gives any of them to anyone, itself too", func(t *engine.Trial) {
		r, as := t.AcquireCaller(f)
		t.Set(f, r, b.roles(t.Role(roles.Active...)))
		for _, ids := range [][]string{{t.Role(roles.Active...), t.Role()}, {t.Role(b.everything()...), t.Role(roles.Active...)}} {
			if x := send(t, as, b.roles(ids...), r); !t.Want(x, "a change of one's own "+name+" as "+roles.Name, 200) {
				return
			}
			want := engine.Merged(r.State, b.roles(ids...))
			if now, again := t.Reread(f, r.WithState(want)); now != nil {
				t.WantSame(again, "the roles that were given", f.Resource.Schema, want, now, f.Resource.Modified)
			}
		}
	})
}

// readsWhoever adds that one permission to read reads every record.
func (b *builder) readsWhoever(f *engine.Family, op *spec.Operation) {
	if b.contract.Principal.Enabled == "" || f.Update == nil {
		return
	}
	features := b.roleFeatures()
	if op == f.List {
		features = append(features, newFeatures(features, f.Scope().Features)...)
	}
	for _, who := range b.singles() {
		if !op.Access.AllowsRights(b.contract.Permissions.Rights(who.Active...)) {
			continue
		}
		b.add(engine.Check{
			Topic: engine.Permissions, Rule: b.operationRule(op), Operation: op, Name: "whoever",
			Writes: true, Needs: engine.Needs{Callers: []engine.Rights{who}, Features: features},
			Title: "who may read users reads any of them",
			Run: func(t *engine.Trial) {
				r := t.Acquire(f)
				t.Set(f, r, engine.Merged(b.enable(false), b.roles(t.Role(b.everything()...))))
				if op != f.List {
					if x := t.Send(op, t.As(who), wire.Key(r.ID)); t.Want(x, "a disabled user who could do all, as "+who.Name, 200) {
						t.WantSame(x, "the user", f.Resource.Schema, r.State, x.Record())
					}
					return
				}
				terms := (&engine.Dataset{Family: f}).Terms(t, []map[string]any{r.State})[:1]
				x := t.Send(op, t.As(who), engine.TermOptions(terms...)...)
				if !t.Want(x, "a list of a disabled user who could do all, as "+who.Name, 200) {
					return
				}
				if shown := engine.Pick(x, f, r.ID); shown == nil {
					t.Fail(x, "the disabled user in the list as "+who.Name, "no such record")
				} else {
					t.WantSame(x, "the user in the list", f.Resource.Schema, r.State, shown)
				}
			},
		})
		return
	}
}
