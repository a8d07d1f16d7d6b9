package connections

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestRequestsAreAnsweredForATimeOfGrace asks, over a connection that was kept, a
// server that was told to end.
func TestRequestsAreAnsweredForATimeOfGrace(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	defer end()
	served := make(chan error, 1)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-Ending(r.Context()):
			io.WriteString(w, "about to end")
		default:
			io.WriteString(w, "serving")
		}
	})
	go func() { served <- Serve(ctx, listener, handler, nil, time.Hour) }()
	client := &http.Client{Transport: &http.Transport{}}
	for i, want := range []string{"serving", "serving", "about to end", "about to end"} {
		if i == 2 {
			end()
		}
		res, err := client.Get("http://" + listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if string(text) != want || res.Close != (i >= 2) {
			t.Errorf("request %d: %q, and the connection is closed: %t", i, text, res.Close)
		}
	}
	listener.Close()
	if err := <-served; err == nil {
		t.Error("the listener was closed, and that was not told")
	}
}

func TestGraceComesToItsEnd(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	end()
	if err := Serve(ctx, listener, http.NotFoundHandler(), nil, time.Millisecond); err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		t.Error("somebody listens still")
	}
}
