package connections

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"
)

// TestBusyConnectionsStay sweeps many times while a reply is long under way, while
// a body is, and while another protocol is spoken, over TLS too.
func TestBusyConnectionsStay(t *testing.T) {
	serve := func(w http.ResponseWriter, r *http.Request, steps chan struct{}) {
		switch r.URL.Path {
		case "/write":
			for range steps {
				io.WriteString(w, "x")
				http.NewResponseController(w).Flush()
			}
		case "/read":
			for range steps {
				Touch(r.Context())
			}
		case "/upgrade":
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close()
			for range steps {
			}
			io.WriteString(conn, "late")
		case "/stuck":
			for range steps {
			}
		}
	}
	secure := httptest.NewTLSServer(nil)
	defer secure.Close()
	for _, config := range []*tls.Config{nil, {Certificates: secure.TLS.Certificates, NextProtos: []string{"http/1.1"}}} {
		for path, stays := range map[string]bool{"/write": true, "/read": true, "/upgrade": true, "/stuck": false} {
			steps := make(chan struct{}) // the handler takes one each round
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			watch := newWatch()
			server := &http.Server{
				Handler:   http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serve(w, r, steps) }),
				ConnState: watch.stateChanged, ConnContext: withConn, TLSConfig: config,
			}
			watched := watch.Listener(listener)
			if config != nil {
				watched = tls.NewListener(watched, config)
			}
			go server.Serve(watched)
			conn, err := net.Dial("tcp", listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			if config != nil {
				conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
			}
			io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: a\r\n\r\n")
			for range 2 * rounds {
				steps <- struct{}{}
				steps <- struct{}{} // the one before has been done
				watch.sweep()
			}
			close(steps)
			conn.SetReadDeadline(time.Now().Add(10 * time.Second))
			got, err := bufio.NewReader(conn).Peek(4)
			if (err == nil) != stays || errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%s, over TLS %t: %q, %v", path, config != nil, got, err)
			}
			conn.Close()
			server.Close()
		}
	}
}

// TestServeEndsWithItsContext lets a request that is under way come to its end.
func TestServeEndsWithItsContext(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cancel()
		io.WriteString(w, "whole")
	})
	ended := make(chan error)
	go func() { ended <- Serve(ctx, listener, handler, nil, 0) }()
	res, err := http.Get("http://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if text, err := io.ReadAll(res.Body); err != nil || string(text) != "whole" {
		t.Errorf("%q, %v", text, err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
