package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// again tells whether to ask once more what got no reply. The server may have
// been about to close the connection, or hang up on a large body that it
// refuses before it is all sent; and what a reader finds in place of a reply may
// be the rest of the one before.
func (c *Client) again(x *Exchange, failed *ReplyError, times int) bool {
	switch {
	case failed.Fault == TooSlow || failed.Fault == TooLarge || times >= 5:
		return false
	case unsent(failed) && !x.Once:
		return true
	case failed.Fault == garbled && failed.Status == 0:
		return x.safe() && x.reused && times == 0
	}
	return len(x.Body) > Largest/2
}

// once sends the request and reads the reply into x.
func (c *Client) once(ctx context.Context, over *http.Client, x *Exchange, id string, chunked bool) *ReplyError {
	if ctx.Value(Racing{}) == nil {
		c.slots <- struct{}{}
		defer func() { <-c.slots }()
	}
	ctx, clock := startClock(ctx, c.timeout)
	defer clock.end()
	connected, informed := false, 0
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(got httptrace.GotConnInfo) { connected, x.reused, x.tries = true, got.Reused, x.tries+1 },
		Got1xxResponse: func(status int, _ textproto.MIMEHeader) error {
			if informed++; informed > maxInformed {
				return &faultyReply{garbled, fmt.Sprintf("over %d replies of 1xx, the last %d, before the reply", maxInformed, status)}
			}
			return nil
		},
	})
	x.Reply = Reply{}
	fail := func(err error) *ReplyError {
		if context.Cause(ctx) == errTooSlow && !errors.As(err, new(*faultyReply)) {
			err = errTooSlow
		}
		fault, err := faultOf(err, connected)
		return &ReplyError{fault, x.Method, x.URL, x.Status, err}
	}
	req, err := c.request(ctx, x, id, chunked)
	if err != nil {
		return fail(err)
	}
	res, err := over.Do(req)
	if err != nil {
		return fail(err)
	}
	defer res.Body.Close()
	x.Status, x.ReplyHeader, x.proto = res.StatusCode, res.Header, res.Proto
	if err := c.read(res, x, clock); err != nil {
		return fail(err)
	}
	return nil
}

// request is the one that is sent for x.
func (c *Client) request(ctx context.Context, x *Exchange, id string, chunked bool) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, x.Method, x.URL, nil)
	if err != nil {
		return nil, err
	}
	if x.Body != nil {
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(x.Body)), nil }
		req.Body, _ = req.GetBody()
		if req.ContentLength = int64(len(x.Body)); chunked {
			req.ContentLength = -1
		}
	}
	for name, values := range c.extra {
		if req.Header[name] = values; name == "Host" {
			req.Host = values[0]
		}
	}
	for name, values := range x.Header {
		req.Header[name] = values
	}
	req.Header["User-Agent"] = []string{agent + " (" + id + ")"}
	if len(req.Header["X-Request-Id"]) == 0 && !x.declares("X-Request-Id") { // one with rules of its own has the value that a check gives it, or none
		req.Header["X-Request-Id"] = []string{id}
	}
	// Without a value it is not sent, and lets net/http send a request again
	// whose connection a server had closed before the first byte of a reply.
	if !x.Once && len(req.Header["Idempotency-Key"]) == 0 {
		req.Header["Idempotency-Key"] = nil
	}
	return req, nil
}

// declares tells whether a header is a parameter of the operation.
func (x *Exchange) declares(name string) bool {
	return x.Operation != nil && slices.ContainsFunc(x.Operation.Headers, func(p *spec.Parameter) bool { return strings.EqualFold(p.Name, name) })
}

// Sends tells whether a header is sent with every request, as one for a gateway, or of a
// tenant.
func (c *Client) Sends(name string) bool { return len(c.extra.Values(name)) > 0 }

// unsent tells that a request did not get through: its connection ended while
// it was written. net/http sends it again only where not a byte was.
func unsent(err error) bool {
	var failed *net.OpError
	return errors.As(err, &failed) && (failed.Op == "write" || failed.Op == "readfrom")
}

// retryAfter reads seconds or a date.
func retryAfter(text string) (time.Duration, bool) {
	if seconds, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(at)), true
	}
	return 0, false
}
