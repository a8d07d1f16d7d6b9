package conformance

import (
	"slices"
)

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
	r.setVerdict()
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
