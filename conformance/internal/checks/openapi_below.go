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

// openAPIBelow are the checks of records that stand below others: those of one are not
// those of another.
func (b *builder) openAPIBelow() {
	for _, op := range b.operations {
		r := op.Action.Resource
		if r == nil || op.Action.Self || op.Action.Single || op.Action.View || op.Action.Content || len(r.Parents) == 0 || len(op.PathKeys) == 0 || !answers(op) {
			continue
		}
		above := r.Parents[len(r.Parents)-1]
		if above.Resource == nil || above.Resource == r {
			continue
		}
		add := func(rule, name, title string, level spec.Level, run func(*engine.Trial, *spec.Operation)) {
			b.openAPI(engine.Check{
				Topic: engine.State, Rule: rule, Operation: op, Name: name, Level: level, Title: title, Needs: engine.Needs{Makes: 2},
				Run: func(t *engine.Trial) { run(t, op) },
			})
		}
		level := spec.MUST
		if r.Guessed && above.Member == "" {
			level = spec.SHOULD // what stands below one may be shared by all, though the path does not say so
		}
		parent := above.Resource.Collection
		switch {
		case op.Action.Kind == spec.Create && above.Member != "":
			add("STATE-1", "parent", "what is made below one of "+parent+" names that one in "+above.Member, spec.MUST, wantParentNamed)
		case op.Action.Kind == spec.List && op.Method == http.MethodGet:
			add("STATE-9", "parent", "the list below one of "+parent+" shows nothing of another", level, wantNothingOfAnother)
			if op.Refusal(spec.UnknownID).Documented {
				add("STATE-7", "unknown-parent", "the list below an id of "+parent+" that no record has is 404", spec.SHOULD, wantNoList)
			}
		case op.Action.Kind == spec.Read && op.Action.RecordKeys() == 1 && len(op.PathKeys) > 1:
			add("STATE-7", "parent", "what stands below one of "+parent+" is not found below another", spec.SHOULD, wantNotBelowAnother)
		}
	}
}

// below is a record that is made below another one, of the check's own both.
type below struct {
	parent, made *engine.Subject
	call         *engine.Call
	reply        *wire.Exchange
}

// madeBelow makes a record and one below it, and asks for as much of the second as it takes.
func madeBelow(t *engine.Trial, r *spec.Resource) below {
	maker := t.Session.Maker(r)
	if maker == nil || maker.Action.View || len(maker.PathKeys) == 0 || !t.Session.Writable() {
		panic(engine.NotApplicable("no record of " + r.Collection + " can be made below one of the run's own"))
	}
	out := below{parent: ownParent(t, r)}
	keys := keysBelow(out.parent, maker)
	c := t.Call(maker).WithKeys(keys...)
	values := c.Offered(nil)
	if whole, sent := c.WithOffered(values, engine.OfferedNames(values)); len(sent) > 0 {
		if x := whole.Send(t.Bootstrap()); x.Success() {
			out.call, out.reply = whole, x
		}
	}
	if out.call == nil {
		out.call, out.reply = c, c.Granted()
	}
	if out.made = t.Made(out.call, out.reply); out.made.ID == "" {
		panic(engine.NotApplicable("the reply does not say which record was made"))
	}
	return out
}

// ownParent makes a record for others to stand below.
func ownParent(t *engine.Trial, r *spec.Resource) *engine.Subject {
	above := r.Parents[len(r.Parents)-1].Resource
	maker := t.Session.Maker(above)
	if maker == nil || !t.Session.Writable() {
		panic(engine.NotApplicable("no record of " + above.Collection + " can be made for others to stand below"))
	}
	c := t.Call(maker)
	made := t.Made(c, c.Granted())
	if made.ID == "" {
		panic(engine.NotApplicable("the reply does not say which record was made"))
	}
	return made
}

