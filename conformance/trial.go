package conformance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/cotalker/rolecall/spec"
)

// Trial is one check being asked of one target: its requests, and what was
// wrong.
type Trial struct {
	check    *Check
	session  *session
	ctx      context.Context
	mu       sync.Mutex // a check may ask from several goroutines
	problems []Problem
	requests int
	borrowed []func() // give back what was borrowed
}

// caller is who a request is sent as.
type caller struct {
	name  string // for people
	token string
	id    string // of the caller's own record
}

// request is what an Option changes before it is sent.
type request struct {
	op      *spec.Operation
	secret  string // member whose values are not shown
	method  string
	path    string
	url     string // instead of all that, where it is set
	key     string
	query   string
	caller  *caller
	header  http.Header
	body    []byte
	media   []string
	chunked bool
	secrets []string
}

type option func(*request)

// key fills in the operation's path.
func key(id string) option { return func(r *request) { r.key = id } }

// query adds names and values to the URL, in turn.
func query(pairs ...string) option {
	return func(r *request) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if r.query != "" {
				r.query += "&"
			}
			r.query += url.QueryEscape(pairs[i]) + "=" + url.QueryEscape(pairs[i+1])
		}
	}
}

// body sends a value as JSON, with the media type of the contract.
func body(v any) option {
	return func(r *request) {
		r.body, r.media = spec.AppendJSON(nil, v, nil), []string{"application/json"}
		r.secrets = append(r.secrets, secretsIn(v, r.secret)...)
	}
}

// raw sends bytes as they are.
func raw(text string) option {
	return func(r *request) { r.body, r.media = []byte(text), []string{"application/json"} }
}

// media sends another Content-Type, "" for none.
func media(value string) option {
	return func(r *request) {
		if r.media = []string{value}; value == "" {
			r.media = nil
		}
	}
}

// chunked sends the body without its length.
func chunked() option { return func(r *request) { r.chunked = true } }

// header sends a header with exactly these values, under exactly this name;
// with no values it is left out.
func header(name string, values ...string) option {
	return func(r *request) {
		for known := range r.header {
			if strings.EqualFold(known, name) {
				delete(r.header, known)
			}
		}
		if len(values) > 0 {
			r.header[name] = values
		}
	}
}

// method asks with another method than the operation's.
func method(name string) option { return func(r *request) { r.method = name } }

// path asks for another path than the operation's.
func path(p string) option { return func(r *request) { r.path = p } }

// ask sends an operation's request as a caller, nil for nobody, with the headers
// that the operation needs, and ends the check as broken where no reply comes.
func (t *Trial) ask(op *spec.Operation, as *caller, options ...option) *Exchange {
	x, err := t.session.ask(t.ctx, t.check.ID, op, as, options...)
	t.mu.Lock()
	t.requests++
	t.mu.Unlock()
	if err != nil {
		t.broken("%v", err)
	}
	return x
}

// stop ends a check early.
type stop struct{ reason string }

// skip ends a check that turns out not to apply.
type skip struct{ reason string }

func (s skip) Error() string { return s.reason }

// broken ends the check: the target could not be asked.
func (t *Trial) broken(format string, args ...any) {
	panic(stop{fmt.Sprintf(format, args...)})
}

// fail notes a problem.
func (t *Trial) fail(x *Exchange, expected, got string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.problems = append(t.problems, Problem{Expected: expected, Got: got, Exchange: x})
}

// want notes a problem where the reply has none of the statuses, and tells
// whether it has.
func (t *Trial) want(x *Exchange, what string, statuses ...int) bool {
	if slices.Contains(statuses, x.Status) {
		return true
	}
	t.fail(x, expectation(what, statuses), x.describe())
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
	t.fail(x, "neither 401 nor 403 for "+what, x.describe())
	return false
}

// setUp ends the check as broken where a reply that it only builds upon is not
// the operation's success.
func (t *Trial) setUp(x *Exchange) *Exchange {
	if !x.success() {
		t.broken("could not set up: %s %s answered %s", x.Method, x.redact(x.URL), x.describe())
	}
	return x
}

