package conformance

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// attempt is a valid request of an operation, on records that only the check
// uses, with the proof that it did nothing where it is refused.
type attempt struct {
	t       *Trial
	f       *family
	op      *spec.Operation
	as      *caller        // who is granted it
	records []*record      // what it would change
	sent    map[string]any // the body, nil for none
	mark    string         // the text that it would leave behind
	options []option
}

// attempt prepares a request that bootstrap, or on itself a user of our own, is
// granted. The change, where there is one, is what is written to the record.
func (t *Trial) attempt(op *spec.Operation, change map[string]any) *attempt {
	f := t.session.familyOf(op)
	a := &attempt{t: t, f: f, op: op, as: t.privilege(op), mark: t.mark()}
	if op.Action.Kind == spec.Login {
		r := t.borrow(f)
		p := t.session.contract.Principal
		a.as, a.records = nil, []*record{r}
		return a.withBody(map[string]any{p.Login: r.state[p.Login], p.Password: r.password})
	}
	if change == nil && op.Body != nil && op.Action.Kind != spec.Create {
		change = f.harmless(changeSchema(op), a.mark)
	}
	switch {
	case op.Action.Self:
		r, as := t.someone(f, op.Action.Writes())
		a.as = as
		if op.Action.Writes() {
			a.records = []*record{r}
			return a.withBody(change)
		}
	case op.Action.Kind == spec.Create:
		made, _ := sample(op.Body.Schema, a.mark, false).(map[string]any)
		return a.withBody(merged(t.refers(f.resource, made), change))
	case op.Action.Kind == spec.Read:
		a.options = append(a.options, key(t.subject(f)))
	case op.Action.Kind == spec.Update:
		a.records = []*record{t.borrow(f)}
		a.options = append(a.options, key(a.records[0].id))
		return a.withBody(change)
	case op.Action.Kind == spec.UpdateMany:
		a.records = []*record{t.borrow(f)}
		ids := []any{idValue(f.resource, a.records[0].id)}
		if !f.touchesUnique(change) { // or no two could be given it
			a.records = append(a.records, t.borrow(f))
			ids = append(ids, idValue(f.resource, a.records[1].id))
		}
		return a.withBody(map[string]any{op.Action.IDs: ids, op.Action.Changes: change})
	}
	return a
}

// probe is an attempt that makes nothing where it is granted: a create lacks
// what it needs. It is for checks of who may, over and over.
func (t *Trial) probe(op *spec.Operation) *attempt {
	a := t.attempt(op, nil)
	if op.Action.Kind == spec.Create {
		for _, m := range op.Body.Schema.Members() {
			if m.Required {
				delete(a.sent, m.Name)
				break
			}
		}
	}
	return a
}

func (a *attempt) withBody(sent map[string]any) *attempt {
	a.sent = sent
	return a
}

// ask sends the attempt as somebody, with what makes this request special.
func (a *attempt) ask(as *caller, options ...option) *Exchange {
	all := a.options
	if a.sent != nil {
		all = append(all[:len(all):len(all)], body(a.sent))
	}
	x := a.t.ask(a.op, as, append(all[:len(all):len(all)], options...)...)
	if a.op.Action.Kind == spec.Create {
		a.t.own(x)
	}
	a.remember(x)
	return x
}

// remember keeps a password that a change has set, for who logs in next.
func (a *attempt) remember(x *Exchange) {
	p := a.t.session.contract.Principal
	if p == nil || !x.success() || !a.f.people() || !a.op.Action.Writes() {
		return
	}
	if secret, is := a.change()[p.Password].(string); is {
		for _, r := range a.records {
			r.password, r.caller = secret, nil
		}
	}
}

// change is the part of the body that is written to a record.
func (a *attempt) change() map[string]any {
	if a.op.Action.Kind == spec.UpdateMany {
		change, _ := a.sent[a.op.Action.Changes].(map[string]any)
		return change
	}
	return a.sent
}

// untouched proves that none of the refused requests has changed a thing.
func (a *attempt) untouched() bool {
	ok := true
	for _, r := range a.records {
		ok = a.t.unchanged(a.f, r) && ok
	}
	if a.op.Action.Kind == spec.Create {
		ok = a.t.absent(a.f, a.sent) && ok
	}
	return ok
}

// absent proves by a privileged list that a refused create has made nothing.
func (t *Trial) absent(f *family, sent map[string]any) bool {
	parameter, member := f.finder()
	value, _ := valueAt(sent, member).(string)
	if parameter == nil || value == "" || !t.session.declares(f.list.Features) || !t.session.declares(parameter.Features) {
		return true
	}
	x := t.ask(f.list, t.bootstrap(), query(parameter.Name, value))
	found, ok := x.many()
	if !x.success() || !ok {
		t.fail(x, "200 with a list, to see that nothing was made", x.describe())
		return false
	}
	found = slices.DeleteFunc(found, func(record map[string]any) bool {
		text, _ := valueAt(record, member).(string)
		return !strings.EqualFold(text, value) // a server that ignores the parameter lists others
	})
	for _, made := range found {
		t.session.made(f.resource, made)
	}
	if len(found) > 0 {
		t.fail(x, "nothing made by the refused request", "a record was made")
		return false
	}
	return true
}

// someone is a caller whose own record the check may change, with that record:
// a user of our own, or where none can log in a persona, which is put back.
func (t *Trial) someone(f *family, changes bool) (*record, *caller) {
	if !changes {
		return nil, t.bootstrap()
	}
	if t.session.canLogIn() {
		return t.actor(f)
	}
	who := t.bootstrap()
	if none := (Rights{Name: "none"}); t.session.given(none) != nil {
		who = t.as(none)
	}
	r := &record{caller: who, persona: true}
	before := map[string]any(nil)
	unlock := t.session.lockPersona(who.name)
	t.mu.Lock()
	t.borrowed = append(t.borrowed, func() { // also where the next step ends the check
		defer unlock()
		if before != nil {
			t.session.putBack(f, who, before)
		}
	})
	t.mu.Unlock()
	t.needs(f, "reads, as oneself,", f.selfRead)
	x := t.setUp(t.ask(f.selfRead, who))
	if before = x.one(); before == nil {
		t.broken("could not set up: %s answered without a record", requestOf(f.selfRead))
	}
	r.id, r.state = who.id, before
	if r.id == "" {
		r.id = idOf(f.resource, before)
	}
	return r, who
}

// subject is the id of a record to read, with none made for it.
func (t *Trial) subject(f *family) string {
	if id := t.bootstrap().id; f.people() && id != "" {
		return id
	}
	if f.list == nil || !t.session.declares(f.list.Features) {
		return t.borrow(f).id
	}
	x := t.setUp(t.ask(f.list, t.bootstrap()))
	if found, _ := x.many(); len(found) > 0 {
		if id := idOf(f.resource, found[0]); id != "" {
			return id
		}
	}
	if !t.session.writable() {
		t.broken("there is nothing in %s to read, and nothing may be made", f.resource.Collection)
	}
	return t.borrow(f).id
}
