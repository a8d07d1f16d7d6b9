package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
)

// FuzzControl sends anything to the control API and to the paths of worlds. Every
// request is answered, none by a fault of the mock, and the default world serves on.
func FuzzControl(f *testing.F) {
	for _, seed := range [][4]string{
		{"POST", "/_rolecall/v1/worlds", `{"name":"a","populate":{"users":3},"replace":true}`, "w"},
		{"POST", "/_rolecall/v1/worlds", `{"name":"b","data":{"collections":{"users":[{"_id":"000000000000000000000001"}]}}}`, ""},
		{"PUT", "/_rolecall/v1/worlds/a/clock", `{"now":"2031-02-28T23:59:00Z","advance":"1h","frozen":true}`, ""},
		{"POST", "/_rolecall/v1/worlds/a/personas", `{"name":"x","permissions":["admin-user-read"]}`, ""},
		{"POST", "/_rolecall/v1/worlds/a/tokens/expire", `{"token":"TOKEN"}`, ""},
		{"PUT", "/_rolecall/v1/worlds/a/collections/users/records/000000000000000000000001?below=a", `{"email":5,"accessRoles":{"a":[null]},"isActive":"yes","createdAt":[]}`, ""},
		{"GET", "/_rolecall/v1/worlds/a/collections/users/records?offset=9999999999&limit=3&text=%00", ``, ""},
		{"DELETE", "/_rolecall/v1/worlds/a/snapshots/%2e%2e", ``, "a b"},
		{"GET", "/_rolecall/w/a/api/v3/users", ``, ""},
		{"GET", "/_rolecall/w/a%2f/_rolecall/w//v1/reset", ``, "a"},
	} {
		f.Add(seed[0], seed[1], seed[2], seed[3])
	}
	mock, err := mockserver.New(contract(f), mockserver.WithWorldLimits(8, mockserver.DefaultWorldIdle))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, method, target, body, world string) {
		if strings.Contains(body, "populate") && len(body) > 200 || strings.Count(body, "0") > 30 {
			t.Skip("many people take long")
		}
		at, err := url.ParseRequestURI(target)
		if err != nil || !strings.HasPrefix(at.Path, "/_rolecall/") {
			t.Skip("it is no path of the mock's own")
		}
		r := &http.Request{
			Method: method, URL: at, Header: http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer TOKEN"}, "Admin": {"true"}},
			Body: http.NoBody, Host: "localhost", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		}
		if body != "" {
			r.Body, r.ContentLength = readCloser{strings.NewReader(body)}, int64(len(body))
		}
		if world != "" {
			r.Header["Rolecall-World"] = []string{world}
		}
		w := httptest.NewRecorder()
		mock.ServeHTTP(w, r)
		if w.Code >= 500 || w.Code < 200 {
			t.Errorf("%s %s %s: %d %s", method, target, body, w.Code, w.Body)
		}
		// Whatever a record of the world is like now, lists and reads answer.
		for _, path := range []string{"/api/v3/users?count=true&orderBy=desc&isActive=true", "/api/v3/users/me", "/api/v3/accessroles"} {
			again := httptest.NewRequest("GET", path, nil)
			again.Header = http.Header{"Authorization": {"Bearer TOKEN"}, "Admin": {"true"}, "Rolecall-World": {"a"}}
			w := httptest.NewRecorder()
			mock.ServeHTTP(w, again)
			if w.Code >= 500 {
				t.Errorf("%s after %s %s %s: %d %s", path, method, target, body, w.Code, w.Body)
			}
		}
	})
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }
