package route_test

import (
	"slices"
	"testing"

	"github.com/cotalker/rolecall/internal/route"
)

func TestPathsLeadToTheirTemplates(t *testing.T) {
	var tree route.Tree[string]
	for _, path := range []string{"/", "/users", "/users/me", "/users/{id}", "/users/{id}/posts/{post}", "/files/{name}.{kind}", "/files/{name}.json", "/files/{any}", "/caf%C3%A9/a%20b-{id}", "/100%"} {
		tree.Add(path).Here = path
	}
	for _, c := range []struct {
		path    string
		escaped bool
		want    string
		keys    []string
	}{
		{"/", false, "/", nil},
		{"/users", false, "/users", nil},
		{"/users/me", false, "/users/me", nil},
		{"/users/17", false, "/users/{id}", []string{"17"}},
		{"/users/me/posts/3", false, "/users/{id}/posts/{post}", []string{"me", "3"}},
		{"/users/a%2Fb", true, "/users/{id}", []string{"a/b"}},
		{"/files/x.json", false, "/files/{name}.json", []string{"x"}},
		{"/files/x.tar.gz", false, "/files/{name}.{kind}", []string{"x.tar", "gz"}},
		{"/files/x", false, "/files/{any}", []string{"x"}},
		{"/files/.json", false, "/files/{any}", []string{".json"}},
		{"/users/", false, "", nil},
		{"/users/17/", false, "", nil},
		{"/café/a b-7", false, "/caf%C3%A9/a%20b-{id}", []string{"7"}},
		{"/caf%C3%A9/a%20b-7", true, "/caf%C3%A9/a%20b-{id}", []string{"7"}},
		{"/100%25", true, "/100%", nil},
		{"/nothing", false, "", nil},
		{"users", false, "", nil},
	} {
		var keys []string
		found := tree.Find(c.path, c.escaped, &keys)
		switch {
		case found == nil:
			if c.want != "" {
				t.Errorf("%s leads nowhere, want %s", c.path, c.want)
			}
		case found.Here != c.want || !slices.Equal(keys, c.keys):
			t.Errorf("%s leads to %q with %q, want %q with %q", c.path, found.Here, keys, c.want, c.keys)
		}
	}
	var keys []string
	if found := tree.FindThat("/users/me", false, &keys, func(at string) bool { return at != "/users/me" }); found == nil || found.Here != "/users/{id}" || !slices.Equal(keys, []string{"me"}) {
		t.Errorf("another end of /users/me is %v with %q", found, keys)
	}
	ends := 0
	for range tree.Ends() {
		ends++
	}
	if ends != 10 {
		t.Errorf("%d paths end, want 10", ends)
	}
}
