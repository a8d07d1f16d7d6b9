package conformance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// Trial is one check being asked of one target: its requests, and what was
// wrong.
type Trial struct {
	check    *Check
	session  *session
	ctx      context.Context
	racing   atomic.Bool
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

// ask sends an operation's request as a caller, nil for nobody, with the headers
// that the operation needs. Where no reply comes it ends the check: as failed
// where it is about that operation, as broken where it only builds upon it.
func (t *Trial) ask(op *spec.Operation, as *caller, options ...option) *Exchange {
	ctx := t.ctx
	if t.racing.Load() {
		ctx = context.WithValue(ctx, racing{}, true)
	}
	x, err := t.session.ask(ctx, t.check.ID, op, as, options...)
	t.mu.Lock()
	t.requests++
	t.mu.Unlock()
	if lacking := (skip{}); errors.As(err, &lacking) {
		panic(lacking)
	}
	var lost *lostError
	switch {
	case errors.As(err, &lost) && ctx.Err() == nil:
		t.unheard(op, lost)
	case err != nil:
		t.broken("%v", err)
	}
	return x
}

// unheard ends the check for a request that got no reply of the server's own.
func (t *Trial) unheard(op *spec.Operation, lost *lostError) {
	p := Problem{Expected: "a reply of the server to " + requestOf(op), Got: lost.said, Exchange: lost.x.evidence(), cause: lost.cause, op: op, at: time.Now()}
	if asked := t.session.operationAt(lost.x.Method, op); asked != nil {
		op, p.op = asked, asked // another method of the path: the operation of that
	}
	if op != t.check.Operation {
		t.broken("could not set up: %s", unheard(p))
	}
	t.mu.Lock()
	t.problems = append(t.problems, p)
	t.mu.Unlock()
	panic(stop{unheard(p)})
}

// cannot ends the check for a step that it builds upon: as failed where the step
// is the very operation that the check is about and the target is to blame, else
// as broken.
func (t *Trial) cannot(err error) {
	var lost *lostError
	var step *setUpError
	switch {
	case t.ctx.Err() != nil:
	case errors.As(err, &lost):
		t.unheard(lost.x.Operation, lost)
	case errors.As(err, &step) && step.x.Operation == t.check.Operation && step.blames():
		t.mu.Lock()
		t.problems = append(t.problems, Problem{
			Expected: "success of " + requestOf(step.x.Operation) + " " + step.what, Got: step.x.describe(),
			Exchange: step.x.evidence(), cause: unprepared, op: step.x.Operation,
		})
		t.mu.Unlock()
	}
	t.broken("%v", err)
}

// blames tells whether a failed step is told by the check of its operation. What
// a caller lacks may be the target file's fault, and what a reply lacks that says
// it succeeded is told by the checks of replies.
func (e *setUpError) blames() bool {
	return !e.x.success() && e.x.Status != http.StatusUnauthorized && e.x.Status != http.StatusForbidden && e.x.Status != http.StatusTooManyRequests
}

// stop ends a check early.
type stop struct{ reason string }

// skip ends a check that turns out not to apply.
type skip struct{ reason string }

func (s skip) Error() string { return s.reason }

// notApplicable is what a check panics with that turns out not to apply.
func notApplicable(reason string) error { return skip{reason} }

// broken ends the check: the target could not be asked.
func (t *Trial) broken(format string, args ...any) {
	panic(stop{fmt.Sprintf(format, args...)})
}

// set changes a record as bootstrap, as a step that the check builds upon.
func (t *Trial) set(f *family, r *record, change map[string]any) map[string]any {
	t.needs(f, "changes", f.updates())
	t.ownOnly(f, r)
	x := t.setUp(t.ask(f.update, t.session.bootstrap, key(r.id), body(change)))
	if r.state = x.one(); r.state == nil {
		t.broken("could not set up: %s %s answered without a record", x.Method, x.URL)
	}
	return r.state
}

// each runs a step for each of n at once and joins them.
func (t *Trial) each(n int, step func(i int)) {
	t.racing.Store(true)
	defer t.racing.Store(false)
	var wait sync.WaitGroup
	ends := make([]error, n)
	for i := range n {
		wait.Go(func() { ends[i] = guarded(func() { step(i) }) })
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
		t.cannot(err)
	}
	return c
}

// borrow takes a record that no other check uses until this one ends: an
// enabled one without roles, where the collection has such things.
func (t *Trial) borrow(f *family) *record {
	t.needs(f, "changes", f.updates())
	t.needs(f, "makes", f.create)
	pool := t.session.pools[f.resource]
	r, err := pool.take(t.ctx)
	if err != nil {
		t.cannot(err)
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
		_ = guarded(giveBack) // the next one must be given back too
	}
}

// actor is a borrowed record of the callers, with a token of its own.
func (t *Trial) actor(f *family) (*record, *caller) {
	r := t.borrow(f)
	return r, t.logIn(r)
}

// logIn is a borrowed record as a caller.
func (t *Trial) logIn(r *record) *caller {
	if r.caller == nil {
		if reason := t.session.cannotMake(nobody()); reason != "" {
			panic(notApplicable(reason))
		}
		c, err := t.session.logIn(t.ctx, r)
		if err != nil {
			t.cannot(err)
		}
		r.caller = c
	}
	return r.caller
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
	defer t.handBack()
	err := guarded(func() { t.check.Run(t) })
	var early *earlyEnd
	switch {
	case !errors.As(err, &early):
		return err
	case early.skipped:
		return skip{early.reason}
	}
	return errors.New(early.reason)
}
