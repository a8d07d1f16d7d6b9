package checks

import (
	"maps"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
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
	for _, op := range b.operations {
		if !op.Access.Public() && op.Action.Resource != nil {
			rows = append(rows, b.rows(op)...)
		}
	}
	b.crowded = len(rows)*len(b.contract.Permissions.Names()) > maxCells
	for _, r := range rows {
		for _, who := range b.columns(r) {
			b.cell(r, who)
		}
	}
}

// maxCells bounds the rows times the permissions that are each asked alone. Where
// there are more, a row is asked with each permission that it names or that is
// like one of these, with a few others, and with all others at once.
const maxCells = 4000

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
		if access := memberAccess(engine.ChangeRules(r.op), name); access != nil {
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
func (b *builder) columns(r row) []engine.Rights {
	who := append([]engine.Rights{engine.Nobody()}, singles(b.near(r))...)
	if r.op.Action.Self {
		if r.full {
			return append(who, b.disabled())
		}
		return who[:1]
	}
	accesses, lackings := []*spec.Access{&r.op.Access}, []engine.Rights{}
	for _, name := range slices.Sorted(maps.Keys(r.change)) {
		if access := memberAccess(engine.ChangeRules(r.op), name); access != nil {
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
		pairs = slices.DeleteFunc(pairs, func(p engine.Rights) bool {
			return !slices.Contains(near, p.Active[0]) || !slices.Contains(near, p.Active[1])
		})
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
func (b *builder) together(r row) []engine.Rights {
	var out []engine.Rights
	names := b.near(r)
	for i, one := range names {
		for _, two := range names[i+1:] {
			if b.allows(r, one, two) && !b.allows(r, one) && !b.allows(r, two) {
				out = append(out, engine.Rights{Name: one + "+" + two, Active: []string{one, two}})
			}
		}
	}
	return out
}

func distinctRights(list []engine.Rights) []engine.Rights {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(r engine.Rights) bool {
		again := seen[r.Key()]
		seen[r.Key()] = true
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
		if access := memberAccess(engine.ChangeRules(r.op), name); access != nil && !access.AllowsRights(rights) {
			return false
		}
	}
	return true
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
