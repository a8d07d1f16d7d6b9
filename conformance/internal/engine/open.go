package engine

import (
	"fmt"
	"net"
	"net/http"
	"net/url"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// serving gives a target that is a handler an address of its own, so that it
// is asked over real HTTP like any other.
func serving(contract *spec.Contract, t *wire.Target) (*wire.Target, func(), error) {
	if t.Handler == nil {
		return t, func() {}, nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("serving the handler on a loopback port: %w", err)
	}
	server := &http.Server{Handler: t.Handler}
	go server.Serve(listener)
	served := *t
	path := contract.BasePath
	if u, err := url.Parse(t.Address); err == nil && u.Path != "" {
		path = u.Path // the host is the listener's
	}
	served.Address, served.Login = "http://"+listener.Addr().String()+path, ""
	return &served, func() { server.Close() }, nil
}

// Open begins a session with a target, and with the target's handler where it
// is one. The options must be complete; close ends both.
func Open(target *wire.Target, o Settings) (s *Session, close func(), err error) {
	target, stop, err := serving(o.Contract, target)
	if err != nil {
		return nil, nil, err
	}
	if s, err = newSession(target, o); err != nil {
		stop()
		return nil, nil, err
	}
	return s, func() { s.Client.Close(); stop() }, nil
}