// keysBelow are the keys of the path of an operation that end with a record.
func keysBelow(parent *engine.Subject, op *spec.Operation) []string {
	keys := append(slices.Clone(parent.Parents), parent.ID)
	n := len(op.PathKeys) - op.Action.RecordKeys()
	if n > len(keys) || n < 1 || slices.Contains(keys[len(keys)-n:], "") || !op.PathKeys[n-1].Accepts(keys[len(keys)-1:]) {
		panic(engine.NotApplicable("it is not known how the path names one of " + parent.Resource.Collection))
	}
	return keys[len(keys)-n:]
}

// is tells whether a record that a reply shows is the one that was made: ids may be
// counted below each.
func (b below) is(t *engine.Trial, record map[string]any) bool {
	if engine.IDOf(b.made.Resource, record) != b.made.ID {
		return false
	}
	if state := b.made.State; b.call.Bears(state) || state == nil {
		return b.call.Bears(record)
	}
	for name, value := range record {
		if was, shown := b.made.State[name]; shown && !engine.Equal(was, value) && !t.Session.IsVersion(b.call.Operation, name) {
			return false
		}
	}
	return len(b.made.ID) >= 6 || len(record) > 2
}

func wantNothingOfAnother(t *engine.Trial, op *spec.Operation) {
	one := madeBelow(t, op.Action.Resource)
	keys := keysBelow(ownParent(t, op.Action.Resource), op)
	x := t.Call(op).WithKeys(keys...).Send(t.Bootstrap(), widestPage(t, op)...)
	found, _ := x.Records()
	if slices.ContainsFunc(found, func(record map[string]any) bool { return one.is(t, record) }) && x.Success() {
		t.Fail(x, "nothing below one record that was made below another", "the record "+one.made.ID+" of "+one.parent.ID)
	}
}

// wantNoList wants nothing to be listed below a record that there is not. Many a server
// shows an empty list, and has its 404 for something else, so it is a SHOULD.
func wantNoList(t *engine.Trial, op *spec.Operation) {
	c := t.Call(op)
	keys := slices.Clone(c.Keys)
	keys[len(keys)-1] = t.UnknownIDOf(op.Action.Resource.Parents[len(op.Action.Resource.Parents)-1].Resource)
	if !op.PathKeys[len(keys)-1].Accepts(keys[len(keys)-1:]) {
		panic(engine.NotApplicable("no id is found that the path takes and no record has"))
	}
	wantRefusal(t, c.WithKeys(keys...).Send(t.Bootstrap()), "a list below an id that no record has", spec.UnknownID, 404, 410, 400, 422)
}

func wantNotBelowAnother(t *engine.Trial, op *spec.Operation) {
	one := madeBelow(t, op.Action.Resource)
	keys := append(keysBelow(ownParent(t, op.Action.Resource), op), one.made.ID)
	x := t.CallOn(op, one.made).WithKeys(keys...).Send(t.Bootstrap())
	if x.Success() && x.Record() != nil && one.is(t, x.Record()) {
		t.Fail(x, "404 for a record below another than it was made below", x.Describe())
	}
}

// wantParentNamed wants a record to name what it was made below, by its id or by another
// value that tells of it.
func wantParentNamed(t *engine.Trial, op *spec.Operation) {
	r := op.Action.Resource
	one := madeBelow(t, r)
	member := r.Parents[len(r.Parents)-1].Member
	now, x := shownAgain(t, one.made)
	if now == nil {
		now, x = one.made.State, one.reply
	}
	named := engine.IDText(jsonvalue.ValueAt(now, member))
	if named == "" || strings.Contains(named, one.parent.ID) {
		return
	}
	parent := one.parent.State
	if t.Session.Reader(one.parent) != nil {
		parent, _ = lookAgain(t, one.parent)
	}
	for _, value := range parent {
		if engine.IDText(value) == named {
			return
		}
	}
	t.Fail(x, member+" "+one.parent.ID+", which it was made below", engine.Short(named))
}
