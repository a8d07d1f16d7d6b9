//go:build !race

package race

// Enabled says whether the program has the race detector.
const Enabled = false
