package console_test

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/console"
)

// TestThePageLoadsNothingButItsOwn follows what the page names, and sees that the
// browser is told to load nothing else.
func TestThePageLoadsNothingButItsOwn(t *testing.T) {
	get := func(path, packing string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept-Encoding", packing)
		w := httptest.NewRecorder()
		console.Handler().ServeHTTP(w, r)
		return w
	}
	page := get("/", "")
	if page.Code != 200 || !strings.HasPrefix(page.Header().Get("Content-Type"), "text/html") {
		t.Fatalf("the page is %d, %s", page.Code, page.Header().Get("Content-Type"))
	}
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"} {
		if !strings.Contains(page.Header().Get("Content-Security-Policy"), part) {
			t.Errorf("the policy lacks %s", part)
		}
	}
	named := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page.Body.String(), -1)
	if len(named) < 3 {
		t.Fatalf("the page names %v", named)
	}
	for _, one := range named {
		if one[1] == "data:," {
			continue
		}
		if !strings.HasPrefix(one[1], console.Path) {
			t.Errorf("the page loads %s", one[1])
			continue
		}
		plain, packed := get(one[1], ""), get(one[1], "gzip, br")
		if plain.Code != 200 || packed.Header().Get("Content-Encoding") != "gzip" || packed.Body.Len() >= plain.Body.Len() {
			t.Errorf("%s is %d, %d bytes, packed %d", one[1], plain.Code, plain.Body.Len(), packed.Body.Len())
		}
		again := httptest.NewRequest("GET", one[1], nil)
		again.Header.Set("If-None-Match", plain.Header().Get("ETag"))
		w := httptest.NewRecorder()
		if console.Handler().ServeHTTP(w, again); w.Code != 304 {
			t.Errorf("%s is sent again to a browser that has it: %d", one[1], w.Code)
		}
	}
	if lost := get(console.Path+"lost.js", ""); lost.Code != 404 {
		t.Errorf("what is not there is %d", lost.Code)
	}
}

// TestThePageIsLight holds the promise of docs/mock.md.
func TestThePageIsLight(t *testing.T) {
	if w := console.Weight(); w > 300<<10 || w < 5<<10 {
		t.Errorf("the page weighs %d bytes", w)
	}
}
