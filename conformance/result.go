package conformance

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// Result is a check and what became of it: Status, Reason, Problems, Waived,
// Known, Requests, Took.
type Result = engine.Result

// Status is what became of a check.
type Status = engine.Status

// The outcomes of a check.
const (
	Passed   = engine.Passed
	Failed   = engine.Failed
	Skipped  = engine.Skipped  // it does not apply to this target; Reason says why
	Broken   = engine.Broken   // the target could not be asked; Reason says why
	NotAsked = engine.NotAsked // the run ended before, or nobody can ask it; Reason says why
	Flaky    = engine.Flaky    // it failed, and asked again on fresh data it did not
)

// Severity is how much a failed result weighs in a run.
type Severity = engine.Severity

// The severities.
const (
	Violation = engine.Violation
	Warning   = engine.Warning
	Waived    = engine.Waived
	Known     = engine.Known
)

// Problem is one way in which a target broke a requirement: Expected, Got, and
// the Exchange that showed it.
type Problem = engine.Problem

// Exchange is one request and the reply to it.
type Exchange = wire.Exchange

// Evidence is what a report keeps of an exchange, within bounds and without
// secrets.
type Evidence = wire.Evidence

// HeaderLine is one header of an exchange: Name, Value.
type HeaderLine = wire.HeaderLine

// Made is how many records of a collection a run has made, and how many of them
// it left enabled.
type Made = engine.Made

// Holding is how many records of a collection a target held before the run.
type Holding = engine.Holding
