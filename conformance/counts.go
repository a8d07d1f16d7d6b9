package conformance

import (
	"fmt"
	"strings"
)

// Counts are how many checks came to which end. Passed, Failed, Skipped,
// Broken, NotAsked and Flaky add up to All; the others say how many of the failed
// do not count.
type Counts struct {
	All      int `json:"all"`
	Passed   int `json:"passed"`
	Failed   int `json:"failed"`
	Skipped  int `json:"skipped"`
	Broken   int `json:"broken"`
	NotAsked int `json:"notAsked"`
	Flaky    int `json:"flaky"`
	Warnings int `json:"warnings"` // failed, and only a SHOULD
	Waived   int `json:"waived"`
	Known    int `json:"known"` // failed in the baseline too
}

// TopicCounts are the counts of one topic.
type TopicCounts struct {
	Topic Topic `json:"topic"`
	Counts
}

// String is the counts in words; they add up.
func (c Counts) String() string {
	text := fmt.Sprintf("%d checks: %d passed, %d failed, %d skipped, %d broken", c.All, c.Passed, c.Failed, c.Skipped, c.Broken)
	type part struct {
		n    int
		name string
	}
	for _, p := range []part{{c.NotAsked, "not asked"}, {c.Flaky, "flaky"}} {
		if p.n > 0 {
			text += fmt.Sprintf(", %d %s", p.n, p.name)
		}
	}
	var excused []string
	warnings := "warnings"
	if c.Warnings == 1 {
		warnings = "warning"
	}
	for _, p := range []part{{c.Warnings, warnings}, {c.Waived, "waived"}, {c.Known, "known"}} {
		if p.n > 0 {
			excused = append(excused, fmt.Sprintf("%d %s", p.n, p.name))
		}
	}
	if len(excused) > 0 {
		text += " (of the failed " + strings.Join(excused, ", ") + ")"
	}
	return text
}

// Count adds one outcome.
func (c *Counts) Count(status Status) {
	c.All++
	switch status {
	case Passed:
		c.Passed++
	case Failed:
		c.Failed++
	case Skipped:
		c.Skipped++
	case Broken:
		c.Broken++
	case NotAsked:
		c.NotAsked++
	case Flaky:
		c.Flaky++
	}
}

func (c *Counts) add(status Status, severity Severity) {
	c.Count(status)
	switch severity {
	case Warning:
		c.Warnings++
	case Waived:
		c.Waived++
	case Known:
		c.Known++
	}
}
