// Package storetest has what tests of stores share: the cases that every engine
// passes, an engine in memory that can be taken away, and faults to plant.
//
//	storetest.Run(t, storetest.Engine{Open: func(t *testing.T) store.Store { … }})
package storetest
