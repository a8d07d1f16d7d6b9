// Package postgres keeps a store in a PostgreSQL database, or one that speaks as
// it does, for any number of processes.
//
//	s, err := postgres.Open(ctx, "postgres://mock@db.example.com/mock?sslmode=verify-full")
//
// The statements are plain: no advisory locks, no isolation but the database's
// own. What decides a race is one statement, which moves a log's head from the
// position that the writer has seen and adds the entry there; the head is a row
// of its own, so that it is asked for by key, and so that what a snapshot has
// taken the place of cannot be written again.
//
// A notice (NOTIFY) after an append wakes those who wait elsewhere. It is sent
// apart, for one within the append would have all worlds' appends commit one by
// one. Where there is no LISTEN, and where a notice is lost, they look by
// themselves.
//
// Where what stands:
//
//	store      the database; schema its tables, delete what leaves them
//	log        the log of a world, snapshot what takes the place of entries
//	notices    who waits is woken
//	pool       connections, and which errors pass; backoff spaces attempts
//	statement  one statement and its parameters
package postgres
