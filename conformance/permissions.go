package conformance

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// row is a line of the matrix: an operation with a certain body.
type row struct {
	op     *spec.Operation
	name   string
	member string         // that the row is about, "" for the operation itself
	change map[string]any // what is written; references and marks are filled in when it is sent
	full   bool           // asked as everybody, not only with each permission alone
	rule   string         // requirement of its cells
}

// matrix are the checks of who may: each operation, and each member of its
// body, as everybody there could be. Each cell is a check.
func (b *builder) matrix() {
	var rows []row
	for _, op := range b.contract.Operations {
		if !op.Access.Public() && op.Action.Resource != nil {
			rows = append(rows, b.rows(op)...)
		}
	}
	b.crowded = len(rows)*len(b.contract.Permissions.Names()) > mostCells
	for _, r := range rows {
		for _, who := range b.columns(r) {
			b.cell(r, who)
		}
	}
}

// mostCells bounds the rows times the permissions that are each asked alone. Where
// there are more, a row is asked with each permission that it names or that is
// like one of these, with a few others, and with all others at once.
const mostCells = 4000

// fewOthers are the permissions that a row of a crowded matrix is asked with
// beside those that it is about.
const fewOthers = 3

// near are the permissions that a row is asked with alone.
func (b *builder) near(r row) []string {
	names := b.contract.Permissions.Names()
	if !b.crowded {
		return names
	}
	named := map[string]bool{}
	note := func(a *spec.Access) {
		for _, way := range a.Ways() {
			for _, name := range way {
				named[name], named[stem(name)] = true, true
			}
		}
	}
	note(&r.op.Access)
	for name := range r.change {
		if access := memberAccess(changeRules(r.op), name); access != nil {
			note(access)
		}
	}
	others := fewOthers
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		if named[name] || named[stem(name)] {
			return false
		}
		others--
		return others < 0
	})
}

// columns are the callers that a row is asked as.
func (b *builder) columns(r row) []Rights {
	who := append([]Rights{nobody()}, singles(b.near(r))...)
	if r.op.Action.Self {
		if r.full {
			return append(who, b.disabled())
		}
		return who[:1]
	}
	accesses, lackings := []*spec.Access{&r.op.Access}, []Rights{}
	for _, name := range slices.Sorted(maps.Keys(r.change)) {
		if access := memberAccess(changeRules(r.op), name); access != nil {
			accesses = append(accesses, access)
			lacking := b.others(access)
			lacking.Name = "all but for " + name
			lackings = append(lackings, lacking)
		}
	}
	who = append(who, b.together(r)...)
	if !r.full {
		return who
	}
	pairs := b.pairs()
	if b.crowded {
		near := b.near(r)
		pairs = slices.DeleteFunc(pairs, func(p Rights) bool { return !slices.Contains(near, p.Active[0]) || !slices.Contains(near, p.Active[1]) })
	}
	who = append(append(who, pairs...), lackings...)
	who = append(who, b.spread(), b.others(accesses...))
	if b.contract.Principal.RolesEnabled != "" {
		who = append(who, b.inactive())
	}
	who = append(who, b.disabled())
	return distinctRights(append(who, b.lookalikes()...))
}

// together are pairs of permissions of which neither alone suffices and both
// do.
func (b *builder) together(r row) []Rights {
	var out []Rights
	names := b.near(r)
	for i, one := range names {
		for _, two := range names[i+1:] {
			if b.allows(r, one, two) && !b.allows(r, one) && !b.allows(r, two) {
				out = append(out, Rights{Name: one + "+" + two, Active: []string{one, two}})
			}
		}
	}
	return out
}

func distinctRights(list []Rights) []Rights {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(r Rights) bool {
		again := seen[r.key()]
		seen[r.key()] = true
		return again
	})
}

// allows works out from the contract whether permissions suffice for a row.
func (b *builder) allows(r row, permissions ...string) bool {
	rights := b.contract.Permissions.Rights(permissions...)
	if !r.op.Access.AllowsRights(rights) {
		return false
	}
	for name := range r.change {
		if access := memberAccess(changeRules(r.op), name); access != nil && !access.AllowsRights(rights) {
			return false
		}
	}
	return true
}

