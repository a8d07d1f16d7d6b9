// Package engine asks checks of a target and decides on them. It holds the words
// that checks are written in.
//
//	session, end, err := engine.Open(target, settings)
//	results := session.Judge(ctx, checks, told)
//
// A check on its way:
//
//	check.go        what a check is                     result.go    what became of it
//	queue.go        in which order                      judge.go     several at once, each decided
//	trial.go        one check being asked               guard.go     how it ends early
//	observer.go     what sees every exchange            usual.go     the usual replies, once a run
//
// What a check says:
//
//	attempt.go, attemptbody.go  a prepared request, and the proof that it changed nothing
//	expectation.go, change.go   want, and what else a reply must be    what a change makes of a record
//	declared.go                 the status that the document has where that of users has another
//	family.go                   what the contract does with one collection
//	text.go, value.go           texts and values that fit a schema     equality.go  when two are the same
//	dataset.go, oracle.go       records for filters, and what a filter must find    pagesize.go
//	recordid.go, mark.go        ids; texts that name this run                    kept.go      whether a record shows what was sent
//	call.go, callvalue.go, callparameter.go, requiredheader.go, callnamed.go, itemcall.go, listed.go, subject.go, verb.go, content.go, making.go, version.go, offered.go, offeredvalue.go  the same for documents without callers of their own
//
// Who asks, and on what:
//
//	caller.go, provision.go, login.go, password.go, privilege.go, role.go, rights.go   key.go  what stands beside the token
//	acquire.go, pool.go, record.go, creation.go, minimal.go, referring.go, reuse.go, quota.go, account.go
//
// A target that misbehaves:
//
//	open.go, preflight.go, probe.go   whether it answers    ask.go, deliver.go  every request passes here
//	reach.go, silence.go    replies that do not come  sight.go            states older than one seen before
//	cleanup.go, search.go   what was made, switched off again             holding.go
package engine
