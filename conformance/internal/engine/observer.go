package engine

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// Observer looks at every exchange of one operation for one check.
type Observer struct {
	check    *Check
	mu       sync.Mutex
	observed int // exchanges
	problems []Problem
	told     int          // of the problems
	large    atomic.Int64 // replies that it was shown
	broken   error        // of the invariant itself
}

// MaxObserved is how many kinds of problem of one observer are kept: the first by
// their words and not by time, so that every run keeps the same.
const MaxObserved = 3

// maxLarge is how many large replies one observer looks at. It has seen what
// there is to see by then, and each may take a tenth of a second.
const maxLarge = 20

func (w *Observer) observe(x *wire.Exchange) {
	if len(x.ReplyBody) > wire.SmallReply && w.large.Add(1) > maxLarge {
		return
	}
	var problem *Problem
	err := Guarded(func() { problem = w.check.Invariant(x) })
	w.mu.Lock()
	defer w.mu.Unlock()
	w.observed++
	if err != nil && w.broken == nil {
		w.broken = err
	}
	if problem == nil {
		return
	}
	words := func(p Problem) string { return p.Expected + "\n" + Varies.ReplaceAllString(p.Got, "…") }
	i, known := slices.BinarySearchFunc(w.problems, words(*problem), func(p Problem, text string) int { return strings.Compare(words(p), text) })
	if known || i >= MaxObserved {
		return
	}
	problem.Exchange = x.Evidence()
	w.problems = slices.Insert(w.problems, i, *problem)
	w.problems = w.problems[:min(len(w.problems), MaxObserved)]
}

// CompleteResult completes the result of a check by what its observer has seen, and by how
// the operation has answered.
func (w *Observer) CompleteResult(r *Result, reach *reach) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r.Problems = append(r.Problems, w.problems...)
	if n, lost := reach.unheard(w.check.Operation); w.check.EveryReply && n > 0 && len(r.Problems) == 0 {
		r.Problems = []Problem{{Expected: "a reply to each request", Got: "none for some of them", Exchange: lost}} // how many differs from run to run
	}
	switch {
	case len(r.Problems) > 0:
		r.Status, r.Reason = Failed, ""
	case w.broken != nil:
		r.Status, r.Reason = Broken, w.broken.Error()
	case r.Status == Skipped && w.observed > 0:
		r.Status, r.Reason = Passed, "" // other checks brought replies to look at
	case r.Status == Passed && w.observed == 0:
		r.Status, r.Reason = Broken, "no exchange was seen"
	}
}

// Observe has the checks that look at the exchanges of others look from now on.
func (s *Session) Observe(checks []*Check) map[*Check]*Observer {
	watching := map[*Check]*Observer{}
	for _, c := range checks {
		if status, _ := s.WhyNotAsked(c); c.Invariant == nil || status != "" {
			continue
		}
		w := &Observer{check: c}
		watching[c] = w
		s.observers[operationID(c.Operation)] = append(s.observers[operationID(c.Operation)], w)
	}
	return watching
}

// Untold are the problems found since it was asked before.
func (w *Observer) Untold() []Problem {
	w.mu.Lock()
	defer w.mu.Unlock()
	fresh := slices.Clone(w.problems[w.told:])
	w.told = len(w.problems)
	return fresh
}

// Restart forgets all that was seen.
func (w *Observer) Restart() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.observed, w.problems, w.broken, w.told = 0, nil, nil, 0
}
