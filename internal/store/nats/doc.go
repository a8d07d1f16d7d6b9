// Package nats keeps a store in the JetStream of a NATS server or cluster, for
// any number of processes.
//
//	s, err := nats.Open(ctx, "nats://mock@a.example.com:4222,b.example.com:4222")
//
// A world has two streams. One has its entries, a message each, in order: message
// N+1 of the stream is entry N, and is published with the number that must be the
// last one (Nats-Expected-Last-Sequence), so that the server decides a race. The other one keeps what is too large for a message:
// snapshots, and entries beyond what the server takes at once, in pieces. In a
// cluster each stream has three replicas.
//
// A server acknowledges a message before its disk has it, and one that starts
// anew may know less than it told. So two snapshots are kept, and the entries
// behind the older one; and what has to go is deleted by its number, never purged
// (see remove).
//
// Names of streams and subjects:
//
//	rolecall_HASH                        the entries of a world
//	rolecall.ID.entries                  its subject
//	rolecall_kept_ID                     what is kept in pieces
//	rolecall.ID.kept.newest              which snapshot is the newest
//	rolecall.ID.kept.used                a message of no content: the world was used when it came
//	rolecall.ID.kept.pieces.POSITION.X   the pieces of an entry or a snapshot
//	rolecall_told.ID                     a plain message after an append, to wake who waits
//
// A world expires (see end) by an entry that says so, and then goes.
//
// HASH is of the world's name. ID is drawn when the world begins, and stands in
// the stream's description with the name and the identity: who still has a
// deleted log does not take another one of its name for it.
package nats
