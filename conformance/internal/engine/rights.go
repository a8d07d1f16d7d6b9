package engine

import (
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// The callers that the columns of the matrix and other checks ask as, all
// worked out from the names of the contract's permissions.

// Nobody has no permission at all.
func Nobody() Rights { return Rights{Name: "none"} }

// Granting are the rights of the first way that an access opens.
func Granting(a *spec.Access) Rights {
	for _, way := range a.Ways() {
		if len(way) > 0 {
			return Rights{Name: strings.Join(way, "+"), Active: way}
		}
	}
	return Nobody()
}
