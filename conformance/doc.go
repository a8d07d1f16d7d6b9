// Package conformance checks any implementation of a contract over HTTP.
//
//	contract, _ := spec.Default()
//	target, _ := conformance.LoadTarget(contract, "target.yaml")
//	report, err := conformance.Run(ctx, target, conformance.Options{})
//
// or from a team's own go test, against an http.Handler or an address:
//
//	func TestConformance(t *testing.T) { conformance.Test(t, target, conformance.Options{}) }
//
// A check is a value that [Catalog] lists from a contract; one judge asks the
// target and decides; writers in the package report show what was found. The
// suite stands on floors, each of which reads those below it alone:
//
//	conformance      the face: what to run, against what, and what came of it
//	internal/checks  the catalogue: the checks, a file a noun, by topic
//	internal/engine  how a check is asked and judged, and the words it is written in
//	internal/wire    one request and its reply over HTTP
//
// Here stand
//
//	run.go         a run from the first request to the report
//	test.go        the same from go test
//	options.go     what a run is told
//	target.go      the target file (targetheader.go; targetkey.go; refused.go: its tokens that must be 401)
//	check.go       checks, topics and rights    selection.go, filter.go, filterwords.go  which of them
//	result.go      what became of a check       excuse.go, waiver.go, waiverwriter.go    what is accepted
//	report.go      the report                   counts.go, tally.go, verdict.go (and its exit code), rollup.go, identity.go
//	shard.go       a part of a run              merge.go                  parts to one report
//	preflight.go   whether anybody answers      plan.go, lacking.go       what a run would make, and lacks
//	interview.go   a check at a time            connection.go, fit.go     a request at a time
//	sweep.go       what aborted runs left       listing.go                the catalogue as a list
package conformance
