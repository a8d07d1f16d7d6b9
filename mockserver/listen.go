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

	"github.com/cotalker/rolecall/internal/connections"
)

const (
	maxHeader    = 64 << 10        // bytes of a request's header
	drainTimeout = 5 * time.Second // for the requests under way when it ends
)

// Serve answers requests of a listener until the context ends, then lets the
// requests under way finish and returns nil. It closes the listener.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	watch := connections.NewWatch()
	server := &http.Server{
		Handler: s, MaxHeaderBytes: maxHeader, ConnState: watch.StateChanged,
		ErrorLog: log.New(io.Discard, "", 0), // broken connections of clients are theirs
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(watch.Listener(listener)) }()
	round := time.NewTicker(connections.Interval)
	defer round.Stop()
	for ctx.Err() == nil {
		select {
		case err := <-done:
			return fmt.Errorf("serving %s: %w", listener.Addr(), err)
		case <-round.C:
			watch.Sweep()
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
