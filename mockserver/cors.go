package mockserver

import (
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/spec"
	"github.com/rs/cors"
)

// allowBrowsers lets pages of any origin use the mock, with cookies and log-ins of
// the browser too, and from a public address: preflights need no token and may ask
// for any header, and every reply, refusals too, names the origin.
func allowBrowsers(c *spec.Contract, next http.Handler) http.Handler {
	rules := cors.New(cors.Options{
		AllowOriginVaryRequestFunc: func(*http.Request, string) (bool, []string) { return true, nil },
		AllowedMethods: []string{
			http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		},
		AllowedHeaders: []string{"*"},
		ExposedHeaders: append([]string{
			"Location", "WWW-Authenticate", "Allow", "Retry-After", "Rolecall-Reason", "Rolecall-Stage", "Rolecall-Answer", "Rolecall-World", "Rolecall-Replica", "Link", "Preference-Applied",
		}, declaredHeaders(c)...),
		MaxAge: 600, AllowCredentials: true, AllowPrivateNetwork: true,
	}).Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions || r.Header["Origin"] != nil {
			rules.ServeHTTP(w, r)
			return
		}
		w.Header()["Vary"] = varyOrigin // no page asks: only a cache wants to know
		next.ServeHTTP(w, r)
	})
}

// mostExposed is how many headers of a document pages are let read: each reply names them all.
const mostExposed = 50

// declaredHeaders are the headers of replies that the document declares, each once: a
// page that was written for it reads them.
func declaredHeaders(c *spec.Contract) []string {
	known := map[string]bool{"Location": true, "Www-Authenticate": true, "Allow": true, "Retry-After": true, "Link": true, "Set-Cookie": true, "Content-Type": true}
	var out []string
	for _, op := range c.Operations {
		for _, r := range op.Replies {
			for _, h := range r.Headers {
				name := http.CanonicalHeaderKey(h.Name)
				if !known[name] && len(out) < mostExposed && isHeaderName(name) {
					known[name] = true
					out = append(out, name)
				}
			}
		}
	}
	return out
}

// isHeaderName tells of a name that it stands in a list of names as it is.
func isHeaderName(name string) bool {
	return name != "" && strings.Trim(name, "-_.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

var varyOrigin = []string{"Origin"}
