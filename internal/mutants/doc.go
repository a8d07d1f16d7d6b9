// Package mutants proves the checks: it builds the mock with one fault each,
// and shows that the checks of the requirement that the fault breaks see it.
//
//	all, err := mutants.All(contract, source)
//	kill, err := mutants.Try(ctx, contract, all[0], false)
//
// A fault is made in one of two ways: the document that the mock is built from
// is changed in one place (documents.yaml), or a handler around the mock
// changes requests or replies, with a memory of its own where it needs one.
//
// The files of faults are named by the topic and the noun of the checks that see
// them, as the files of those are: headers_*, authentication_*, permissions_*,
// shapes_*, state_*, queries_*, bodies_*, concurrency_*. Beside them stand
//
//	mutant.go, kill.go, within.go   what a mutant is, and what became of it
//	choose.go                       in which operations a fault is
//	call.go, callrights.go          one request on its way through a fault
//	records.go, lasting.go          its records, and faults that last
//	connection.go                   faults below HTTP
//	documents.go, general.go        edits of the document; rules of no topic of their own
package mutants
