package checks

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// openAPIRights are the cells of the matrix: each operation with security as nobody
// in particular, with the permissions of each alternative, with these but one, with
// all others, and as a stranger who has that of those which is called most alike: to read
// is not to write.
func (b *builder) openAPIRights() {
	if len(b.contract.Permissions.Names()) == 0 {
		return
	}
	for _, op := range b.operations {
		if !op.Access.NeedsToken() || !sendable(op) || !answers(op) { // a header alone may let in whoever has no right
			continue
		}
		for _, who := range b.openAPIColumns(op) {
			b.openAPICell(op, who)
		}
	}
}

// maxLacking bounds how many permissions of one way are left out, each in a check of
// its own that names all others.
const maxLacking = 50

// openAPIColumns are the callers that an operation is asked as: as many as it names
// permissions, and a few.
func (b *builder) openAPIColumns(op *spec.Operation) []engine.Rights {
	out := []engine.Rights{engine.Nobody()}
	for _, way := range op.Access.Ways() {
		if len(way) == 0 {
			continue
		}
		out = append(out, engine.Rights{Name: strings.Join(way, "+"), Active: way})
		for i := range min(len(way), maxLacking) {
			if less := slices.Delete(slices.Clone(way), i, i+1); len(less) > 0 {
				out = append(out, engine.Rights{Name: strings.Join(less, "+"), Active: less})
			}
		}
	}
	others := b.others(&op.Access)
	if len(others.Active) > 0 {
		stranger := nearest(others.Active, op.Access.Ways())
		out = append(out, engine.Rights{Name: stranger, Active: []string{stranger}})
	}
	if len(others.Active) > 1 {
		out = append(out, others)
	}
	return distinctRights(out)
}

// nearest is the first of the rights whose name begins longest as one that is asked for.
func nearest(rights []string, ways [][]string) string {
	out, most := rights[0], 0
	for _, right := range rights {
		for _, wanted := range slices.Concat(ways...) {
			alike := 0
			for alike < min(len(right), len(wanted)) && right[alike] == wanted[alike] {
				alike++
			}
			if alike > most {
				out, most = right, alike
			}
		}
	}
	return out
}

func (b *builder) openAPICell(op *spec.Operation, who engine.Rights) {
	way := wayOf(b.contract, op, who)
	granted, rule, says := way != nil, "AUTH-2", "refused"
	if granted {
		rule, says = "AUTH-3", "let in"
	} else {
		way = waysIn(op)[0]
	}
	b.openAPI(engine.Check{
		Topic: engine.Permissions, Rule: rule, Operation: op, Name: "as/" + strings.ReplaceAll(who.Name, " ", "-"),
		Needs: engine.Needs{Callers: []engine.Rights{who}},
		Cell:  &engine.Cell{Row: op.Method + " " + op.Path, Column: who.Name, Grant: granted},
		Title: op.Method + " " + op.Path + " as " + who.Name + " is " + says,
		Run: func(t *engine.Trial) {
			t.NeedKeys(way)
			c := t.Call(op)
			if granted && !mayWrite(b.contract, op, c.Body, who) {
				panic(engine.NotApplicable("a body that fits has members that " + who.Name + " may not write"))
			}
			x := c.Send(t.As(who), wire.By(way...))
			if granted {
				t.WantAdmitted(x, who.Name)
				return
			}
			what, statuses := who.Name, []int{403}
			if x.Status == http.StatusUnauthorized {
				what += ", whose token the target file says is good,"
			}
			if len(c.Keys) > 0 { // a server may hide what somebody may not see
				statuses = append(statuses, 404)
			}
			if wantRefusal(t, x, what, spec.NoPermission, statuses...) && c.Subject != nil && c.Subject.Own {
				wantUnchanged(t, c.Subject)
			}
		},
	})
}

// mayWrite tells whether members with rights of their own let a caller write a body.
func mayWrite(contract *spec.Contract, op *spec.Operation, body any, who engine.Rights) bool {
	if op.Body == nil {
		return true
	}
	return op.Body.Rules.Allow(body, op.Action.Kind == spec.Create, spec.Credentials{
		Token: true, Rights: contract.Permissions.Rights(who.Active...), Headers: func(*spec.HeaderKey) bool { return true },
	})
}

// wayOf are the schemes by which a caller of these rights gets in, nil for none.
func wayOf(contract *spec.Contract, op *spec.Operation, who engine.Rights) []*spec.Scheme {
	rights := contract.Permissions.Rights(who.Active...)
	for i, alt := range op.Access.Alternatives {
		one := spec.Access{Alternatives: op.Access.Alternatives[i : i+1]}
		for _, way := range waysIn(op) {
			if slices.Equal(way, alt.Schemes) && one.AllowsRights(rights) {
				return way
			}
		}
	}
	return nil
}
