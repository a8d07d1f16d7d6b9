// Package state is what a mock holds: the records of a world, who its tokens stand
// for, its clock, and what a write does to them. It knows of no request, and of no
// text that refuses one.
//
//	model := state.NewModel(contract)
//	model.Prepare()
//	present, err := model.NewState(seed)
//	record, taken := present.Insert(present.Writable(resource), state.Newcomer{Document: document}, &buffer)
//
// The contract, as worlds keep its records:
//
//	model.go, plan.go     what is worked out of a contract once
//	id.go, slug.go        what ids look like
//	complete.go           what a record gets that nobody sent (internal/values makes it)
//	memberpath.go         where a record has a member
//
// A world, and what it holds:
//
//	state.go                      one isolated state; forks share until they write
//	collection.go                 the records of a resource
//	table.go, record.go           the records by their numbers
//	keys.go, line.go              from ids, unique members and tokens to numbers
//	listindex.go, group.go        what lists are found by
//	parent.go, twin.go            what a record stands below, or is elsewhere too
//	caller.go, bearer.go          who a token stands for, with which rights
//	persona.go, population.go     who joins it later
//	password.go, clock.go         what the names say
//	content.go                    bytes that a record holds beside its JSON
//
// What a list asks for is a listing (listing.go, ordering.go) of conditions (condition.go), each
// with a criterion (criterion.go), over what the best index gives (source.go).
//
// A write (insert.go, merge.go, putinplace.go, putrecord.go, remove.go,
// tokenchange.go) may find what another has (taken.go). It ends in write.go, which
// notes it as effects (effects.go) where a log follows; who reads them
// (effectreader.go, effectapply.go) has the same world.
//
// A world with a name has versions (versions.go): the present, what a reset goes back
// to, rules (rule.go), and snapshots, which are written as what is different from the
// seed (difference.go, seeddigest.go).
//
// How much worlds hold is told by growth.go and tally.go. carry.go brings records
// into the worlds of another contract.
package state
