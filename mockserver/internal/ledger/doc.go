// Package ledger keeps a world the fold of its log, which several processes may
// write to. It decides nothing itself: a write is given as a function that looks at
// a state and changes it, and its effects are what is appended.
//
//	storage := ledger.NewStorage(store, keep, expire, warn)
//	storage.Begin(contract)
//	l := ledger.New("default", seed, show, storage)
//	err := l.Do(func(v *state.Versions) error { … })
//
//	storage.go    where the logs are, and what is counted of them
//	ledger.go     a write is decided, and its effects are appended if nobody was first
//	batch.go      writes that came together are one entry
//	group.go      who waits for the same thing
//	follow.go     what others appended is applied
//	head.go       how far the log is, asked once for all who wait
//	snapshot.go   a snapshot takes the place of entries
//	expiry.go     worlds that nobody uses go
//	trouble.go    which errors are about the store
package ledger
