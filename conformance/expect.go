package conformance

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// fail notes a problem with what a reply says. Where it is one of success that
// cannot be read, that is the fault: see [Trial.legible].
func (t *Trial) fail(x *Exchange, expected, got string) {
	if x != nil {
		t.legible(x)
	}
	t.note(x, expected, got)
}

// note notes a problem, whatever the body of the reply.
func (t *Trial) note(x *Exchange, expected, got string) {
	problem := Problem{Expected: cut(expected, mostWords), Got: cut(got, mostWords)}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.problems) < mostProven {
		problem.Exchange = x.evidence()
	}
	t.problems = append(t.problems, problem)
}

// legible ends the check as broken where a reply of success, on which the check
// builds, cannot be read: that is one fault, which the watch of HDR-8 tells, and
// says nothing of what would have stood there.
func (t *Trial) legible(x *Exchange) {
	if err := x.unreadable(); err != nil {
		t.broken("%v", err)
	}
}

// want notes a problem where the reply has none of the statuses, and tells
// whether it has. A reply of success that cannot be read ends the check.
func (t *Trial) want(x *Exchange, what string, statuses ...int) bool {
	if slices.Contains(statuses, x.Status) {
		t.legible(x)
		return true
	}
	t.note(x, expectation(what, statuses), x.describe())
	return false
}

func expectation(what string, statuses []int) string {
	words := make([]string, len(statuses))
	for i, status := range statuses {
		words[i] = fmt.Sprint(status)
	}
	return strings.Join(words, " or ") + " for " + what
}

// admitted notes a problem where the reply says that the caller may not. What
// else it says is the business of other checks.
func (t *Trial) admitted(x *Exchange, what string) bool {
	if x.Status != http.StatusUnauthorized && x.Status != http.StatusForbidden && x.Status < 500 {
		return true
	}
	t.note(x, "neither 401 nor 403 for "+what, x.describe())
	return false
}

// setUp ends the check as broken where a reply that it only builds upon is not
// the operation's success.
func (t *Trial) setUp(x *Exchange) *Exchange {
	if !x.success() {
		t.broken("%s", x.unready())
	}
	t.legible(x)
	return x
}

// mark is a new text that names this run and nothing else there is.
func (t *Trial) mark() string { return t.session.mark() }

// same notes each member in which two records differ.
func (t *Trial) same(x *Exchange, what string, s *spec.Schema, want, got map[string]any, pass ...string) bool {
	t.fresh(x)
	if got == nil {
		t.fail(x, what+" with a record in its envelope", x.describe())
		return false
	}
	if wrong := differences(s, want, got, pass...); len(wrong) > 0 {
		t.fail(x, what, strings.Join(wrong, "; "))
		return false
	}
	return true
}

// shows wants a record to have every member that was sent, but for those that
// no reply shows. What the server fills in by itself is its own business.
func (t *Trial) shows(x *Exchange, s *spec.Schema, sent, got map[string]any) bool {
	if wrong := unshown(s, "", sent, got); len(wrong) > 0 {
		t.fail(x, "the record as it was sent", strings.Join(wrong, "; "))
		return false
	}
	return true
}

func unshown(s *spec.Schema, prefix string, sent, got map[string]any) []string {
	var out []string
	for _, m := range s.Members() {
		value, is := sent[m.Name]
		if !is || m.WriteOnly {
			continue
		}
		if inner, deeper := value.(map[string]any); deeper {
			below, _ := got[m.Name].(map[string]any)
			out = append(out, unshown(m.Schema, prefix+m.Name+".", inner, below)...)
		} else if !equal(value, got[m.Name]) {
			out = append(out, fmt.Sprintf("%s is %s, not %s", prefix+m.Name, short(got[m.Name]), short(value)))
		}
	}
	return out
}

// read is a privileged look at a record; nil where it cannot be seen, which is
// a problem.
func (t *Trial) read(f *family, id string) (map[string]any, *Exchange) {
	if f.read == nil {
		panic(notApplicable("the contract has no operation that reads one of " + f.resource.Collection))
	}
	x := t.ask(f.read, t.session.bootstrap, key(id))
	t.fresh(x)
	if !x.success() || x.one() == nil {
		t.fail(x, "200 with the record when it is read again", x.describe())
		return nil, x
	}
	return x.one(), x
}

// look is a privileged look at a record of ours: by the operation that reads one,
// or else by a list that can find it, or as its owner.
func (t *Trial) look(f *family, r *record) (map[string]any, *Exchange) {
	seen := func(x *Exchange, record map[string]any) (map[string]any, *Exchange) {
		if !x.success() || record == nil {
			t.fail(x, "200 with the record when it is read again", x.describe())
			return nil, x
		}
		return record, x
	}
	if f.read != nil && t.session.declares(f.read.Features) {
		return t.read(f, r.id)
	}
	if p := f.scope(); p != nil && t.session.declares(f.list.Features) && t.session.declares(p.Features) {
		value := idText(valueAt(r.state, p.Filter.Members[0]))
		if p.Filter.Members[0] == f.resource.ID {
			value = r.id
		}
		if value != "" {
			x := t.ask(f.list, t.bootstrap(), query(p.Name, value))
			return seen(x, pick(x, f, r.id))
		}
	}
	if r.caller != nil && f.selfRead != nil {
		x := t.ask(f.selfRead, r.caller)
		return seen(x, x.one())
	}
	return t.read(f, r.id)
}

// as is a record as it ought to be now, to be looked for by.
func (r *record) as(want map[string]any) *record {
	return &record{id: r.id, state: want, caller: r.caller}
}

// unchanged proves by a privileged read that nothing of a record has changed.
func (t *Trial) unchanged(f *family, r *record) bool {
	now, x := t.look(f, r)
	if now == nil || !t.same(x, "nothing changed by the refused request", f.resource.Schema, r.state, now) {
		return false
	}
	r.clean = t.session.isBase(f, now)
	return true
}

// refresh reads the state of a record that a check has changed.
func (t *Trial) refresh(f *family, r *record) map[string]any {
	now, x := t.look(f, r)
	t.fresh(x)
	if now == nil {
		t.broken("could not set up: %s %s answered without a record", x.Method, x.URL)
	}
	r.state = now
	return r.state
}
