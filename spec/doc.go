// Package spec holds the contract: one OpenAPI document that says which
// operations there are, who may call them, who may write which member, what is
// stored and how a query filters it.
//
//	contract, err := spec.Default()            // the embedded users.yaml
//	contract, err := spec.Load("other.yaml", data)
//	fmt.Print(contract.Matrix())
//
// A document is loaded once: kin-openapi validates the OpenAPI in it, the
// package validates the extensions (docs/extensions.md), and both are compiled
// into the values that mock, suite and fixtures read: [Operation], [Access],
// [MemberRules], [Resource], [Filter], [Schema], [Requirement]. A broken
// document yields every mistake at once, as [Problems], each with its line.
//
// The embedded documents are compiled from a packed form, and without
// validation, which the tests do: run go generate after a change of one.
package spec
