// Package engine opens a store by its URL, whichever engine keeps it.
//
//	s, err := engine.Open(ctx, "file:state")
package engine

import (
	"context"
	"fmt"
	"strings"

	"github.com/cotalker/rolecall/internal/store"
)

// Open opens the store at a URL: file:PATH, postgres://… or nats://…. That the
// engine does not answer is an error here; later, its logs say ErrUnavailable
// and recover by themselves. An error never holds the URL's password.
func Open(_ context.Context, url string) (store.Store, error) {
	scheme, _, _ := strings.Cut(url, ":")
	return nil, fmt.Errorf("open the store: %q is not a kind of store; write file:PATH, postgres://… or nats://…", scheme)
}
