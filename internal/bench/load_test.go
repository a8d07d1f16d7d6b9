package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// noClock stands for the processor time of a server that is no process.
func noClock() (time.Duration, error) { return 0, nil }

func runLoad(t *testing.T, handler http.HandlerFunc, s *feeder) (sample, error) {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	l := load{connections: 4, warm: 5 * time.Millisecond, span: 50 * time.Millisecond}
	return l.run(context.Background(), server.Listener.Addr().String(), s, noClock)
}

func get(path string) []byte { return []byte("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n") }

func post(body string) []byte {
	return []byte("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + number(float64(len(body)), 0) + "\r\n\r\n" + body)
}

func TestLoadCountsWhatIsAnswered(t *testing.T) {
	var served atomic.Int64
	large := strings.Repeat("large ", 20_000)
	s, err := runLoad(t, func(w http.ResponseWriter, r *http.Request) {
		served.Add(1)
		switch r.URL.Path {
		case "/chunks":
			for range 3 {
				io.WriteString(w, "some of it ")
				w.(http.Flusher).Flush()
			}
		case "/large":
			io.WriteString(w, large)
		case "/nothing":
		}
	}, &feeder{requests: [][]byte{get("/chunks"), get("/large"), get("/nothing")}, status: http.StatusOK})
	if err != nil {
		t.Fatal(err)
	}
	if s.requests == 0 || int64(s.requests) > served.Load() {
		t.Errorf("%d replies counted of %d", s.requests, served.Load())
	}
	if s.p50 <= 0 || s.p99 < s.p50 || s.rate() <= 0 {
		t.Errorf("p50 %s, p99 %s, %f a second", s.p50, s.p99, s.rate())
	}
}

func TestLoadSendsEachOfAStockOnce(t *testing.T) {
	var bodies atomic.Int64
	seen := make([]atomic.Int64, 400)
	var requests [][]byte
	for i := range seen {
		requests = append(requests, post(strings.Repeat("x", i)))
	}
	_, err := runLoad(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen[len(body)].Add(1)
		bodies.Add(1)
	}, &feeder{requests: requests, once: true, status: http.StatusOK})
	if err != nil && !strings.Contains(err.Error(), "answered nothing") { // all went out while it warmed up
		t.Fatal(err)
	}
	for i := range seen {
		if n := seen[i].Load(); n > 1 {
			t.Errorf("request %d was sent %d times", i, n)
		}
	}
	if bodies.Load() == 0 {
		t.Error("nothing was sent")
	}
}

func TestLoadRefusesFastFailures(t *testing.T) {
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"another status": {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNotFound) }, `asked "GET /x HTTP/1.1" and got 404 instead of 200`},
		"closing":        {func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Connection", "close") }, "closes the connection"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := runLoad(t, c.handler, &feeder{requests: [][]byte{get("/x")}, status: http.StatusOK})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestLoadTellsThatNothingListens(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	l := load{connections: 1, span: time.Millisecond}
	if _, err := l.run(context.Background(), listener.Addr().String(), &feeder{requests: [][]byte{get("/")}}, noClock); err == nil {
		t.Error("no error")
	}
}
