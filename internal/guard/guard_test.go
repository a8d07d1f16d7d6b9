package guard_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/guard"
)

func TestWhoMayAskAndWhoIsAStranger(t *testing.T) {
	loopback, network := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}, &net.TCPAddr{IP: net.IPv4(10, 0, 0, 2)}
	plain := guard.Guard{Of: "the journal", By: "the proxy", Origins: []string{"https://app.test"}}
	strict := guard.Guard{Of: "the journal", By: "the proxy", Token: "sesame", Hosts: []string{"proxy.internal"}}
	for _, one := range []struct {
		guard    guard.Guard
		at       net.Addr
		host     string
		headers  string
		status   int
		stranger bool
	}{
		{plain, loopback, "127.0.0.1:4020", "", 0, false},
		{plain, loopback, "evil.test", "", 403, false},
		{plain, network, "10.0.0.2", "", 403, false},
		{plain, loopback, "localhost:4020", "Origin: http://localhost:4020", 0, false},
		{plain, loopback, "localhost:4020", "Origin: http://localhost:5173", 403, false},
		{plain, loopback, "localhost:4020", "Origin: https://app.test", 0, false},
		{plain, loopback, "localhost:4020", "Origin: https://evil.test", 403, true},
		{plain, loopback, "localhost:4020", "Origin: https://127.0.0.1.evil.test", 403, true},
		{plain, loopback, "localhost:4020", "Origin: null", 403, true},
		{plain, loopback, "localhost:4020", "Sec-Fetch-Site: cross-site", 403, true},
		{plain, loopback, "localhost:4020", "Sec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate", 0, true},
		{plain, loopback, "localhost:4020", "Sec-Fetch-Site: same-origin", 0, false},
		{strict, network, "proxy.internal", "Rolecall-Control-Token: sesame", 0, false},
		{strict, network, "proxy.internal", "Authorization: bearer sesame", 0, false},
		{strict, loopback, "localhost", "Authorization: Bearer other", 401, false},
		{strict, loopback, "localhost", "", 401, false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, one.at))
		r.Host = one.host
		for line := range strings.SplitSeq(one.headers, "\n") {
			if name, value, is := strings.Cut(line, ": "); is {
				r.Header.Set(name, value)
			}
		}
		status, why := one.guard.Refuses(r)
		if status != one.status || status != 0 && (!strings.Contains(strings.ToLower(why), "the journal") || !strings.Contains(why, "the proxy")) {
			t.Errorf("%s %s: %d %s, want %d", one.host, one.headers, status, why, one.status)
		}
		if stranger := one.guard.IsStranger(r); stranger != one.stranger {
			t.Errorf("%s %s: a stranger: %v", one.host, one.headers, stranger)
		}
	}
}
