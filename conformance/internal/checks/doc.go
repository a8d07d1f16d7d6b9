// Package checks is the catalogue: every check that a contract gives rise to.
//
//	for _, check := range checks.Catalog(contract) { … }
//
// A file holds the checks of one noun. Its name begins with their topic, so that
// a listing of the folder is the table of topics:
//
//	headers_*         token, header of the admin API, required headers, path and method, media type
//	authentication_*  the caller, log-in, passwords, forged tokens
//	permissions_*     the matrix (matrix, row, cell, rights), denials, detours, fresh and held rights
//	shapes_*          what every reply has: invariants that see every exchange
//	state_*           creates and their Location (state_creation.go), changes, dates, characters, unique members, references
//	queries_*         filters, pages, order, counts, errors
//	bodies_*          members, ids, characters, the order of rules
//	concurrency_*     races
//	openapi_*         documents without callers of their own: all of the above that OpenAPI itself promises
//	                  (openapi_location.go has their Location)
//
// A check is one literal that a method of the builder adds:
//
//	b.add(engine.Check{
//		Topic: engine.Headers, Rule: "HDR-1", Operation: op, Name: "anonymous",
//		Needs: engine.Needs{Alone: true},
//		Title: "nobody is let in",
//		Run: func(t *engine.Trial) {
//			t.Want(t.Send(op, nil), "no token", 401)
//		},
//	})
//
// The method is named in [Catalog]. A function that wants something of a reply
// begins with want and says whether it was so; one that prepares says what it
// makes. Each check has a mutant in internal/mutants that it sees.
package checks
