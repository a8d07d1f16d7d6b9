// Package mutants proves the checks: it builds the mock with one fault each,
// and shows that the checks of the requirement that the fault breaks see it.
//
//	all, err := mutants.All(contract)
//	kill, err := mutants.Try(ctx, contract, all[0], false)
//
// A fault is made in one of two ways: the document that the mock is built from
// is changed in one place (documents.yaml), or a handler around the mock
// changes requests or replies, with a memory of its own where it needs one.
package mutants
