// Package engine opens a store by its URL, whichever engine keeps it.
//
//	s, err := engine.Open(ctx, "file:state")
package engine

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/file"
	"github.com/cotalker/rolecall/internal/store/nats"
	"github.com/cotalker/rolecall/internal/store/postgres"
)

const kinds = "write file:PATH, postgres://… or nats://…"

// Open opens the store at a URL:
//
//   - file:PATH, or file:///PATH with %XX for what a URL cannot hold;
//   - postgres://USER:PASSWORD@HOST/DATABASE, with all that libpq's URLs say;
//   - nats://USER:PASSWORD@HOST:PORT,HOST:PORT.
//
// That the engine does not answer is an error here; later, its logs say
// ErrUnavailable and recover by themselves. An error never holds the password.
func Open(ctx context.Context, address string) (store.Store, error) {
	scheme, rest, found := strings.Cut(address, ":")
	switch {
	case !found:
		return nil, fmt.Errorf("open the store: %q is not a URL; "+kinds, address)
	case scheme == "file":
		path, err := filePath(rest)
		if err != nil {
			return nil, fmt.Errorf("open the store %s: %w", address, err)
		}
		return file.Open(path)
	case scheme == "postgres" || scheme == "postgresql":
		return postgres.Open(ctx, address)
	case scheme == "nats":
		return nats.Open(ctx, address)
	}
	return nil, fmt.Errorf("open the store: %q is not a kind of store; "+kinds, scheme)
}

// filePath tells the path of what follows "file:".
func filePath(rest string) (string, error) {
	if rest == "" {
		return "", errors.New("it names no folder; write file:PATH")
	}
	if !strings.HasPrefix(rest, "//") {
		return filepath.FromSlash(rest), nil
	}
	u, err := url.Parse("file:" + rest)
	if err != nil {
		return "", err
	}
	if u.Host != "" && u.Host != "localhost" || u.Path == "" {
		return "", fmt.Errorf("%q after // is the name of a machine; write file:PATH, or file:/// and the whole path", u.Host)
	}
	path := filepath.FromSlash(u.Path)
	if filepath.Separator == '\\' {
		path = strings.TrimPrefix(path, `\`) // of \C:\…
	}
	return path, nil
}
