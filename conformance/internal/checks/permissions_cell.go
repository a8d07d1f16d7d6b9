package checks

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// cell adds the check of one row as one caller.
func (b *builder) cell(r row, who engine.Rights) {
	granted := b.allows(r, who.Active...)
	status, rule, says := 403, r.rule, "403"
	switch {
	case who.Disabled:
		granted, status, rule, says = false, 401, "PRM-15", "401"
	case granted:
		status, says = r.op.Success().Status, "granted"
	case slices.ContainsFunc(b.lookalikes(), func(l engine.Rights) bool { return l.Name == who.Name }):
		rule = "PRM-10"
	}
	needs, features, users := []engine.Rights{who}, []string(nil), 0
	if r.op.Action.Self && r.op.Action.Writes() && !who.Disabled {
		needs = nil
		if len(who.Active) > 0 {
			features = b.roleFeatures()
		} else if r.member == b.contract.Principal.Password {
			features = b.loginFeatures() // a persona's password could not be put back
		}
	}
	if granted && r.op.Action.Kind == spec.Create {
		users = b.users(r.op, 1)
	}
	b.add(engine.Check{
		Topic: engine.Permissions, Rule: rule, Operation: r.op, Name: r.name + "/" + strings.ReplaceAll(who.Name, " ", "-"),
		Writes: r.op.Action.Writes(), Needs: engine.Needs{Callers: needs, Features: features, Makes: users},
		Cell:  &engine.Cell{Row: rowName(r), Column: who.Name, Grant: granted},
		Title: r.asked(r.op.Method, who) + " is " + says,
		Run:   func(t *engine.Trial) { b.askCell(t, r, who, granted, status) },
	})
}

// asked says what is sent by whom.
func (r row) asked(method string, who engine.Rights) string {
	if r.member == "" && r.name == wholeRow {
		return method + " as " + who.Name
	}
	return method + " with " + r.name + " as " + who.Name
}

func rowName(r row) string {
	name := r.op.Method + " " + r.op.Path
	if r.member != "" {
		name += " " + r.member
	}
	return name
}

func (b *builder) askCell(t *engine.Trial, r row, who engine.Rights, granted bool, status int) {
	change := b.fill(t, r)
	a := t.Attempt(r.op, change)
	if a.Body != nil {
		a.RequireFit() // with what the row puts into it
	}
	if granted && !mayWrite(b.contract, r.op, a.Body, who) {
		panic(engine.NotApplicable("a body that fits has members that " + who.Name + " may not write"))
	}
	as := a.Caller
	switch {
	case !r.op.Action.Self || !r.op.Action.Writes() || who.Disabled:
		as = t.As(who)
	case len(who.Active) > 0:
		t.Set(a.Family, a.Record(), b.roles(t.Role(who.Active...)))
	}
	x := a.Send(as)
	right := t.Want(x, r.asked(r.op.Method, who), status)
	if !granted && r.op.Method == http.MethodGet && !b.has(r.op.Path, http.MethodHead) {
		if y := a.Send(as, wire.Method(http.MethodHead)); y.Success() {
			t.Want(y, r.asked(http.MethodHead, who), status)
		}
	}
	switch {
	case !granted:
		a.WantUntouched()
	case right && r.op.Action.Writes():
		b.holds(t, a, x)
	case right && r.op.Action.Self && engine.IDOf(a.Family.Resource, x.Record()) != as.ID:
		t.Fail(x, "the caller's own record", "another")
	}
}

// fill makes the values of a row: new ones, with a role that there is.
func (b *builder) fill(t *engine.Trial, r row) map[string]any {
	if r.change == nil {
		return nil
	}
	mark, change := t.Mark(), map[string]any{}
	for name, schema := range r.change {
		value := engine.Sample(schema.(*spec.Schema), mark, false)
		switch {
		case name == b.passwordMember(r.op):
			value = t.Session.NewPassword()
		case name == b.rolesMember(r.op):
			value = t.RoleIDs(t.AnyRole())
		case b.grants(r.op, name):
			value = engine.AnySlice(b.contract.Permissions.Names()) // more than the caller may
		case value == true:
			value = false // records are enabled unless a check has disabled them
		case jsonvalue.TypeOf(value) == "object":
			value = engine.Another(schema.(*spec.Schema), mark, nil)
		}
		change[name] = value
	}
	if b.rolesMember(r.op) != "" {
		return change
	}
	return t.Refer(r.op.Action.Resource, change)
}

// grants tells whether a member of a body is what a role grants.
func (b *builder) grants(op *spec.Operation, name string) bool {
	p := b.contract.Principal
	return p != nil && op.Action.Resource == p.Role && name == p.Permissions
}

// holds proves that a granted write did what it answered.
func (b *builder) holds(t *engine.Trial, a *engine.Attempt, x *wire.Exchange) {
	if a.Operation.Action.Kind == spec.Create {
		made := x.Record()
		t.WantShown(x, a.Operation.Body.Schema, a.Body, made)
		if id := engine.IDOf(a.Family.Resource, made); id != "" {
			if now, again := t.Reread(a.Family, &engine.Record{ID: id, State: made}); now != nil {
				t.WantSame(again, "the record that was made", a.Family.Resource.Schema, made, now)
			}
		}
		return
	}
	for _, r := range a.Records {
		want := engine.Merged(r.State, a.Change())
		if now, again := t.Reread(a.Family, r.WithState(want)); now != nil {
			t.WantChanged(again, "the change, and nothing else", a.Family.Resource, r.State, a.Change(), now)
			r.State = now
		}
	}
}
