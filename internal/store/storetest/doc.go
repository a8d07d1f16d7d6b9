// Package storetest has what tests of stores share: the cases that every engine
// passes, an engine in memory that can be taken away, and faults to plant.
//
//	storetest.Run(t, storetest.Engine{Open: func(t *testing.T) store.Store { … }})
//
// Where what stands:
//
//	cases    what each engine is asked; *_case has the cases of a noun
//	memory   the engine in memory, memorylog the log of a world of it
//	apart    worlds that nobody else has, within a store that tests share
//	faulty   what the cases must find
package storetest
