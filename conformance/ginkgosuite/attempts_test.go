package ginkgosuite_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/onsi/ginkgo/v2/types"

	"github.com/cotalker/rolecall/conformance"
)

// hesitant stands before a target, and does one request without the header that
// it needs, and one reply without what keeps it out of caches.
func hesitant(t *testing.T, target *conformance.Target) {
	t.Helper()
	to, err := url.Parse(target.Address)
	if err != nil {
		t.Fatal(err)
	}
	var granted, cached atomic.Bool
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: to.Scheme, Host: to.Host})
			if _, sent := r.In.Header["Admin"]; !sent && r.In.URL.Path == "/api/v3/users" && r.In.Method == http.MethodGet && granted.CompareAndSwap(false, true) {
				r.Out.Header.Set("Admin", "true")
			}
		},
		ModifyResponse: func(r *http.Response) error {
			if r.StatusCode == http.StatusOK && r.Request.URL.Path == "/api/v2/users" && cached.CompareAndSwap(false, true) {
				r.Header.Del("Cache-Control")
			}
			return nil
		},
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	target.Address = server.URL + to.Path
}

func TestAnotherAttemptIsOnFreshData(t *testing.T) {
	const some = "--label-filter=getV3Users && HDR-3 || getV2Users && HDR-7"
	target := serve(t, "")
	hesitant(t, target)
	if r := ginkgo(t, target, some); r.passed || len(r.specs(types.SpecStateFailed)) != 2 {
		t.Errorf("one attempt: passed %v\n%s", r.passed, r.out)
	}
	target = serve(t, "")
	hesitant(t, target)
	r := ginkgo(t, target, some, "--flake-attempts=2")
	again := slices.DeleteFunc(r.specs(types.SpecStatePassed), func(s types.SpecReport) bool { return s.NumAttempts != 2 })
	if !r.passed || len(again) != 2 {
		t.Errorf("two attempts: passed %v, %d of them with the second\n%s", r.passed, len(again), r.out)
	}
}