// mark is a new text that names this run and nothing else there is.
func (t *Trial) mark() string { return t.session.mark() }

// same notes each member in which two records differ.
func (t *Trial) same(x *Exchange, what string, s *spec.Schema, want, got map[string]any, pass ...string) bool {
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
		t.broken("the contract has no operation that reads one of %s", f.resource.Collection)
	}
	x := t.ask(f.read, t.session.bootstrap, key(id))
	if !x.success() || x.one() == nil {
		t.fail(x, "200 with the record when it is read again", x.describe())
		return nil, x
	}
	return x.one(), x
}

// unchanged proves by a privileged read that nothing of a record has changed.
func (t *Trial) unchanged(f *family, r *record) bool {
	now, x := t.read(f, r.id)
	if now == nil || !t.same(x, "nothing changed by the refused request", f.resource.Schema, r.state, now) {
		return false
	}
	r.clean = t.session.isBase(f, now)
	return true
}

// refresh reads the state of a record that a check has changed.
func (t *Trial) refresh(f *family, r *record) map[string]any {
	x := t.setUp(t.ask(f.read, t.session.bootstrap, key(r.id)))
	if x.one() == nil {
		t.broken("could not set up: %s %s answered without a record", x.Method, x.URL)
	}
	r.state = x.one()
	return r.state
}

// set changes a record as bootstrap, as a step that the check builds upon.
func (t *Trial) set(f *family, r *record, change map[string]any) map[string]any {
	x := t.setUp(t.ask(f.update, t.session.bootstrap, key(r.id), body(change)))
	if r.state = x.one(); r.state == nil {
		t.broken("could not set up: %s %s answered without a record", x.Method, x.URL)
	}
	return r.state
}

// each runs a step for each of n at once and joins them.
func (t *Trial) each(n int, step func(i int)) {
	var wait sync.WaitGroup
	ends := make([]any, n)
	for i := range n {
		wait.Go(func() {
			defer func() { ends[i] = recover() }()
			step(i)
		})
	}
	wait.Wait()
	for _, end := range ends {
		if end != nil {
			panic(end)
		}
	}
}

// bootstrap is the caller that sets up and re-reads.
func (t *Trial) bootstrap() *caller { return t.session.bootstrap }

// as is a caller of these rights, which the check must have declared.
func (t *Trial) as(r Rights) *caller {
	c, err := t.session.callers.get(t.ctx, r)
	if err != nil {
		t.broken("%v", err)
	}
	return c
}

// borrow takes a record that no other check uses until this one ends: an
// enabled one without roles, where the collection has such things.
func (t *Trial) borrow(f *family) *record {
	pool := t.session.pools[f.resource]
	r, err := pool.take(t.ctx)
	if err != nil {
		t.broken("%v", err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.borrowed = append(t.borrowed, func() { pool.giveBack(r) })
	return r
}

// handBack returns what was borrowed before the check ends, for one that goes
// several rounds.
func (t *Trial) handBack() {
	t.mu.Lock()
	borrowed := t.borrowed
	t.borrowed = nil
	t.mu.Unlock()
	for _, giveBack := range borrowed {
		giveBack()
	}
}

// actor is a borrowed record of the callers, with a token of its own.
func (t *Trial) actor(f *family) (*record, *caller) {
	r := t.borrow(f)
	if r.caller == nil {
		c, err := t.session.logIn(t.ctx, r)
		if err != nil {
			t.broken("%v", err)
		}
		r.caller = c
	}
	return r, r.caller
}

// own has what a create made disabled at the end of the run.
func (t *Trial) own(x *Exchange) map[string]any {
	made := x.one()
	if x.success() && made != nil {
		t.session.made(x.Operation.Action.Resource, made)
	}
	return made
}

// judged runs the check and recovers from its early end.
func (t *Trial) judged() (broken error) {
	defer func() {
		t.handBack()
		switch end := recover().(type) {
		case nil:
		case stop:
			broken = errors.New(end.reason)
		case skip:
			broken = end
		default:
			panic(end)
		}
	}()
	t.check.run(t)
	return nil
}
