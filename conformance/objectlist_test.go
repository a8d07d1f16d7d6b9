package conformance_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
)

// TestAnObjectInThePlaceOfAListShowsNothing asks a server that does not say which
// role it made, and shows an object where a list should be three times of four: a
// run looks until it sees the role, and leaves none active.
func TestAnObjectInThePlaceOfAListShowsNothing(t *testing.T) {
	list := regexp.MustCompile(`"accessRoles":(\[.*\])\}\}$`)
	var lists atomic.Int64
	var asked atomic.Pointer[mockserver.Server]
	target := meddled(t, func(mock *mockserver.Server, w http.ResponseWriter, r *http.Request) {
		asked.Store(mock)
		reply := httptest.NewRecorder()
		mock.ServeHTTP(reply, r)
		body := strings.TrimSpace(reply.Body.String())
		if strings.HasSuffix(r.URL.Path, "/accessroles") && reply.Code < 300 {
			switch {
			case r.Method == http.MethodPost:
				body = `{"data":[]}`
			case r.Method == http.MethodGet && lists.Add(1)%4 != 0:
				body = list.ReplaceAllString(body, `"accessRoles":{"0":$1}}}`)
			}
		}
		for name, values := range reply.Header() {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(reply.Code)
		fmt.Fprint(w, body)
	})
	verdictOf(t, target, conformance.Options{Filter: "postV3Accessroles"})
	r := httptest.NewRequest("GET", "/api/v3/accessroles?search=rolecall-&isActive=true", nil)
	r.Header.Set("Authorization", "Bearer "+target.Personas[0].Token)
	r.Header.Set("Admin", "true")
	left := httptest.NewRecorder()
	asked.Load().ServeHTTP(left, r)
	if left.Code != http.StatusOK || strings.Contains(left.Body.String(), "rolecall-") {
		t.Errorf("left active: %d %s", left.Code, left.Body)
	}
	if lists.Load() < 4 {
		t.Errorf("the list was looked at %d times", lists.Load())
	}
}
