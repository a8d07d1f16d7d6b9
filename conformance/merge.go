package conformance

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/engine"
)

// MissingPartError is a run whose parts are not all there: what they would
// have said is not known.
type MissingPartError struct {
	N       int
	Missing []Shard
}

func (e *MissingPartError) Error() string {
	names := make([]string, len(e.Missing))
	for i, s := range e.Missing {
		names[i] = s.String()
	}
	return fmt.Sprintf("of %d parts %s missing: the shards %s; run what is missing and give its report too", e.N, are(len(names)), strings.Join(names, ", "))
}

func are(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// Merge joins the reports of all shards of a run into the report that the run
// would have had in one. The names of the parts are for messages. The error is
// a [*UsageError] where they are not parts of one run, a [*MissingPartError] where
// one is not there.
func Merge(names []string, parts []*Report) (*Report, error) {
	if len(parts) == 0 {
		return nil, &UsageError{Err: fmt.Errorf("there is no part to merge; give the JSON reports of all shards")}
	}
	if err := fitTogether(names, parts); err != nil {
		return nil, &UsageError{Err: err}
	}
	n := parts[0].Shard.N
	missing := &MissingPartError{N: n}
	for i := 1; i <= n; i++ {
		if !slices.ContainsFunc(parts, func(p *Report) bool { return p.Shard.I == i }) {
			missing.Missing = append(missing.Missing, Shard{i, n})
		}
	}
	if len(missing.Missing) > 0 {
		return nil, missing
	}
	parts = slices.SortedFunc(slices.Values(parts), func(a, b *Report) int { return cmp.Compare(a.Shard.I, b.Shard.I) })
	return join(parts)
}

// fitTogether tells why reports are not parts of one run.
func fitTogether(names []string, parts []*Report) error {
	seen := map[int]string{}
	for i, p := range parts {
		if p.Shard == nil {
			return fmt.Errorf("%s is not a part of a run: it names no shard; give reports of rolecall verify --shard I/N", names[i])
		}
		if other := seen[p.Shard.I]; other != "" {
			return fmt.Errorf("%s and %s are both shard %s; give each part once", other, names[i], p.Shard)
		}
		seen[p.Shard.I] = names[i]
		one, other := facts(parts[0]), facts(p)
		for k := range one {
			if one[k].value != other[k].value {
				return fmt.Errorf("%s and %s are parts of different runs: %s is %q in one and %q in the other; give the parts of one",
					names[0], names[i], one[k].name, one[k].value, other[k].value)
			}
		}
	}
	return nil
}

type fact struct{ name, value string }

// facts are what all parts of a run have in common.
func facts(r *Report) []fact {
	return []fact{
		{"the document", cmp.Or(r.Document.Digest, r.Contract)},
		{"the target", r.Target},
		{"the number of shards", fmt.Sprint(r.Shard.N)},
		{"the filter", r.Filter},
		{"strict", fmt.Sprint(r.Strict)},
		{"the list of features", strings.Join(r.Features, ", ")},
		{"the number of checks", fmt.Sprint(r.Population.Chosen)},
		{"the implementation", r.Implementation.String()},
		{"the suite", r.Suite.String()},
	}
}

// join makes one report of the parts of a run.
func join(parts []*Report) (*Report, error) {
	out := *parts[0]
	out.Shard, out.Reason, out.Requests, out.Made, out.Checks, out.Missing, out.Excuses = nil, "", 0, nil, nil, nil, nil
	var marks []string
	end := out.Started
	sentences, checks := map[string]string{}, map[string]*CheckReport{}
	for _, p := range parts {
		marks = append(marks, p.Run)
		if p.Started.Before(out.Started) {
			out.Started = p.Started
		}
		if last := p.Started.Add(time.Duration(p.Took * float64(time.Second))); last.After(end) {
			end = last
		}
		if p.Reason != p.inconclusive() && p.Verdict != Conformant {
			out.Reason = first(out.Reason, p.Reason)
		}
		out.Requests += p.Requests
		out.joinMade(p.Made)
		out.joinMissing(p.Missing)
		for _, e := range p.Excuses {
			if !slices.Contains(out.Excuses, e) {
				out.Excuses = append(out.Excuses, e)
			}
		}
		for _, f := range p.Findings {
			sentences[f.Requirement] = f.Sentence
		}
		for _, c := range p.Checks {
			known := checks[c.ID]
			switch {
			case known == nil:
				checks[c.ID] = &c
			case !c.Watches:
				return nil, &UsageError{Err: fmt.Errorf("the check %s stands in two parts; give all of them the same --timings, or none", c.ID)}
			default:
				known.join(c)
			}
		}
	}
	out.Run, out.Took = strings.Join(marks, "+"), end.Sub(out.Started).Seconds()
	if len(checks) != out.Population.Chosen {
		return nil, &UsageError{Err: fmt.Errorf("the parts hold %d checks, and the run has %d; give all of them the same --timings, or none", len(checks), out.Population.Chosen)}
	}
	for _, c := range checks {
		out.Checks = append(out.Checks, *c)
	}
	slices.SortFunc(out.Checks, func(a, b CheckReport) int { return cmp.Or(cmp.Compare(a.Place, b.Place), cmp.Compare(a.ID, b.ID)) })
	out.tally(sentences)
	for _, p := range parts {
		out.joinLoose(p.Findings)
	}
	return &out, nil
}

// joinLoose keeps the findings that no check shows, such as of the way to the
// target.
func (r *Report) joinLoose(more []Finding) {
	for _, f := range more {
		if len(f.Checks) > 0 {
			continue
		}
		i := slices.IndexFunc(r.Findings, func(known Finding) bool {
			return len(known.Checks) == 0 && known.Requirement == f.Requirement && known.Severity == f.Severity
		})
		if i < 0 {
			r.Findings = append(r.Findings, f)
			continue
		}
		r.Findings[i].Problems = append(slices.Clone(r.Findings[i].Problems), f.Problems...)
	}
}

func (r *Report) joinMade(more []Made) {
	for _, m := range more {
		i := slices.IndexFunc(r.Made, func(known Made) bool { return known.Collection == m.Collection })
		if i < 0 {
			r.Made = append(r.Made, m)
			continue
		}
		r.Made[i].Records += m.Records
		r.Made[i].Reused += m.Reused
		r.Made[i].Left += m.Left
		r.Made[i].Deleted = r.Made[i].Deleted || m.Deleted
		r.Made[i].Lasting = r.Made[i].Lasting || m.Lasting
	}
}

func (r *Report) joinMissing(more []Missing) {
	for _, m := range more {
		i := slices.IndexFunc(r.Missing, func(known Missing) bool { return known.Name == m.Name })
		if i < 0 {
			r.Missing = append(r.Missing, m)
			continue
		}
		r.Missing[i].Checks += m.Checks
	}
	slices.SortStableFunc(r.Missing, func(a, b Missing) int { return b.Checks - a.Checks })
}

// join adds what another shard has seen of a check that looks at the exchanges
// of others: it holds where it holds in every shard.
func (c *CheckReport) join(more CheckReport) {
	weight := func(s Status) int { return slices.Index([]Status{Skipped, Passed, NotAsked, Broken, Flaky, Failed}, s) }
	if weight(more.Status) > weight(c.Status) {
		c.Status, c.Severity, c.Reason = more.Status, more.Severity, more.Reason
	}
	c.Requests += more.Requests
	c.Millis += more.Millis
	words := func(p CheckProblem) string { return p.Expected + "\n" + engine.Varies.ReplaceAllString(p.Got, "…") }
	for _, p := range more.Problems {
		if !slices.ContainsFunc(c.Problems, func(known CheckProblem) bool { return words(known) == words(p) }) {
			c.Problems = append(c.Problems, p)
		}
	}
	slices.SortStableFunc(c.Problems, func(a, b CheckProblem) int { return strings.Compare(words(a), words(b)) })
	c.Problems = c.Problems[:min(len(c.Problems), engine.MaxObserved)]
}
