// Package mockserver is a stateful mock of a contract: an http.Handler that
// holds a world of records and answers every operation as the document says.
//
//	contract, _ := spec.Default()
//	mock, err := mockserver.New(contract)
//	httptest.NewServer(mock)
//
// A request walks through stages in a fixed order, a file each, and any of
// them may refuse it:
//
//	route.go                    path and method to an operation   404, 405
//	caller.go, credential.go    token to a caller with rights     401    key.go (keys beside log-in)
//	admission.go                headers, then the permission      403
//	body.go, form.go            media type, size, syntax          415, 413, 400
//	members.go                  who may write which member        403
//	schema.go                   keys, body, references            400
//	query.go, parameters.go     query, headers and cookies        400
//	action.go                   what it does to the world         404, 409, 401
//	and a file for each kind    (taken in create.go: the 409)
//	answer.go, envelope.go, entitytag.go, pagewords.go      what a granted request is told    501
//	reply.go                    the one place that writes a reply
//
// All but writing the reply is worked out for an operation when its first
// request comes (endpoint.go).
//
// A mock has worlds (registry.go), each with a name (world.go) that requests
// choose it by (worldchoice.go). What is in one at present, and what a write does to
// it, is the floor below: internal/state, where collections, records and indexes are.
// It knows of no request and of no refusal; write.go, and with a store
// storedwrite.go, are the ways to it. Values that nobody sent are made on the ground
// floor, internal/values.
//
// With a store a world is the fold of its log, which is the next floor below:
// internal/ledger has a write decided, appends its effects before it is told, and
// applies those of others. storage.go and storedworlds.go are the ways to it;
// expiry.go lets worlds go that nobody uses.
//
// A mock may take the place of another with its worlds (takeover.go), as it does
// when the document is edited while it serves.
//
// Serve (listen.go, for programs in Go; cmd/rolecall listens itself) answers
// connections until its context ends, then those under way (internal/connections);
// who has come to a stop is closed.
//
// Before the stages a request may be answered by what it wishes for (wish.go), by a
// rule of its world (rule.go, rulecheck.go, rulematch.go), or by a fault (disturbance.go): with a
// reply that somebody chose (givenreply.go). What was asked and answered is kept in
// the world's journal (journal.go; internal/journal keeps it and tells it without secrets).
//
// A refusal (refusal.go) knows why: the requirement's id, what is missing, and
// the personas that would pass. It is written in the error schema of the
// document (errorbody.go) where it has one, with hints (hint.go, nearest.go).
//
// The rest, by what it is about:
//
//	actions       list, listbody, paging; create, add; update, patch, setflag, bulk; listitem, itemreply; replace;
//	              content (bytes that a record holds); delete; login, enter; parent (what a path leads to); write
//	a request     exchange (all of one), stage, query, readonly (what is sent back as it was read), preference, mediatype, intake (large
//	              bodies share memory), ending (without a whole reply), cors
//	a world       newworld, population, locale; snapshot, clock; token, mint;
//	              storedrecord; worldmemory (a bound on all of them)
//	the mock      server, config, start (in a test), tokentransport, elsewhere, oauth
//	control API   control (its operations), controlcall (one call), controlbody,
//	              controldocument, controlguard; controlclock, controljournal, controlmock,
//	              controlrecord, controlrule, controltoken, controlworld (a noun each); edition
//	what is told  requestlog, journal, runningjournal, metrics; console, contractview,
//	              parameterview, schemaview
package mockserver
