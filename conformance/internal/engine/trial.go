package engine

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// Trial is one check being asked of one target: its requests, and what was
// wrong.
type Trial struct {
	check    *Check
	Session  *Session
	Context  context.Context
	racing   atomic.Bool
	mu       sync.Mutex // a check may ask from several goroutines
	problems []Problem
	requests int
	wrote    *wire.Exchange   // the last request that was no read
	acquired []func()         // release what was acquired
	seeking  []*spec.Resource // of which a record is being looked for
}

// Send sends an operation's request as a caller, nil for nobody, with the headers
// that the operation needs. Where no reply comes it ends the check: as failed
// where it is about that operation, as broken where it only builds upon it.
func (t *Trial) Send(op *spec.Operation, as *wire.Caller, options ...wire.Option) *wire.Exchange {
	if as != nil && op != nil {
		t.needOpened(op)
	}
	ctx := t.Context
	if t.racing.Load() {
		ctx = context.WithValue(ctx, wire.Racing{}, true)
	}
	x, err := t.Session.Send(ctx, t.check.ID, op, as, options...)
	t.mu.Lock()
	t.requests++
	if x != nil && !isRead(x) {
		t.wrote = x
	}
	t.mu.Unlock()
	if lacking := (skip{}); errors.As(err, &lacking) {
		panic(lacking)
	}
	var lost *lostError
	switch {
	case errors.As(err, &lost) && ctx.Err() == nil:
		t.unheard(op, lost)
	case err != nil:
		t.Broken("%v", err)
	}
	t.relyOnKeys(x, false)
	return x
}

// isRead tells whether a request leaves a target as it was: also a log-in does.
func isRead(x *wire.Exchange) bool {
	return x.Method == http.MethodGet || x.Method == http.MethodHead || x.Operation != nil && x.Operation.Action.Kind == spec.Login
}

// unheard ends the check for a request that got no reply of the server's own.
func (t *Trial) unheard(op *spec.Operation, lost *lostError) {
	p := Problem{Expected: "a reply of the server to " + RequestLine(op), Got: lost.said, Exchange: lost.exchange.Evidence(), cause: lost.cause, op: op, at: time.Now()}
	if asked := t.Session.operationAt(lost.exchange.Method, op); asked != nil {
		op, p.op = asked, asked // another method of the path: the operation of that
	}
	if op != t.check.Operation {
		t.Broken("could not set up: %s", unheard(p))
	}
	t.mu.Lock()
	t.problems = append(t.problems, p)
	t.mu.Unlock()
	panic(stop{unheard(p)})
}

// setUpFailed ends the check for a step that it builds upon: as failed where the step
// is the very operation that the check is about and the target is to blame, else
// as broken.
func (t *Trial) setUpFailed(err error) {
	var lost *lostError
	var step *setUpError
	var lacking skip
	switch {
	case t.Context.Err() != nil:
	case errors.As(err, &lacking):
		panic(lacking)
	case errors.As(err, &lost):
		t.unheard(lost.exchange.Operation, lost)
	case errors.As(err, &step) && step.exchange.Operation == t.check.Operation && step.blames():
		t.mu.Lock()
		t.problems = append(t.problems, Problem{
			Expected: "success of " + RequestLine(step.exchange.Operation) + " " + step.what, Got: step.exchange.Describe(),
			Exchange: step.exchange.Evidence(), cause: unprepared, op: step.exchange.Operation,
		})
		t.mu.Unlock()
	}
	t.Broken("%v", err)
}

// blames tells whether a failed step is told by the check of its operation. What
// a caller lacks may be the target file's fault, and what a reply lacks that says
// it succeeded is told by the checks of replies.
func (e *setUpError) blames() bool {
	return !e.exchange.Success() && e.exchange.Status != http.StatusUnauthorized && e.exchange.Status != http.StatusForbidden && e.exchange.Status != http.StatusTooManyRequests
}

// Broken ends the check: the target could not be asked.
func (t *Trial) Broken(format string, args ...any) {
	panic(stop{fmt.Sprintf(format, args...)})
}

// Set changes a record as bootstrap, as a step that the check builds upon.
func (t *Trial) Set(f *Family, r *Record, change map[string]any) map[string]any {
	t.Require(f, "changes", f.updates())
	t.RequireOwn(f, r)
	if p := f.contract.Principal; f.People() && change[p.Enabled] != nil && !Writes(f.Update, p.Enabled) {
		panic(NotApplicable(RequestLine(f.Update) + " does not write " + p.Enabled))
	}
	x := t.SetUp(t.Send(f.Update, t.Session.Callers.Bootstrap, wire.Key(r.ID), wire.Body(change)))
	if r.State = x.Record(); r.State == nil {
		t.Broken("could not set up: %s %s answered without a record", x.Method, x.URL)
	}
	return r.State
}

// Each runs a step for each of n at once and joins them.
func (t *Trial) Each(n int, step func(i int)) {
	t.racing.Store(true)
	defer t.racing.Store(false)
	var wait sync.WaitGroup
	ends := make([]error, n)
	for i := range n {
		wait.Go(func() { ends[i] = Guarded(func() { step(i) }) })
	}
	wait.Wait()
	for _, end := range ends {
		if end != nil {
			panic(end)
		}
	}
}

// trackMade has what a create made disabled at the end of the run.
func (t *Trial) trackMade(x *wire.Exchange) map[string]any {
	made := x.Record()
	if x.Success() && made != nil {
		t.Session.track(x.Operation.Action.Resource, made)
	}
	return made
}

// judged runs the check and recovers from its early end.
func (t *Trial) judged() (broken error) {
	defer t.Release()
	err := Guarded(func() { t.check.Run(t) })
	var early *earlyEnd
	switch {
	case !errors.As(err, &early):
		return err
	case early.skipped != nil:
		return *early.skipped
	}
	return errors.New(early.reason)
}
