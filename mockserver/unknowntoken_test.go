package mockserver_test

import (
	"strings"
	"testing"
)

// TestAlmostATokenNamesThePersona sends tokens that are misspelled, and one that
// nobody is likely to have meant.
func TestAlmostATokenNamesThePersona(t *testing.T) {
	c := newClient(t, "v3")
	for token, persona := range map[string]string{"user-raed": "user-read", "TOKNE": "bootstrap", "user-reads": "user-read", "stranger": ""} {
		r := c.want(401, "HDR-1", token, "GET", "/users/me", "")
		said, _ := r.at("detail").(string)
		if wants := "did you mean that of the persona " + persona + "?"; (persona != "") != strings.Contains(said, wants) {
			t.Errorf("%s: %s", token, said)
		}
		if r.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: the refusal has no challenge", token)
		}
	}
}
