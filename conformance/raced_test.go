//go:build race

package conformance_test

// raced tells of the race detector, under which a run takes six times as long.
const raced = true
