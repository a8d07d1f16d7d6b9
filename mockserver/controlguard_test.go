package mockserver_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
)

// TestTheControlAPIIsGuarded asks as pages of other origins do, under names that
// lead here without leave, over the network, and with tokens.
func TestTheControlAPIIsGuarded(t *testing.T) {
	plain := newMock(t, contract(t))
	strict := newMock(t, contract(t), mockserver.WithControlToken("open sesame"),
		mockserver.WithAllowedHosts("Mock.internal"), mockserver.WithAllowedOrigins("http://localhost:5173"))
	loopback, network := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4010}, &net.TCPAddr{IP: net.IPv4(172, 17, 0, 2), Port: 4010}
	const sesame = "Rolecall-Control-Token: open sesame"
	for _, one := range []struct {
		mock    *mockserver.Server
		at      net.Addr
		host    string
		headers []string
		status  int
	}{
		{plain, loopback, "127.0.0.1:4010", nil, 204},
		{plain, loopback, "localhost:4010", nil, 204},
		{plain, loopback, "LOCALHOST.", nil, 204},
		{plain, loopback, "app.localhost:4010", nil, 204},
		{plain, loopback, "[::1]:4010", nil, 204},
		{plain, loopback, "[::1]", nil, 204},
		{plain, loopback, "evil.example:4010", nil, 403},
		{plain, loopback, "localhost.evil.example", nil, 403},
		{plain, loopback, "mock.internal", nil, 403},
		{plain, loopback, "localhost:4010", []string{"Origin: http://localhost:4010"}, 204},
		{plain, loopback, "localhost:4010", []string{"Origin: http://localhost:5173"}, 403},
		{plain, loopback, "localhost:4010", []string{"Origin: https://evil.example"}, 403},
		{plain, loopback, "localhost:4010", []string{"Origin: http://localhost:4010", "Origin: https://evil.example"}, 403},
		{plain, loopback, "localhost:4010", []string{"Origin: null"}, 403},
		{plain, loopback, "localhost:4010", []string{"Origin: "}, 403},
		{plain, loopback, "evil.example:4010", []string{"Origin: http://evil.example:4010"}, 403},
		{plain, loopback, "localhost:4010", []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"}, 403},
		{plain, loopback, "localhost:4010", []string{"Sec-Fetch-Site: same-origin"}, 204},
		{plain, network, "172.17.0.2:4010", nil, 403},
		{plain, network, "172.17.0.2:4010", []string{sesame}, 403},
		{plain, nil, "example.com", nil, 204},
		{strict, loopback, "localhost:4010", nil, 401},
		{strict, loopback, "localhost:4010", []string{"Rolecall-Control-Token: open"}, 401},
		{strict, loopback, "localhost:4010", []string{sesame}, 204},
		{strict, network, "mock.internal:4010", []string{sesame}, 204},
		{strict, network, "MOCK.internal", []string{"Authorization: Bearer open sesame"}, 204},
		{strict, network, "other.internal", []string{sesame}, 403},
		{strict, network, "172.17.0.2:4010", []string{"Origin: http://localhost:5173", sesame}, 204},
	} {
		send := func(method, path string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(method, path, nil)
			r.Host = one.host
			for _, h := range one.headers {
				name, value, _ := strings.Cut(h, ": ")
				r.Header.Add(name, value)
			}
			if one.at != nil {
				r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, one.at))
			}
			w := httptest.NewRecorder()
			one.mock.ServeHTTP(w, r)
			return w
		}
		for _, path := range []string{"/_rolecall/v1/reset", "/_rolecall/w/a/_rolecall/v1/reset", "/_rolecall/v1/worlds/a/reset"} {
			w := send("POST", path)
			if w.Code != one.status {
				t.Errorf("%s at %v as %s %v: %d, want %d: %s", path, one.at, one.host, one.headers, w.Code, one.status, w.Body)
			}
			if one.status >= 400 && (w.Header().Get("Content-Type") != "application/problem+json" || strings.Contains(w.Body.String(), "sesame")) {
				t.Errorf("%s %v: %v %s", one.host, one.headers, w.Header(), w.Body)
			}
		}
		if w := send("GET", "/_rolecall/v1/personas"); (w.Code == 200) != (one.status == 204) {
			t.Errorf("personas at %v as %s %v: %d", one.at, one.host, one.headers, w.Code)
		}
		for _, open := range []string{"/_rolecall/v1/health", "/_rolecall/v1/requirements/HDR-1", "/_rolecall/v1/openapi.json"} {
			if w := send("GET", open); w.Code != 200 {
				t.Errorf("%s as %s %v: %d", open, one.host, one.headers, w.Code)
			}
		}
	}
}

// TestPagesMayCallTheContract is that the guard is of the control API alone.
func TestPagesMayCallTheContract(t *testing.T) {
	c := newClient(t, "v3")
	for _, path := range []string{"/users/me", "//_rolecall/w/a/api/v3/users/me"} {
		r := c.want(200, "", "client", "GET", path, "", "Origin: https://app.example")
		if r.header.Get("Access-Control-Allow-Origin") == "" {
			t.Errorf("%s: %v", path, r.header)
		}
	}
}
