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

// Time-outs and limits of the listener: generous to a person with a debugger,
// and closed to a client that never ends its request.
const (
	readTimeout  = 60 * time.Second // of a request, and until the next one
	writeTimeout = 60 * time.Second
	maxHeader    = 64 << 10
	drainTimeout = 5 * time.Second
)

// Serve answers requests of a listener until the context ends, then lets the
// requests under way finish and returns nil. It closes the listener.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler: s, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: log.New(io.Discard, "", 0), // broken connections of clients are theirs
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(steadyListener{listener}) }()
	select {
	case err := <-done:
		return fmt.Errorf("serving %s: %w", listener.Addr(), err)
	case <-ctx.Done():
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
