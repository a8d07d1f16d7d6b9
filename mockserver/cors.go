package mockserver

import (
	"net/http"

	"github.com/rs/cors"
)

// allowBrowsers lets pages of any origin use the mock, with cookies and log-ins of
// the browser too, and from a public address: preflights need no token and may ask
// for any header, and every reply, refusals too, names the origin.
func allowBrowsers(next http.Handler) http.Handler {
	rules := cors.New(cors.Options{
		AllowOriginVaryRequestFunc: func(*http.Request, string) (bool, []string) { return true, nil },
		AllowedMethods: []string{
			http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		},
		AllowedHeaders: []string{"*"},
		ExposedHeaders: []string{
			"Location", "WWW-Authenticate", "Allow", "Retry-After", "Rolecall-Reason", "Rolecall-Stage", "Rolecall-Answer", "Rolecall-World", "Rolecall-Replica", "Link", "Preference-Applied",
		},
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

var varyOrigin = []string{"Origin"}
