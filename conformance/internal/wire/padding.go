package wire

import (
	"strings"
	"sync"
)

// What bodies are filled up with to their largest size, for many checks ask that
// of each operation.
var (
	blanks  = sync.OnceValue(func() string { return strings.Repeat(" ", Largest+1) })
	letters = sync.OnceValue(func() string { return strings.Repeat("x", Largest+1) })
)

// Blanks are n of them, none for less, and no more than the largest body and one.
func Blanks(n int) string { return blanks()[:min(max(0, n), Largest+1)] }

// Letters are n of them, none for less, and no more than the largest body and one.
func Letters(n int) string { return letters()[:min(max(0, n), Largest+1)] }
