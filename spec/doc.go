// Package spec holds the contract: one OpenAPI document that says which
// operations there are, who may call them, who may write which member, what is
// stored and how a query filters it.
//
//	contract, err := spec.Default()            // the embedded users.yaml
//	contract, err := spec.LoadFile("other.yaml", data, spec.Options{})
//	fmt.Print(contract.Matrix())
//
// A document is read into a tree that knows its lines (internal/document). What
// it leaves unsaid is worked out and laid into the tree, in the words of our
// extensions (internal/infer). The tree is compiled into the values that mock,
// suite and fixtures read. A document that cannot be used yields every mistake at
// once, as [Problems], each with its line; what is merely wrong stands in the
// contract's Warnings, and [Contract.Lint] looks for more. Where what stands:
//
//	the contract  contract, version, guesses, lint, plain (which requirements an operation is held to); document (its tree and mistakes); matrix,
//	              requirement; position (where it says what), described (in words)
//	the document  structure (what stands where), vocabulary (our extensions)
//	operations    operation, serverpath; parameter, parameterstyle, parametertext, parameterobject, form; reply, example, refusal, action (with
//	              actionkind, actionreply, actionfilter)
//	rights        scheme, access, rights; ruleparts (what schemas say), memberrules
//	              (compiled), members (decided)
//	what is kept  resource, listitem (of a list that a record holds)
//	schemas       schema, subschemas (as they are written), violation (how a value does not fit), schemas (found when first needed),
//	              compiling (each by itself), dialect (OpenAPI's words in those of
//	              JSON Schema), ecma (patterns), weight, effort and held (what is too much to check), fastpath, fastformat, keyword, types, runs (valid at once,
//	              or jsonschema decides); overlap; named; hidden (what is never shown); ruleless (rules that hold nowhere), shownanyway, idlefake
//	values        encode, merge (in the order of a schema); jsonvalue (of a node)
//	writing       print, openapi30 (3.1 in the words of 3.0), overlay
//
// What is no contract stands beside it: internal/document has trees with their
// lines, internal/jsonvalue reads and writes JSON, internal/instant instants.
//
// The embedded documents are compiled from a packed form; run go generate after a
// change of one.
package spec
