package mockserver

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// bookOf holds paths without a contract around them.
func bookOf(paths ...string) *pathBook {
	c := &spec.Contract{}
	for _, path := range paths {
		c.Operations = append(c.Operations, &spec.Operation{Path: path})
	}
	return newPathBook(c)
}

func TestTheNearestPath(t *testing.T) {
	b := bookOf("/api/v3/users", "/api/v3/users/me", "/api/v3/users/{id}", "/api/v2/users/{id}", "/auth/local", "/api/v3/users/{id}/keys/{key}.json", "/api/v3/accessroles", "/")
	for path, want := range map[string]string{
		"/v3/users":                  "/api/v3/users",
		"/users":                     "/api/v3/users",
		"/api/v3/user":               "/api/v3/users",
		"/api/v3/Users":              "/api/v3/users",
		"/api/v3/users/":             "/api/v3/users",
		"/api/v3//users":             "/api/v3/users",
		"/api/v1/users/7":            "/api/v3/users/7",
		"/v2/users/7":                "/api/v2/users/7",
		"/v3/user/7":                 "/api/v3/users/7",
		"/api/v3/usres/me":           "/api/v3/users/me",
		"/api/auth/local":            "/auth/local",
		"/auth/locale":               "/auth/local",
		"/api/v3/users/7/key/a.json": "/api/v3/users/7/keys/a.json",
		"/api/v3/accessroles ":       "/api/v3/accessroles",
		"/nothing/like/it":           "",
		"":                           "",
		"/a/b/c/d":                   "",
		strings.Repeat("/a", 500):    "",
	} {
		if got, _ := b.nearest(path); got != want {
			t.Errorf("%.40s: %q, want %q", path, got, want)
		}
	}
}

// BenchmarkNearest is of a contract with a thousand paths.
func BenchmarkNearest(b *testing.B) {
	var paths []string
	for i := range 1000 {
		paths = append(paths, fmt.Sprintf("/api/v%d/things%d/{id}/parts%d", i%3, i%300, i))
	}
	book := bookOf(paths...)
	for b.Loop() {
		book.nearest("/api/v1/thinks/7/part999")
	}
}
