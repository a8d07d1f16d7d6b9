package conformance

import (
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// Plan is what a run is about to do.
type Plan struct {
	Checks  int      // that will be asked
	Users   int      // at most, that will be made; no more is, whatever the server answers
	Records int      // the same, of all other collections
	Deletes bool     // of these some are deleted, not disabled
	Skips   int      // checks that do not apply
	Unasked int      // checks that nobody can ask: a persona is missing, or nothing may be written
	Lasting []string // collections whose records stay: the contract has no way to disable them, or delete them
}

// planOf says what the checks will make: what they declare, what they acquire, and
// the personas that are missing.
func planOf(s *engine.Session, checks []*Check) Plan {
	p := Plan{}
	if s.Contract.Principal == nil {
		return planWithoutCallers(s, checks)
	}
	needed, datasets, minimal, acquires := map[string]bool{}, false, false, 0
	for _, c := range checks {
		switch status, _ := s.WhyNotAsked(c); status {
		case Skipped:
			p.Skips++
			continue
		case NotAsked:
			p.Unasked++
			continue
		}
		p.Checks++
		if c.Operation == nil || !c.Operation.Plain {
			p.Users += c.Makes
		}
		datasets = datasets || c.Topic == Queries && c.Writes
		minimal = minimal || c.Invariant != nil && c.Operation != nil && c.Operation.Action.Kind == spec.Read && s.Writable()
		if c.Writes {
			acquires++
		}
		for _, r := range c.Callers {
			if s.GivenPersona(r) == nil {
				needed[r.Key()] = true
			}
		}
	}
	if slices.ContainsFunc(checks, func(c *Check) bool {
		return c.Operation != nil && !c.Operation.Action.Self && len(s.BootstrapLacks(c.Operation)) > 0
	}) {
		needed["every permission"] = true // who asks for bootstrap
	}
	p.Users += len(needed)
	limits := recordLimits(s, checks)
	for _, resource := range s.Contract.Resources {
		switch {
		case resource == s.Contract.Principal.Resource:
			p.Users += limits[resource] + neededByOthers(s, resource)
		case s.CanMake(resource):
			p.Records += mostOthers(s, resource, limits)
			p.Deletes = p.Deletes || s.OffChange(resource) == nil && !s.Lasting(resource)
		}
		if s.CanMake(resource) && s.Lasting(resource) {
			p.Lasting = append(p.Lasting, resource.Collection)
		}
	}
	if datasets {
		p.Users += s.People().DatasetSize()
	}
	if minimal {
		p.Users++
	}
	if acquires > 0 {
		p.Users += engine.MaxAcquired*min(s.Options.Workers(), acquires) + 1 // the one that is tried out first
	}
	return p
}

// planWithoutCallers is the plan of a document without callers.
func planWithoutCallers(s *engine.Session, checks []*Check) Plan {
	p := Plan{}
	for _, c := range checks {
		switch status, _ := s.WhyNotAsked(c); status {
		case Skipped:
			p.Skips++
		case NotAsked:
			p.Unasked++
		default:
			p.Checks++
		}
	}
	limits := recordLimits(s, checks)
	for _, resource := range s.Contract.Resources {
		if limits[resource] == 0 {
			continue
		}
		p.Records += limits[resource]
		if s.Lasting(resource) {
			p.Lasting = append(p.Lasting, resource.Collection)
		}
	}
	return p
}

// recordLimits are how many records of each collection the checks of plain operations
// make at most: what each declares, one that many share, and what each of these needs
// for itself.
func recordLimits(s *engine.Session, checks []*Check) map[*spec.Resource]int {
	checks = slices.DeleteFunc(slices.Clone(checks), func(c *Check) bool { return c.Operation == nil || !c.Operation.Plain })
	if len(checks) == 0 {
		return nil
	}
	out, most := map[*spec.Resource]int{}, map[*spec.Resource]int{}
	for _, op := range s.Contract.Operations {
		if op.Action.Kind == spec.Create {
			most[op.Action.Resource] += maxOthers
		}
	}
	need := func(r *spec.Resource, n int) {
		for _, of := range append([]*spec.Resource{r}, engine.ForEach(s.Contract, r)...) {
			if s.CanMake(of) {
				out[of] = min(out[of]+n, max(most[of], maxOthers))
			}
		}
	}
	for _, resource := range s.Contract.Resources {
		need(resource, 1)
	}
	for _, c := range checks {
		if status, _ := s.WhyNotAsked(c); status != "" {
			continue
		}
		if c.Makes > 0 {
			need(engine.RecordsOf(s.Contract, c.Operation), c.Makes*(1+s.Options.Retry))
		}
		if above := s.OwnParent(c.Operation); above != nil {
			need(above, 1+s.Options.Retry)
		}
	}
	return out
}

// holdToPlan makes the plan a promise: no more users are made than it says, and of
// other collections no more than a run could need.
func holdToPlan(s *engine.Session, checks []*Check, p Plan) {
	limits := recordLimits(s, checks)
	for _, resource := range s.Contract.Resources {
		q := s.Quota(resource)
		switch principal := s.Contract.Principal; {
		case principal == nil:
			q.Limit = max(limits[resource], 1)
		case principal.Resource == resource:
			q.Limit = max(p.Users, 1)
		default:
			q.Limit = max(mostOthers(s, resource, limits), 1)
		}
	}
}

// mostOthers is how many records of a collection other than the callers' a run makes
// at most.
func mostOthers(s *engine.Session, resource *spec.Resource, limits map[*spec.Resource]int) int {
	most := limits[resource] + neededByOthers(s, resource)
	if maker := s.Maker(resource); maker != nil && !maker.Plain {
		most += maxOthers
	}
	return most
}

// neededByOthers is how many records of a collection are made at most because no two of
// another may name the same.
func neededByOthers(s *engine.Session, resource *spec.Resource) int {
	most := 0
	for _, other := range s.Contract.Resources {
		maker := s.Maker(other)
		if maker != nil && !maker.Plain && slices.Contains(engine.ForEach(s.Contract, other), resource) {
			most += maxOthers
		}
	}
	return most
}

// maxOthers is how many records of a collection other than the callers' a run
// makes at most: where several operations make them, by each.
const maxOthers = 250
