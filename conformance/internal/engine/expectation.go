package engine

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// Fail notes a problem with what a reply says. Where it is one of success that
// cannot be read, that is the fault: see [Trial.legible].
func (t *Trial) Fail(x *wire.Exchange, expected, got string) {
	if x != nil {
		t.legible(x)
	}
	t.note(x, expected, got)
}

// note notes a problem, whatever the body of the reply.
func (t *Trial) note(x *wire.Exchange, expected, got string) {
	problem := Problem{Expected: wire.Cut(expected, wire.MaxWords), Got: wire.Cut(got, wire.MaxWords)}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.problems) < wire.MaxProven {
		problem.Exchange = x.Evidence()
		if x != nil && t.wrote != nil && isRead(x) {
			problem.Exchange.After = t.wrote.Line()
		}
	}
	t.problems = append(t.problems, problem)
}

// legible ends the check as broken where a reply of success, on which the check
// builds, cannot be read: that is one fault, which the invariant of HDR-8 tells, and
// says nothing of what would have stood there.
func (t *Trial) legible(x *wire.Exchange) {
	if err := x.Unreadable(); err != nil {
		t.Broken("%v", err)
	}
}

// Want notes a problem where the reply has none of the statuses, as its document has
// them, and tells whether it has. A reply of success that cannot be read ends the check.
func (t *Trial) Want(x *wire.Exchange, what string, statuses ...int) bool {
	return t.WantOf(x.Operation, x, what, statuses...)
}

// WantOneOf is Want with the very statuses.
func (t *Trial) WantOneOf(x *wire.Exchange, what string, statuses ...int) bool {
	if slices.Contains(statuses, x.Status) {
		t.legible(x)
		return true
	}
	t.note(x, expectation(what, statuses), x.Describe())
	return false
}

func expectation(what string, statuses []int) string {
	words := make([]string, len(statuses))
	for i, status := range statuses {
		words[i] = fmt.Sprint(status)
	}
	return strings.Join(words, " or ") + " for " + what
}

// WantAdmitted notes a problem where the reply says that the caller may not. What
// else it says is the business of other checks.
func (t *Trial) WantAdmitted(x *wire.Exchange, what string) bool {
	if x.Status != http.StatusUnauthorized && x.Status != http.StatusForbidden && x.Status < 500 {
		return true
	}
	t.relyOnKeys(x, true)
	t.note(x, "neither 401 nor 403 for "+what, x.Describe())
	return false
}

// SetUp ends the check as broken where a reply that it only builds upon is not
// the operation's success.
func (t *Trial) SetUp(x *wire.Exchange) *wire.Exchange {
	if !x.Success() {
		t.Broken("%s", x.Unready())
	}
	t.legible(x)
	return x
}

// Mark is a new text that names this run and nothing else there is.
func (t *Trial) Mark() string { return t.Session.mark() }

// WantSame notes each member in which two records differ.
func (t *Trial) WantSame(x *wire.Exchange, what string, s *spec.Schema, want, got map[string]any, pass ...string) bool {
	t.rejectStale(x)
	if got == nil {
		t.Fail(x, what+" with a record in its envelope", x.Describe())
		return false
	}
	if wrong := Differences(s, want, got, pass...); len(wrong) > 0 {
		t.Fail(x, what, strings.Join(wrong, "; "))
		return false
	}
	return true
}

// WantShown wants a record to have every member that was sent, but for those that
// no reply shows. What the server fills in by itself is its own business.
func (t *Trial) WantShown(x *wire.Exchange, s *spec.Schema, sent, got map[string]any) bool {
	var kept *spec.Schema
	if r := x.Operation.Action.Resource; r != nil {
		kept, sent = r.Schema, maps.Clone(sent)
		maps.DeleteFunc(sent, func(name string, _ any) bool { return r.Stamped(name) }) // by the server, whatever is sent
	}
	if wrong := unshown(s, kept, "", sent, got); len(wrong) > 0 {
		t.Fail(x, "the record as it was sent", strings.Join(wrong, "; "))
		return false
	}
	return true
}

// unshown lists the members of a body that a reply shows otherwise than they were sent,
// but for those that the body or the record has as write-only.
func unshown(s, kept *spec.Schema, prefix string, sent, got map[string]any) []string {
	var out []string
	for _, m := range s.Members() {
		value, is := sent[m.Name]
		own := kept.Member(m.Name)
		if !is || m.WriteOnly || own != nil && own.WriteOnly {
			continue
		}
		var below *spec.Schema
		if own != nil {
			below = own.Schema
		}
		if inner, deeper := value.(map[string]any); deeper {
			shown, _ := got[m.Name].(map[string]any)
			out = append(out, unshown(m.Schema, below, prefix+m.Name+".", inner, shown)...)
		} else if !Equal(value, got[m.Name]) {
			out = append(out, fmt.Sprintf("%s is %s, not %s", prefix+m.Name, Short(got[m.Name]), Short(value)))
		}
	}
	return out
}

