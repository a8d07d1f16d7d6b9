package mockserver

import (
	"net/http"

	"github.com/cotalker/rolecall/spec"
)

// tokenTransport sends a token with the requests to one host.
type tokenTransport struct {
	host, token string
	schemes     []*spec.Scheme
}

// RoundTrip adds the token in each way that the contract knows, the first of those
// that the header Authorization is for.
func (t *tokenTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != t.host {
		return http.DefaultTransport.RoundTrip(r)
	}
	r = r.Clone(r.Context())
	for _, s := range t.schemes {
		switch {
		case s.Kind == spec.APIKey && s.In == "query":
			query := r.URL.Query()
			query.Set(s.Key, t.token)
			r.URL.RawQuery = query.Encode()
		case s.Kind == spec.APIKey && s.In == "cookie":
			r.AddCookie(&http.Cookie{Name: s.Key, Value: t.token})
		case s.Kind == spec.APIKey:
			if r.Header.Get(s.Key) == "" {
				r.Header.Set(s.Key, t.token)
			}
		case s.Kind == spec.MutualTLS || r.Header.Get("Authorization") != "":
		case s.Kind == spec.Basic:
			r.SetBasicAuth(t.token, "")
		default:
			r.Header.Set("Authorization", "Bearer "+t.token)
		}
	}
	return http.DefaultTransport.RoundTrip(r)
}
