package state

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
)

// SeedDigest tells what every world begins with: the log holds what came after.
func (w *State) SeedDigest() string {
	sum := sha256.New()
	for _, c := range w.collections {
		for r := range c.All.From(0) {
			fmt.Fprintf(sum, "%d %q %q %q\n", r.Seq, r.ID, r.Parents, r.JSON)
		}
	}
	tokens := maps.Collect(w.tokens.all())
	for _, token := range slices.Sorted(maps.Keys(tokens)) {
		fmt.Fprintf(sum, "%q %d\n", token, tokens[token])
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}
