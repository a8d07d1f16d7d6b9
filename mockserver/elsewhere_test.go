package mockserver_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
)

// TestWhatTheContractLacksIsAnsweredElsewhere asks for what it has, and for what it
// has not.
func TestWhatTheContractLacksIsAnsweredElsewhere(t *testing.T) {
	elsewhere := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		io.WriteString(w, `{"elsewhere":"`+r.URL.Path+`"}`)
	})
	c := newClient(t, "v3", mockserver.WithElsewhere(elsewhere))
	c.want(200, "", "TOKEN", "GET", "/users/me", "")
	c.want(401, "HDR-1", "", "GET", "/users/me", "")
	c.want(200, "", "", "GET", "//_rolecall/v1/health", "")
	c.want(204, "", "", "OPTIONS", "/users", "")
	for method, path := range map[string]string{"GET": "/teams", "DELETE": "/users/me", "PUT": "/users"} {
		r := c.want(202, "", "", method, path, "", "Origin: http://app.test")
		c.equal("path", r.at("elsewhere"), "/api/v3"+path)
		c.equal("origin", r.header.Get("Access-Control-Allow-Origin"), "http://app.test")
	}
}
