// Package mockserver is a stateful mock of a contract: an http.Handler that
// holds a world of records and answers every operation as the document says.
//
//	contract, _ := spec.Default()
//	mock, err := mockserver.New(contract)
//	httptest.NewServer(mock)
//
// A request walks through stages in a fixed order, one file each, and any of
// them may refuse it:
//
//	route.go      path and method to an operation      404, 405
//	caller.go     token to a caller with rights        401
//	admission.go  headers, then the permission         403
//	body.go       media type, size, syntax             415, 413, 400
//	members.go    who may write which member           403
//	schema.go     body, keys, references               400
//	query.go      the query of a list                  400
//	action*.go    what it does to the world            404, 409, 401
//	reply.go      the one place that writes an answer
//
// A world (world.go) has a collection (collection.go) for each resource: a table
// of records by number (table.go), keys that lead from ids and unique members to
// numbers (keys.go), and an index for lists (listindex.go).
//
// Serve (listen.go) answers connections; internal/connections closes those whose
// clients have come to a stop.
//
// A refusal (refusal.go) knows why: the requirement's id, what is missing, and
// the personas that would pass.
package mockserver
