package conformance_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestChangesOfAnotherVersionAreChecked asks the mock of articles, and servers that take
// no notice of the version which a change means.
func TestChangesOfAnotherVersionAreChecked(t *testing.T) {
	contract := loaded(t, "../internal/corpus/testdata/articles.yaml")
	forgets := func(only string) func(http.Handler) http.Handler {
		return func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if tag := r.Header.Get("If-Match"); tag != "" && strings.Contains(tag, only) {
					r.Header.Del("If-Match")
				}
				h.ServeHTTP(w, r)
			})
		}
	}
	same := func(h http.Handler) http.Handler { return h }
	if failed := askedWith(t, contract, openAPIFault{"the mock", "", same}); len(failed) > 0 {
		t.Errorf("%s fails", failed[0].ID)
	}
	for _, c := range []struct {
		name, only string
		told       int
	}{
		{"no version is looked at", "", 3},
		{"versions that there never were are taken", "rolecall", 3},
	} {
		told := 0
		for _, one := range askedWith(t, contract, openAPIFault{c.name, "STATE-2", forgets(c.only)}) {
			if strings.HasSuffix(one.ID, "/if-match") {
				told++
			}
		}
		if told != c.told {
			t.Errorf("%s: %d checks tell of it, want %d", c.name, told, c.told)
		}
	}
	late := openAPIFault{"versions that were are taken", "STATE-2", func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if tag := r.Header.Get("If-Match"); tag != "" && !strings.Contains(tag, "rolecall") {
				r.Header.Del("If-Match")
			}
			h.ServeHTTP(w, r)
		})
	}}
	if failed := askedWith(t, contract, late); len(failed) != 2 {
		t.Errorf("a lost update is told by %d checks, want those of PUT and PATCH", len(failed))
	}
}
