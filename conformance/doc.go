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
// target and decides; writers in the package report show what was found. Where
// what stands:
//
//	the face     run test options target preflight sweep interview plan
//	             report counts tally rollup excuse waiver merge shard selection filter
//	the checks   check, and by topic
//	  headers        headers routes mediatypes
//	  authentication authentication login password tokens refused
//	  permissions    permissions rows rights denials forbidden fresh loginrights detours
//	  shapes         watches hashes
//	  state          creation changes texts letters spelling stamptime unique references
//	  queries        queries paging order listing queryerrors injection shelf
//	  bodies         bodies ids oddletters order
//	  concurrency    concurrency crossing withdrawal
//	the engine   judge queue trial guard expect attempt fit oracle value equality
//	             session callers privileged family record pool reuse quota account cleanup
//	             reach silence staleness lacking
//	the wire     client connection deliver request ask exchange evidence curl secrets
//	             replyreader replyjson replyfault weight
package conformance
