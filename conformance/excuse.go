package conformance

import (
	"time"
)

// Excuse is a waiver or an entry of the baseline that a run was given.
type Excuse struct {
	Source  string `json:"source"`            // waiver or baseline
	Check   string `json:"check"`             // id of a check, or of a requirement for all of its checks
	Reason  string `json:"reason,omitempty"`  // of a waiver
	Expires string `json:"expires,omitempty"` // of a waiver: its last day
	Covers  int    `json:"covers"`            // checks of the contract that it speaks of
}

func (e Excuse) excusesNothing() string {
	if e.Source == sourceBaseline {
		return "the baseline has a failure of " + e.Check + ", which does not fail any more; write the baseline anew"
	}
	return "the waiver of " + e.Check + " excuses nothing; take it out"
}

// String says what is wrong with an excuse that excuses nothing.
func (e Excuse) String() string { return e.excusesNothing() }

const (
	sourceWaiver   = "waiver"
	sourceBaseline = "baseline"
)

// excuses lists what a run is given to accept failures by.
func (o Options) excuses(catalogue []*Check) []Excuse {
	covers := map[string]int{}
	for _, c := range catalogue {
		covers[c.ID]++
		covers[c.Requirement.ID]++
	}
	var given []Excuse
	for _, w := range o.Waivers {
		given = append(given, Excuse{sourceWaiver, w.Check, w.Reason, w.Expires.Format(time.DateOnly), covers[w.Check]})
	}
	if o.Baseline != nil {
		for _, c := range o.Baseline.Checks {
			if c.Status == Failed {
				given = append(given, Excuse{Source: sourceBaseline, Check: c.ID, Covers: covers[c.ID]})
			}
		}
	}
	return given
}

// stale are the excuses none of whose checks fails any more. Of what was not
// asked, or not all of it, nothing can be said.
func stale(given []Excuse, checks []CheckReport) []Excuse {
	type seen struct{ all, asked, unsure int }
	count := map[string]*seen{}
	see := func(name string, status Status) {
		s := count[name]
		if s == nil {
			s = &seen{}
			count[name] = s
		}
		s.all++
		switch status {
		case Passed:
			s.asked++
		case Skipped:
		default: // it fails, or might
			s.unsure++
		}
	}
	for _, c := range checks {
		see(c.ID, c.Status)
		see(c.Requirement, c.Status)
	}
	out := []Excuse{}
	for _, e := range given {
		s := count[e.Check]
		if e.Covers == 0 || s != nil && s.all == e.Covers && s.asked > 0 && s.unsure == 0 {
			out = append(out, e)
		}
	}
	return out
}
