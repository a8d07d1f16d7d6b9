package engine

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// Attempt is a valid request of an operation, on records that only the check
// uses, with the proof that it did nothing where it is refused.
type Attempt struct {
	Trial     *Trial
	Family    *Family
	Operation *spec.Operation
	Caller    *wire.Caller   // who is granted it
	Records   []*Record      // what it would change
	Body      map[string]any // the body, nil for none
	Mark      string         // the text that it would leave behind
	options   []wire.Option
}

// Attempt prepares a request that bootstrap, or on itself a user of our own, is
// granted. The change, where there is one, is what is written to the record.
func (t *Trial) Attempt(op *spec.Operation, change map[string]any) *Attempt {
	f := t.Session.FamilyOf(op)
	a := &Attempt{Trial: t, Family: f, Operation: op, Caller: t.privilege(op), Mark: t.Mark()}
	if op.Action.Kind == spec.Login {
		r := t.Acquire(f)
		p := t.Session.Contract.Principal
		if r.Password == "" {
			panic(NotApplicable("the contract has no way to give one of " + f.Resource.Collection + " a password"))
		}
		a.Caller, a.Records = nil, []*Record{r}
		return a.withBody(map[string]any{p.Login: r.State[p.Login], p.Password: r.Password})
	}
	if change == nil && op.Body != nil && op.Action.Kind != spec.Create {
		change = f.Harmless(ChangeSchema(op), a.Mark)
	}
	switch {
	case op.Action.Self:
		r, as := t.AcquireSelf(f, op.Action.Writes())
		a.Caller = as
		if op.Action.Writes() {
			a.Records = []*Record{r}
			return a.withBody(change)
		}
	case op.Action.Kind == spec.Create:
		made := sampleRecord(f.Resource, op.Body.Schema, a.Mark)
		a.withBody(t.Refer(f.Resource, made)).RequireFit()
		return a.withBody(Merged(made, change))
	case op.Action.Kind == spec.Read:
		a.options = append(a.options, wire.Key(t.ReadableID(f)))
	case op.Action.Kind == spec.Update:
		a.Records = []*Record{t.Acquire(f)}
		a.options = append(a.options, wire.Key(a.Records[0].ID))
		return a.withBody(change)
	case op.Action.Kind == spec.UpdateMany:
		a.Records = []*Record{t.Acquire(f)}
		ids := []any{IDValue(f.Resource, a.Records[0].ID)}
		if !f.touchesUnique(change) { // or no two could be given it
			a.Records = append(a.Records, t.Acquire(f))
			ids = append(ids, IDValue(f.Resource, a.Records[1].ID))
		}
		return a.withBody(map[string]any{op.Action.IDs: ids, op.Action.Changes: change})
	}
	return a
}

// Probe is an attempt that makes nothing where it is granted: a create lacks
// what it needs. It is for checks of who may, over and over.
func (t *Trial) Probe(op *spec.Operation) *Attempt {
	a := t.Attempt(op, nil)
	if op.Action.Kind == spec.Create {
		for m := range Writable(op.Body.Schema) {
			if m.Required {
				delete(a.Body, m.Name)
				break
			}
		}
	}
	return a
}

func (a *Attempt) withBody(sent map[string]any) *Attempt {
	a.Body = sent
	return a
}

// Send sends the attempt as somebody, with what makes this request special.
func (a *Attempt) Send(as *wire.Caller, options ...wire.Option) *wire.Exchange {
	all := a.options
	if a.Body != nil {
		all = append(all[:len(all):len(all)], wire.Body(a.Body))
	}
	x := a.Trial.Send(a.Operation, as, append(all[:len(all):len(all)], options...)...)
	if a.Operation.Action.Kind == spec.Create {
		a.Trial.trackMade(x)
	}
	a.remember(x)
	return x
}

// remember keeps a password that a change has set, for who logs in next.
func (a *Attempt) remember(x *wire.Exchange) {
	p := a.Trial.Session.Contract.Principal
	if p == nil || !x.Success() || !a.Family.People() || !a.Operation.Action.Writes() {
		return
	}
	if secret, is := a.Change()[p.Password].(string); is {
		for _, r := range a.Records {
			r.Password, r.Caller = secret, nil
		}
	}
}

// Change is the part of the body that is written to a record.
func (a *Attempt) Change() map[string]any {
	if a.Operation.Action.Kind == spec.UpdateMany {
		change, _ := a.Body[a.Operation.Action.Changes].(map[string]any)
		return change
	}
	return a.Body
}

// WantUntouched proves that none of the refused requests has changed a thing.
func (a *Attempt) WantUntouched() bool {
	ok := true
	for _, r := range a.Records {
		ok = a.Trial.WantUnchanged(a.Family, r) && ok
	}
	if a.Operation.Action.Kind == spec.Create {
		ok = a.Trial.absent(a.Family, a.Body) && ok
	}
	return ok
}

// absent proves by a privileged list that a refused create has made nothing.
func (t *Trial) absent(f *Family, sent map[string]any) bool {
	parameter, member := f.Finder()
	value, _ := jsonvalue.ValueAt(sent, member).(string)
	if parameter == nil || value == "" || f.Resource.ReferenceAt(member) != nil || !t.Session.Declares(f.List.Features) || !t.Session.Declares(parameter.Features) {
		return true
	}
	x := t.Send(f.List, t.Bootstrap(), wire.Query(parameter.Name, value))
	found, ok := x.Records()
	if !x.Success() || !ok {
		t.Fail(x, "200 with a list, to see that nothing was made", x.Describe())
		return false
	}
	found = slices.DeleteFunc(found, func(record map[string]any) bool {
		text, _ := jsonvalue.ValueAt(record, member).(string)
		return !strings.EqualFold(text, value) // a server that ignores the parameter lists others
	})
	for _, made := range found {
		t.Session.track(f.Resource, made)
	}
	if len(found) > 0 {
		t.Fail(x, "nothing made by the refused request", "a record was made")
		return false
	}
	return true
}
