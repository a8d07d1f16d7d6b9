package conformance

import (
	"fmt"
	"slices"
)

// inconclusive is the reason for which a run is, that its checks themselves
// give: how many could not be asked, and for what most of them.
func (r *Report) inconclusive() string {
	status, n, how := Broken, r.Counts.Broken, "could not be asked"
	if n == 0 {
		status, n, how = NotAsked, r.Counts.NotAsked, "were not asked"
	}
	if n == 0 {
		return "no check was asked"
	}
	text := fmt.Sprintf("%d of %d checks %s", n, r.Counts.All, how)
	if i := slices.IndexFunc(r.Breaks, func(b Break) bool { return b.Status == status }); i >= 0 {
		text += fmt.Sprintf("; %d for this reason: %s", r.Breaks[i].Checks, r.Breaks[i].Reason)
	}
	return text
}

// tally fills in all that follows from the checks and the excuses. It is the
// same for a run and for parts that are merged.
func (r *Report) tally(sentences map[string]string) {
	r.Counts, r.Topics, r.Population.Asked = Counts{}, nil, 0
	for _, topic := range Topics() {
		r.Topics = append(r.Topics, TopicCounts{Topic: topic})
	}
	for _, c := range r.Checks {
		r.Counts.add(c.Status, c.Severity)
		if i := slices.Index(Topics(), c.Topic); i >= 0 {
			r.Topics[i].add(c.Status, c.Severity)
		}
	}
	r.Population.Asked = r.Counts.All - r.Counts.Skipped - r.Counts.Broken - r.Counts.NotAsked
	r.Findings, r.Breaks, r.Stale = findings(r.Checks, sentences), breaks(r.Checks), stale(r.Excuses, r.Checks)
	r.list()
	switch {
	case slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity == Violation }):
		r.Verdict = Violated
	case r.Strict && r.Counts.Flaky > 0:
		r.Verdict, r.Reason = Violated, fmt.Sprintf("checks that failed, and asked again on fresh data did not: %d", r.Counts.Flaky)
	case r.Strict && len(r.Stale) > 0:
		r.Verdict, r.Reason = Violated, r.Stale[0].excusesNothing()
	case r.Counts.Broken > 0:
		r.Verdict, r.Reason = Inconclusive, first(r.Reason, r.inconclusive())
	case r.Counts.NotAsked > 0:
		r.Verdict, r.Reason = Inconclusive, first(r.Reason, r.inconclusive())
	case r.Counts.All == r.Counts.Skipped && (r.Shard == nil || r.Population.Chosen == 0):
		r.Verdict, r.Reason = Inconclusive, first(r.Reason, r.inconclusive())
	case r.Counts.All == r.Counts.Skipped:
		r.Verdict, r.Reason = Conformant, first(r.Reason, "nothing falls to this shard; the merged report has the verdict")
	default:
		r.Verdict = Conformant
	}
}

// list sees to it that a reader finds lists, and never null.
func (r *Report) list() {
	if r.SchemaID == "" {
		r.SchemaID = ReportSchemaID
	}
	for _, list := range []*[]Excuse{&r.Excuses, &r.Stale} {
		if *list == nil {
			*list = []Excuse{}
		}
	}
	if r.Missing == nil {
		r.Missing = []Missing{}
	}
	if r.Holdings == nil {
		r.Holdings = []Holding{}
	}
	if r.Made == nil {
		r.Made = []Made{}
	}
	if r.Checks == nil {
		r.Checks = []CheckReport{}
	}
	if r.Features == nil {
		r.Features = []string{}
	}
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
