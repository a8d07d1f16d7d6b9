package mockserver

import (
	"context"
	"crypto/tls"
	"net"

	"github.com/cotalker/rolecall/internal/connections"
)

// Serve answers requests of a listener until the context ends, then lets the
// requests under way finish and returns nil. It closes the listener.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	return connections.Serve(ctx, listener, s, nil, 0)
}

// ServeTLS is [Server.Serve] over TLS, with HTTP/2 for those who speak it. The
// configuration holds the certificate.
func (s *Server) ServeTLS(ctx context.Context, listener net.Listener, config *tls.Config) error {
	return connections.Serve(ctx, listener, s, config, 0)
}
