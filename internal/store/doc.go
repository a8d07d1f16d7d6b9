// Package store keeps what outlives a process: for each world a log of entries
// in one order, which any number of processes may append to and read.
//
//	s, err := engine.Open(ctx, "postgres://mock@db/mock")
//	log, err := s.Open(ctx, "default", store.Identity{Contract: digest, Format: 1})
//	position, err := log.Append(ctx, position, data) // store.ErrLostRace: somebody else was first
//
// The package holds the seam alone: what an entry means is known to those who
// write it, and how it is kept to the engines in the folders beside. So who
// imports this package links no database's driver. Every engine passes the cases
// of package storetest.
//
// What all engines promise:
//
//   - An entry that Append has answered for is there for every later Read, of any
//     process, and stays until a snapshot takes its place or the log is deleted.
//   - Positions have no gaps: the first entry is 1, the next one 2. Of those who
//     append after the same position at once, one wins.
//   - Head never answers with less than an Append that had ended before Head was
//     called, in whatever process.
//   - An error that is ErrUnavailable says nothing of what became of the call: an
//     entry may have been appended. Who needs to know reads on.
package store
