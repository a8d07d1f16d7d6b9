package connections

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

const (
	maxHeader    = 64 << 10               // bytes of a request's header
	drainTimeout = 5 * time.Second        // for the requests under way when it ends
	firstRequest = 100 * time.Millisecond // for the header of one that has just begun to come then
)

// Serve answers requests of a listener until the context ends, then lets the
// requests under way finish and returns nil. It closes the listener, and connections
// over which nothing was asked. With a TLS
// configuration it speaks TLS alone, and HTTP/2 to those who can.
//
// For a time of grace after the context has ended it answers as before, and asks
// clients to make another connection for their next request: whoever shares out
// requests among servers can see meanwhile that this one is about to end.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, secure *tls.Config, grace time.Duration) error {
	watch := newWatch()
	server := &http.Server{
		Handler: leaving(ctx, handler, grace), MaxHeaderBytes: maxHeader, ConnState: watch.stateChanged, ConnContext: withConn, TLSConfig: secure,
		BaseContext: func(net.Listener) context.Context {
			return context.WithValue(context.Background(), endingKey{}, ctx.Done())
		},
		ErrorLog: log.New(io.Discard, "", 0), // broken connections of clients are theirs
	}
	done := make(chan error, 1)
	go func() {
		if secure != nil {
			done <- server.ServeTLS(watch.Listener(listener), "", "")
			return
		}
		done <- server.Serve(watch.Listener(listener))
	}()
	round := time.NewTicker(interval)
	defer round.Stop()
	ending, over := ctx.Done(), make(<-chan time.Time)
	for serving := true; serving; {
		select {
		case err := <-done:
			return fmt.Errorf("serving %s: %w", listener.Addr(), err)
		case <-round.C:
			watch.sweep()
		case <-ending:
			ending, over = nil, time.After(grace)
		case <-over:
			serving = false
		}
	}
	drain, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	// Shutdown waits five seconds for the first request of a connection.
	spare := time.AfterFunc(firstRequest, watch.closeSpare)
	defer spare.Stop()
	err := server.Shutdown(drain)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	<-done
	return err
}

// leaving has replies that are given after the end of a context close their
// connections.
func leaving(ctx context.Context, handler http.Handler, grace time.Duration) http.Handler {
	if grace <= 0 {
		return handler
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ctx.Err() != nil {
			w.Header().Set("Connection", "close")
		}
		handler.ServeHTTP(w, r)
	})
}

// endingKey is where a request of Serve has the end of its context.
type endingKey struct{}

// Ending is closed when [Serve] begins to end, for a handler whose reply never ends
// by itself; nil for a request of another server.
func Ending(request context.Context) <-chan struct{} {
	ending, _ := request.Value(endingKey{}).(<-chan struct{})
	return ending
}

// connKey is where a request of Serve has its connection.
type connKey struct{}

func withConn(ctx context.Context, c net.Conn) context.Context {
	if watched := connBelow(c); watched != nil {
		return context.WithValue(ctx, connKey{}, watched)
	}
	return ctx
}

// Touch keeps the connection of a request of [Serve] open: what comes in shows
// that its client has not come to a stop. A handler that reads long bodies as they
// come calls it as it reads.
func Touch(request context.Context) {
	if c, is := request.Value(connKey{}).(*conn); is {
		c.touch()
	}
}
