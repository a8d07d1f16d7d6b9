//go:build race

package mockserver_test

// raceDetector tells that pools forget at random, so that allocations cannot be
// counted.
const raceDetector = true
