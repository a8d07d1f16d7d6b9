// Command corpus shows what becomes of OpenAPI documents for which nobody wrote
// a word of ours: whether each loads, how many operations keep state, what it
// costs, and whether its mock passes the checks that follow from it.
//
//	go run ./internal/corpus                         # the dozen of testdata; make corpus
//	go run ./internal/corpus --verify FOLDER         # any others; make corpus DIR=FOLDER
//	go run ./internal/corpus --stateless FOLDER      # which operations answer by example, and what they are like
//
// The dozen small documents stand for the shapes of real ones: each begins with
// what it is there for. A test holds them to their figures.
//
// Each document is loaded in a process of its own (loading.go), whose processor
// time and memory are told, and served and verified by the program as it is
// released (verifying.go). The exit code is 1 where a document does not load or
// its mock does not pass.
package main