// cell adds the check of one row as one caller.
func (b *builder) cell(r row, who Rights) {
	granted := b.allows(r, who.Active...)
	status, rule, says := 403, r.rule, "403"
	switch {
	case who.Disabled:
		granted, status, rule, says = false, 401, "PRM-15", "401"
	case granted:
		status, says = r.op.Success().Status, "granted"
	case slices.ContainsFunc(b.lookalikes(), func(l Rights) bool { return l.Name == who.Name }):
		rule = "PRM-10"
	}
	needs, features, users := []Rights{who}, []string(nil), 0
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
	b.add(Check{
		Topic: Permissions, Rule: rule, Operation: r.op, Name: r.name + "/" + strings.ReplaceAll(who.Name, " ", "-"),
		Writes: r.op.Action.Writes(), Needs: needs, Features: features, Users: users,
		Cell:  &Cell{Row: rowName(r), Column: who.Name, Grant: granted},
		Title: r.asked(r.op.Method, who) + " is " + says,
		Run:   func(t *Trial) { b.askCell(t, r, who, granted, status) },
	})
}

// asked says what is sent by whom.
func (r row) asked(method string, who Rights) string {
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

// rolesMember is the member of a body that sets a user's roles, "" for none.
func (b *builder) rolesMember(op *spec.Operation) string {
	if p := b.contract.Principal; p != nil && op.Action.Resource == p.Resource {
		return p.Roles
	}
	return ""
}

// passwordMember is the member of a body that sets a user's password, "" for
// none.
func (b *builder) passwordMember(op *spec.Operation) string {
	if b.rolesMember(op) == "" {
		return ""
	}
	return b.contract.Principal.Password
}

// users is n where an operation makes users, 0 where it makes other things.
func (b *builder) users(op *spec.Operation, n int) int {
	if p := b.contract.Principal; p != nil && op.Action.Kind == spec.Create && op.Action.Resource == p.Resource {
		return n
	}
	return 0
}

func (b *builder) askCell(t *Trial, r row, who Rights, granted bool, status int) {
	change := b.fill(t, r)
	a := t.attempt(r.op, change)
	as := a.as
	switch {
	case !r.op.Action.Self || !r.op.Action.Writes() || who.Disabled:
		as = t.as(who)
	case len(who.Active) > 0:
		t.set(a.f, a.record(), b.roles(t.role(who.Active...)))
	}
	x := a.ask(as)
	right := t.want(x, r.asked(r.op.Method, who), status)
	if !granted && r.op.Method == http.MethodGet {
		if y := a.ask(as, method(http.MethodHead)); y.success() {
			t.want(y, r.asked(http.MethodHead, who), status)
		}
	}
	switch {
	case !granted:
		a.untouched()
	case right && r.op.Action.Writes():
		b.holds(t, a, x)
	case right && r.op.Action.Self && idOf(a.f.resource, x.one()) != as.id:
		t.fail(x, "the caller's own record", "another")
	}
}

// fill makes the values of a row: new ones, with a role that there is.
func (b *builder) fill(t *Trial, r row) map[string]any {
	if r.change == nil {
		return nil
	}
	mark, change := t.mark(), map[string]any{}
	for name, schema := range r.change {
		value := sample(schema.(*spec.Schema), mark, false)
		switch {
		case name == b.passwordMember(r.op):
			value = t.session.secret()
		case name == b.rolesMember(r.op):
			value = t.roleIDs(t.anyRole())
		case value == true:
			value = false // records are enabled unless a check has disabled them
		case spec.TypeOf(value) == "object":
			value = another(schema.(*spec.Schema), mark, nil)
		}
		change[name] = value
	}
	if b.rolesMember(r.op) != "" {
		return change
	}
	return t.refers(r.op.Action.Resource, change)
}

// holds proves that a granted write did what it answered.
func (b *builder) holds(t *Trial, a *attempt, x *Exchange) {
	if a.op.Action.Kind == spec.Create {
		made := x.one()
		t.shows(x, a.op.Body.Schema, a.sent, made)
		if id := idOf(a.f.resource, made); id != "" {
			if now, again := t.look(a.f, &record{id: id, state: made}); now != nil {
				t.same(again, "the record that was made", a.f.resource.Schema, made, now)
			}
		}
		return
	}
	for _, r := range a.records {
		want := merged(r.state, a.change())
		if now, again := t.look(a.f, r.as(want)); now != nil {
			t.same(again, "the change, and nothing else", a.f.resource.Schema, want, now, a.f.resource.Modified)
			r.state = now
		}
	}
}
