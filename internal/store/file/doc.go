// Package file keeps a store in a folder, for one process at a time.
//
//	s, err := file.Open("state") // a *LockedError tells who has it
//
// The folder has one of its own for each world:
//
//	PATH/store.json                  what the folder is
//	PATH/lock                        who has it: process, host, since when
//	PATH/worlds/NAME-HASH/world.json the world's name and identity
//	                     /entries-N  entries from N on, one after the other
//	                     /snapshot-N the state after entry N
//
// It is a log of our own, not an embedded database: an append is one write behind the
// last and one fsync, where a tree of pages takes two; a file that ends in the midst
// of an entry, as after a power cut, is whole up to there. An append waits for its
// fsync before the next one of its world begins, so at most the last entry of a file
// can be torn: it is cut off, which is told, and what is broken before it is damage.
//
// A file that is appended to has zeros behind its last entry, at most as many bytes as
// the entries, and 1 MiB: where entries are written over them, the file system has no
// lengths and no places to note, and an fsync takes half the time.
//
// Where what stands:
//
//	store    the folder; claim whose it is, lock who has it, delete what leaves it
//	folder   that of a world
//	log      the log of a world: its files are segments (segment) of entries (record)
//	compact  a snapshot takes the place of entries
//	disk     an open file that is appended to, and sync what has it reach the disk
package file
