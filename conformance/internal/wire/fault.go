package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
)

// replyFault is the kind of reason for which a request has no reply that can be
// judged.
type replyFault string

// The kinds. With the first, nobody was reached: the target is down or is not
// where its file says. With the last, the target asks for fewer requests. With
// all others somebody was there, took the request and failed to answer it: where
// the target answers others, that is a failure of what was asked.
const (
	unreached replyFault = "unreached" // refused, unknown host, no TLS, or no connection in time
	hungUp    replyFault = "closed"    // the connection ended before the first byte of a reply
	Reset     replyFault = "reset"     // the connection was reset
	cutShort  replyFault = "cut short" // the reply ended before its end
	garbled   replyFault = "malformed" // it is not HTTP, or what HTTP forbids
	TooLarge  replyFault = "too large" // over a bound of the options
	TooSlow   replyFault = "too slow"  // not whole within the time-out
	throttled replyFault = "throttled" // 429 or 503 with Retry-After for longer than a run waits
)

// ReplyError is a request that has no reply that can be judged. Only the end of
// the run's context ends a request in another way: then the error is the
// context's cause.
type ReplyError struct {
	Fault  replyFault
	method string
	url    string // may hold secrets
	Status int    // of the reply, 0 where its first line was not read
	Err    error
}

func (e *ReplyError) Error() string {
	return fmt.Sprintf("%s %s: %s", e.method, e.url, Cut(e.Err.Error(), 300))
}

func (e *ReplyError) Unwrap() error { return e.Err }

// Connected tells whether anybody was there to be asked.
func (e *ReplyError) Connected() bool { return e.Fault != unreached }

// Answerable tells whether the target was there and free to answer: where it
// answers others, it is its fault that it did not answer this.
func (e *ReplyError) Answerable() bool { return e.Fault != unreached && e.Fault != throttled }

// errTooSlow ends a reply that is not whole in time.
var errTooSlow = errors.New("no reply in time")

// faultyReply is a fault that was found by reading on.
type faultyReply struct {
	fault replyFault
	text  string
}

func (e *faultyReply) Error() string { return e.text }

// faultOf is the kind of an error of net/http, and the error in words that say
// what to do where that is known. Connected tells whether there was a
// connection for the request.
func faultOf(err error, connected bool) (replyFault, error) {
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err // without the method and the address
	}
	var found *faultyReply
	var dial *net.OpError
	var authority x509.UnknownAuthorityError
	var record tls.RecordHeaderError
	switch text := err.Error(); {
	case errors.As(err, &found):
		return found.fault, found
	case errors.As(err, &authority):
		return unreached, fmt.Errorf("%w; name its authority with --ca-file", err)
	case errors.Is(err, http.ErrSchemeMismatch) || errors.As(err, &record):
		return unreached, fmt.Errorf("%w; write the address with http://", err)
	case errors.As(err, &dial) && dial.Op == "dial":
		return unreached, err
	case errors.Is(err, errTooSlow) || errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded):
		if !connected {
			return unreached, errors.New("no connection in time")
		}
		return TooSlow, errTooSlow
	case !connected:
		return unreached, err
	case strings.Contains(text, "headers exceeded") || strings.Contains(text, "header list larger"):
		return TooLarge, fmt.Errorf("the header of the reply is too large: %w", err)
	case errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || strings.Contains(text, "stream error"):
		return Reset, fmt.Errorf("the connection was reset: %w", err)
	case errors.Is(err, net.ErrClosed) || unsent(err):
		return hungUp, fmt.Errorf("the connection was closed while the request was sent: %w", err)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return cutShort, errors.New("the connection ended in the middle of the reply")
	case errors.Is(err, io.EOF) || strings.Contains(text, "server closed") || strings.Contains(text, "GOAWAY") || strings.Contains(text, "client connection lost"):
		return hungUp, fmt.Errorf("the connection was closed before a reply: %w", err)
	}
	return garbled, fmt.Errorf("the reply is not HTTP: %w", err)
}
