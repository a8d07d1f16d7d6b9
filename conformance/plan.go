package conformance

import (
	"slices"

	"github.com/cotalker/rolecall/spec"
)

// Plan is what a run is about to do.
type Plan struct {
	Checks  int      // that will be asked
	Users   int      // at most, that will be made; no more is, whatever the server answers
	Skips   int      // checks that do not apply
	Unasked int      // checks that nobody can ask: a persona is missing, or nothing may be written
	Lasting []string // collections whose records stay: the contract has no way to disable them
}

// plan says what the checks will make: what they declare, what they borrow, and
// the personas that are missing.
func (s *session) plan(checks []*Check) Plan {
	p := Plan{}
	needed, shelves, leasts, borrows := map[string]bool{}, false, false, 0
	for _, c := range checks {
		switch status, _ := s.unfit(c); status {
		case Skipped:
			p.Skips++
			continue
		case NotAsked:
			p.Unasked++
			continue
		}
		p.Checks++
		p.Users += c.Users
		shelves = shelves || c.Topic == Queries && c.Writes
		leasts = leasts || c.Watch != nil && c.Operation != nil && c.Operation.Action.Kind == spec.Read && s.writable()
		if c.Writes {
			borrows++
		}
		for _, r := range c.Needs {
			if s.given(r) == nil {
				needed[r.key()] = true
			}
		}
	}
	if slices.ContainsFunc(checks, func(c *Check) bool {
		return c.Operation != nil && !c.Operation.Action.Self && len(s.bootstrapLacks(c.Operation)) > 0
	}) {
		needed["every permission"] = true // who asks for bootstrap
	}
	p.Users += len(needed)
	for _, resource := range s.contract.Resources {
		if f := s.family(resource); f != nil && f.create != nil && s.writable() && s.lasts(f) {
			p.Lasting = append(p.Lasting, resource.Collection)
		}
	}
	if shelves {
		p.Users += s.people().shelfSize()
	}
	if leasts {
		p.Users++
	}
	if borrows > 0 {
		p.Users += mostBorrowed*min(s.options.workers(), borrows) + 1 // the one that is tried out first
	}
	return p
}

// mostBorrowed is how many records of one collection a check borrows at most.
const mostBorrowed = 4

// bound makes the plan a promise: no more users are made than it says, and of
// other collections no more than a run could need.
func (s *session) bound(p Plan) {
	for _, resource := range s.contract.Resources {
		q := s.quota(resource)
		q.most = mostOthers
		if s.contract.Principal != nil && s.contract.Principal.Resource == resource {
			q.most = max(p.Users, 1)
		}
	}
}

// mostOthers is how many records of a collection other than the callers' a run
// makes at most.
const mostOthers = 250
