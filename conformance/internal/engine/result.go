package engine

import (
	"time"

	"github.com/cotalker/rolecall/spec"
)

// Status is what became of a check.
type Status string

// Result is a check and what became of it.
type Result struct {
	Check    *Check
	Status   Status
	Reason   string // of a skipped or broken check, or of a waiver
	Problems []Problem
	Waived   bool // a failure that a waiver accepts
	Known    bool // a failure that the baseline has too
	Requests int
	Took     time.Duration
}

// Severity is how much a finding weighs.
type Severity string

// The severities.
const (
	Violation Severity = "violation"
	Warning   Severity = "warning"
	Waived    Severity = "waived"
	Known     Severity = "known"
)

// Severity is how much a failed result weighs in a run.
func (r *Result) Severity(strict bool) Severity {
	switch {
	case r.Status != Failed:
		return ""
	case r.Waived:
		return Waived
	case r.Known:
		return Known
	case r.Check.Level == spec.SHOULD && !strict:
		return Warning
	}
	return Violation
}
