//go:build race

// Package race tells tests of the race detector: what they ask takes six times as long
// under it, and pools forget at random, so that allocations cannot be counted.
package race

// Enabled says whether the program has the race detector.
const Enabled = true
