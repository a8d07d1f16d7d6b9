package mockserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

const (
	maxHeader    = 64 << 10        // bytes of a request's header
	drainTimeout = 5 * time.Second // for the requests under way when it ends
)

// Serve answers requests of a listener until the context ends, then lets the
// requests under way finish and returns nil. It closes the listener.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	watch := newWatch()
	server := &http.Server{
		Handler: s, MaxHeaderBytes: maxHeader, ConnState: watch.moved,
		ErrorLog: log.New(io.Discard, "", 0), // broken connections of clients are theirs
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(watchedListener{listener, watch}) }()
	round := time.NewTicker(patience / rounds)
	defer round.Stop()
	for ctx.Err() == nil {
		select {
		case err := <-done:
			return fmt.Errorf("serving %s: %w", listener.Addr(), err)
		case <-round.C:
			watch.look()
		case <-ctx.Done():
		}
	}
	drain, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	err := server.Shutdown(drain)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	<-done
	return err
}
