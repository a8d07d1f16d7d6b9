package conformance

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// Run asks a target the checks that the options select and reports what was
// found. Any number of runs can go on in one process. The error is of what no
// run can begin with, a [*UsageError] where the caller can mend it; all that comes
// to light later stands in the report.
func Run(ctx context.Context, target *Target, o Options) (*Report, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	checks, err := Select(Catalog(o.Contract), o.Filter)
	if err != nil {
		return nil, err
	}
	s, end, err := open(target, o)
	if err != nil {
		return nil, err
	}
	defer end()
	if o.Shuffle != 0 {
		random := rand.New(rand.NewPCG(uint64(o.Shuffle), 0))
		random.Shuffle(len(checks), func(i, j int) { checks[i], checks[j] = checks[j], checks[i] })
	}
	report := &Report{
		Schema: ReportSchema, Contract: o.Contract.Title + " " + o.Contract.Version, Target: s.target.Address,
		Features: s.target.Features, Filter: o.Filter, Strict: o.Strict, Started: o.Now().UTC().Truncate(time.Millisecond),
	}
	began := time.Now()
	if len(checks) == 0 {
		report.Reason = "the filter selects no check"
		report.conclude(nil, o.Strict)
		return report, nil
	}
	if o.Plan != nil {
		o.Plan(s.plan(checks))
	}
	var results []*Result
	problem := s.preflight(ctx)
	if problem != nil {
		problem.reason = oneLine(s.secrets.redact(problem.reason))
	}
	switch {
	case problem != nil && !problem.violates:
		results = allBroken(checks, problem.reason)
		report.Reason = problem.reason
	default:
		s.findSpares(ctx)
		results = s.judge(ctx, checks, func(r *Result) {
			if o.Progress != nil {
				o.Progress(r)
			}
		})
		if problem != nil {
			report.Reason = "it lets in whoever asks, with a token or without; " + problem.reason
		}
	}
	switch {
	case ctx.Err() != nil:
		report.Reason = errInterrupted.Error()
	case s.gone() != nil:
		report.Reason = oneLine(s.secrets.redact(s.gone().Error()))
	}
	report.Made = s.cleanUp(context.WithoutCancel(ctx))
	o.excuse(results)
	if report.conclude(results, o.Strict); report.Verdict == Conformant {
		report.Reason = "" // whatever came came too late to matter
	}
	report.Requests, report.Took = s.requests.Load(), time.Since(began).Seconds()
	return report, nil
}

func allBroken(checks []*Check, reason string) []*Result {
	out := make([]*Result, len(checks))
	for i, c := range checks {
		out[i] = &Result{Check: c, Status: Broken, Reason: reason}
	}
	return out
}

// serving gives a target that is a handler an address of its own, so that it
// is asked over real HTTP like any other.
func serving(contract *spec.Contract, t *Target) (*Target, func(), error) {
	if t.Handler == nil {
		return t, func() {}, nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("serving the handler on a loopback port: %w", err)
	}
	server := &http.Server{Handler: t.Handler}
	go server.Serve(listener)
	served := *t
	path := contract.BasePath
	if u, err := url.Parse(t.Address); err == nil && u.Path != "" {
		path = u.Path // the host is the listener's
	}
	served.Address, served.Login = "http://"+listener.Addr().String()+path, ""
	return &served, func() { server.Close() }, nil
}

// Plan is what a run is about to do.
type Plan struct {
	Checks int // that will be asked
	Users  int // at most, that will be made
	Skips  int // checks that do not apply
}

// plan says what the checks will make: what they declare, what they borrow, and
// the personas that are missing.
func (s *session) plan(checks []*Check) Plan {
	p := Plan{}
	needed, shelves, leasts, borrows := map[string]bool{}, false, false, 0
	for _, c := range checks {
		if s.skip(c) != "" {
			p.Skips++
			continue
		}
		p.Checks++
		p.Users += c.Users
		shelves = shelves || c.Topic == Queries && c.Writes
		leasts = leasts || c.watch != nil && c.Operation != nil && c.Operation.Action.Kind == spec.Read && s.writable()
		if c.Writes {
			borrows++
		}
		for _, r := range c.Needs {
			if s.given(r) == nil {
				needed[r.key()] = true
			}
		}
	}
	p.Users += len(needed)
	if shelves {
		p.Users += shelfSize
	}
	if leasts {
		p.Users++
	}
	if borrows > 0 {
		p.Users += mostBorrowed * min(s.options.workers(), borrows)
	}
	return p
}

// mostBorrowed is how many records of one collection a check borrows at most.
const mostBorrowed = 4

// preflightProblem is why a run cannot go on as usual.
type preflightProblem struct {
	reason   string
	violates bool // what is wrong is against the contract, and the checks will show it
}

// preflight sees whether somebody answers and whether bootstrap's token works.
func (s *session) preflight(ctx context.Context) *preflightProblem {
	persona := s.target.Persona(Bootstrap)
	if persona == nil {
		return nil // each check that needs it is skipped with that reason
	}
	who := &caller{name: Bootstrap, token: persona.Token}
	err := s.callers.control(ctx, who)
	if err == nil {
		s.bootstrap = who
		return nil
	}
	bad, answered := err.(*controlError)
	if !answered && ctx.Err() != nil {
		return &preflightProblem{reason: errInterrupted.Error()}
	}
	if !answered {
		return &preflightProblem{reason: "the target does not answer: " + err.Error()}
	}
	problem := &preflightProblem{reason: err.Error()}
	s.mistrust = s.secrets.redact(problem.reason)
	if bad.x.success() && bad.x.JSONError == nil && len(bad.x.ReplyBody) > 0 {
		// It may be a server that lets everybody in.
		x, err := s.ask(ctx, setUpID, s.people().selfRead, nil)
		problem.violates = err == nil && x.success()
	}
	return problem
}

// Select are the checks that a Ginkgo label expression chooses, all for "".
func Select(checks []*Check, filter string) ([]*Check, error) {
	matches, err := labelFilter(filter)
	if err != nil {
		return nil, &UsageError{fmt.Errorf("the filter %q is no label expression: %w; write one like \"permissions && !SHOULD\"", filter, err)}
	}
	return slices.DeleteFunc(slices.Clone(checks), func(c *Check) bool { return !matches(c.Labels()) }), nil
}