// ReadRecord is a privileged look at a record; nil where it cannot be seen, which is
// a problem.
func (t *Trial) ReadRecord(f *Family, id string) (map[string]any, *wire.Exchange) {
	if f.Read == nil {
		panic(NotApplicable("the contract has no operation that reads one of " + f.Resource.Collection))
	}
	x := t.Send(f.Read, t.Session.Callers.Bootstrap, wire.Key(id))
	t.rejectStale(x)
	if !x.Success() || x.Record() == nil {
		t.Fail(x, "200 with the record when it is read again", x.Describe())
		return nil, x
	}
	return x.Record(), x
}

// Reread is a privileged look at a record of ours: by the operation that reads one,
// or else by a list that can find it, or as its owner.
func (t *Trial) Reread(f *Family, r *Record) (map[string]any, *wire.Exchange) {
	seen := func(x *wire.Exchange, record map[string]any) (map[string]any, *wire.Exchange) {
		if !x.Success() || record == nil {
			t.Fail(x, "200 with the record when it is read again", x.Describe())
			return nil, x
		}
		return record, x
	}
	if f.Read != nil && t.Session.Declares(f.Read.Features) {
		return t.ReadRecord(f, r.ID)
	}
	if p := f.Scope(); p != nil && t.Session.Declares(f.List.Features) && t.Session.Declares(p.Features) {
		value := IDText(jsonvalue.ValueAt(r.State, p.Filter.Members[0]))
		if p.Filter.Members[0] == f.Resource.ID {
			value = r.ID
		}
		if value != "" {
			x := t.Send(f.List, t.Bootstrap(), wire.Query(p.Name, value))
			return seen(x, Pick(x, f, r.ID))
		}
	}
	if r.Caller != nil && f.SelfRead != nil {
		if t.Session.disabled(f, r.State) {
			panic(NotApplicable("the contract has no operation that shows a record of " + f.Resource.Collection + " that is disabled"))
		}
		x := t.Send(f.SelfRead, r.Caller)
		return seen(x, x.Record())
	}
	return t.ReadRecord(f, r.ID)
}

// WithState is a record as it ought to be now, to be looked for by.
func (r *Record) WithState(want map[string]any) *Record {
	return &Record{ID: r.ID, State: want, Caller: r.Caller}
}

// WantUnchanged proves by a privileged read that nothing of a record has changed.
func (t *Trial) WantUnchanged(f *Family, r *Record) bool {
	now, x := t.Reread(f, r)
	if now == nil || !t.WantSame(x, "nothing changed by the refused request", f.Resource.Schema, r.State, now) {
		return false
	}
	r.Clean = t.Session.isBase(f, now)
	return true
}

// Refresh reads the state of a record that a check has changed.
func (t *Trial) Refresh(f *Family, r *Record) map[string]any {
	now, x := t.Reread(f, r)
	t.rejectStale(x)
	if now == nil {
		t.Broken("could not set up: %s %s answered without a record", x.Method, x.URL)
	}
	r.State = now
	return r.State
}

// KnownRecord is the record that a reply holds. One that holds none, or none with an
// id, ends the check as broken.
func (t *Trial) KnownRecord(x *wire.Exchange) map[string]any {
	one := x.Record()
	if one == nil || IDOf(x.Operation.Action.Resource, one) == "" {
		t.Broken("%s %s answered without a record that has an id", x.Method, x.Redact(x.URL))
	}
	return one
}

// RequireOwn ends a check that would change what a persona of the target file may
// do: nothing would put that back.
func (t *Trial) RequireOwn(f *Family, r *Record) {
	if r.persona {
		panic(NotApplicable("it changes what a caller may do, and " + f.Resource.Collection + " of our own cannot log in"))
	}
}

// Require ends a check that asks for an operation which the contract has not, or
// the target does not declare.
func (t *Trial) Require(f *Family, what string, op *spec.Operation) {
	switch {
	case f == nil:
		panic(NotApplicable("the contract has no operations on what this asks for"))
	case op == nil:
		panic(NotApplicable("the contract has no operation that " + what + " one of " + f.Resource.Collection))
	case !t.Session.Declares(op.Features):
		panic(NotApplicable("the target does not declare how it " + what + " one of " + f.Resource.Collection))
	}
}
