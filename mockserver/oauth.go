package mockserver

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

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
	if _, known := s.model.BearerOf(token); !known {
		token, scopes = s.model.FullToken, s.contract.Permissions.Names()
	}
	w.Header()["Content-Type"], w.Header()["Cache-Control"] = jsonType, noStore
	json.NewEncoder(w).Encode(map[string]any{ // a client that has gone needs no answer
		"access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": strings.Join(scopes, " "),
	})
}
