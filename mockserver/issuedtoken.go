package mockserver

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// Where the token itself holds the rights, no log-in is behind a reply that
// brings one, and an app would be shut out with the token of an example. Such a
// member gets the token of the persona with all rights.
func (c *config) issueTokens(s *spec.Schema, value any, depth int) {
	if c.fullToken == "" || depth > 4 {
		return
	}
	object, _ := value.(map[string]any)
	for name, member := range object {
		var own *spec.Schema // nil for any
		if m := s.Names(name); m != nil {
			own = m.Schema
		}
		if _, isText := member.(string); isText && isTokenName(name) && own.Valid(c.fullToken) {
			object[name] = c.fullToken
			continue
		}
		c.issueTokens(own, member, depth+1)
	}
}

func isTokenName(name string) bool {
	switch strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name)) {
	case "token", "accesstoken", "authtoken", "sessiontoken", "bearertoken", "jwt":
		return true
	}
	return false
}

// tokenPaths are where the document's OAuth flows hand tokens out, without those
// that are operations of its own.
func (s *Server) tokenPaths() map[string]bool {
	out := map[string]bool{}
	for _, scheme := range s.contract.Schemes {
		for _, tokenURL := range scheme.TokenURLs() {
			address, err := url.Parse(tokenURL)
			if err != nil || address.Path == "" {
				continue
			}
			path := "/" + strings.TrimPrefix(address.Path, "/")
			if s.routes.Find(path, false, new([]string)) == nil {
				out[path] = true
			}
		}
	}
	return out
}

// handOut answers a request for a token with one that holds the scopes asked
// for, those of the contract alone, or all where none are named.
func (s *Server) handOut(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, smallBody)
	scopes := strings.Fields(r.FormValue("scope"))
	token := strings.Join(scopes, "+")
	if _, known := s.bearerOf(token); !known {
		token, scopes = s.fullToken, s.contract.Permissions.Names()
	}
	w.Header()["Content-Type"], w.Header()["Cache-Control"] = jsonType, noStore
	json.NewEncoder(w).Encode(map[string]any{ // a client that has gone needs no answer
		"access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": strings.Join(scopes, " "),
	})
}
