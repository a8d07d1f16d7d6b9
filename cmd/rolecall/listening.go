package main

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/cotalker/rolecall/internal/connections"
	"github.com/spf13/pflag"
)

// listening is where and how a command serves: an address, with TLS or without.
type listening struct {
	address address
	secure  secure
	grace   time.Duration // for which requests are answered after it was told to end
}

// add adds the flags, with the port that is usual for the command.
func (l *listening) add(flags *pflag.FlagSet, usual int) {
	l.address.add(flags, usual)
	l.secure.add(flags)
}

// open reads or makes the certificate and opens the port, and says at which URL.
func (l *listening) open() (listener net.Listener, url string, err error) {
	if err := l.secure.prepare(l.address.host); err != nil {
		return nil, "", err
	}
	if listener, err = l.address.listen(); err != nil {
		return nil, "", err
	}
	return listener, l.secure.scheme() + "://" + l.address.shown(listener.Addr()), nil
}

// serve answers requests until the context ends, and the time of grace behind that.
func (l *listening) serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	return connections.Serve(ctx, listener, handler, l.secure.config(), l.grace)
}
