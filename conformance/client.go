package conformance

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/spec"
)

const (
	// mostInformed bounds the replies of 1xx before the reply.
	mostInformed = 32
	// mostPatience bounds how long a target that asks to wait is waited for.
	mostPatience = 20 * time.Second
	retries      = 4
	// pause is how long to wait after a 429 that does not say how long, at first.
	pause = 250 * time.Millisecond
)

// client speaks HTTP with one target.
type client struct {
	http    *http.Client
	fresh   *http.Client // with a connection of its own for each request
	address string       // of the server, with the contract's base path
	root    string       // scheme and host
	login   string       // address of log-in, "" for its path at root
	base    string       // the contract's base path
	extra   http.Header
	agent   string
	timeout time.Duration
	most    int64         // bytes of a reply's body
	slots   chan struct{} // one for each request that may be in flight
	weight  *weight       // of the replies
	room    atomic.Int64  // what evidence may still take
	large   chan struct{} // one for each large reply that may be in memory at once

	secrets   *secrets   // all that the run sends
	passwords *passwords // that the run has made
	password  string     // member of bodies whose values are not shown, "" for none
}

// racing marks the requests of a check that wants several in flight at once,
// however few others may be.
type racing struct{}

// keepPassword has a password that the run makes hidden, and looked for in
// replies.
func (c *client) keepPassword(secret string) string {
	c.passwords.add(secret)
	if !c.secrets.isOwn(secret) {
		c.secrets.add(secret)
	}
	return secret
}

// keepSecret hides a text from now on, whoever sends it back.
func (c *client) keepSecret(text string) { c.secrets.add(text) }

// redact hides in a text what was sent in secret.
func (c *client) redact(text string) string { return c.secrets.redact(text) }

// newClient prepares a client for a target; what is sent is marked with the
// name of the run.
func newClient(contract *spec.Contract, target *Target, o limits, run string) (*client, error) {
	if target.Address == "" {
		return nil, &UsageError{errors.New("the target has no address; add target: to its file, or give --target URL")}
	}
	u, err := parseAddress(target.Address)
	if err != nil {
		return nil, &UsageError{fmt.Errorf("the target's address: %w", err)}
	}
	if err := fitHeader(contract, o.Header); err != nil {
		return nil, &UsageError{err}
	}
	tlsConfig := &tls.Config{}
	if o.CAFile != "" {
		pem, err := os.ReadFile(o.CAFile)
		if err != nil {
			return nil, &UsageError{fmt.Errorf("reading the CA file: %w; name a PEM file", err)}
		}
		tlsConfig.RootCAs = x509.NewCertPool()
		if !tlsConfig.RootCAs.AppendCertsFromPEM(pem) {
			return nil, &UsageError{fmt.Errorf("the CA file %s holds no certificate; name a PEM file", o.CAFile)}
		}
	}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: tlsConfig,
		MaxIdleConnsPerHost: 4 * o.Concurrency, MaxIdleConns: 8 * o.Concurrency, ForceAttemptHTTP2: true,
		MaxResponseHeaderBytes: o.MaxHeader,
	}
	lonely := transport.Clone()
	lonely.DisableKeepAlives = true
	over := func(t *http.Transport) *http.Client {
		return &http.Client{
			Transport:     t,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	address := strings.TrimRight(target.Address, "/")
	c := &client{
		http: over(transport), fresh: over(lonely),
		address: address, base: contract.BasePath, login: target.Login,
		root: u.Scheme + "://" + u.Host, extra: o.Header, agent: "rolecall-verify",
		weight: newWeight(), timeout: o.Timeout, most: o.MaxReply, slots: make(chan struct{}, o.Concurrency), large: make(chan struct{}, largeAtOnce),
	}
	c.room.Store(evidenceRoom)
	c.secrets, c.passwords = secretsOf(target, o.Header, run), newPasswords(secretMark+run+"-")
	if p := contract.Principal; p != nil {
		c.password = p.Password
	}
	return c, nil
}

func (c *client) close() { c.http.CloseIdleConnections() }

// locate is where an operation's path is found at the target.
func (c *client) locate(op *spec.Operation, path string) string {
	if rest, under := strings.CutPrefix(path, c.base+"/"); under {
		return c.address + "/" + rest
	}
	if op != nil && op.Action.Kind == spec.Login && c.login != "" {
		return c.login
	}
	return c.root + path
}

// send asks once, and again where the target says to come back later. The
// request is complete but for what every request carries. A write that is on
// its way is not called back: what it makes must come to be known. What fails
// is a [replyError], or the cause of the context's end.
func (c *client) send(ctx context.Context, x *Exchange, id string, chunked bool) error {
	began := time.Now()
	x.Started = began
	for attempt := 0; ; attempt++ {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		asked := ctx
		if !x.safe() {
			asked = context.WithoutCancel(ctx)
		}
		x.sent = 0
		over := c.http
		if x.Method == http.MethodHead || x.once {
			over = c.fresh // a body that must not come is then nobody's next reply, and no connection was about to close
		}
		failed := c.once(asked, over, x, id, chunked)
		for again := 0; failed != nil && ctx.Err() == nil && c.again(x, failed, again); again++ {
			failed = c.once(asked, c.fresh, x, id, chunked)
		}
		switch {
		case failed != nil && asked.Err() != nil:
			return context.Cause(asked)
		case failed != nil:
			return failed
		}
		x.Took = time.Since(began)
		wait, told := retryAfter(x.ReplyHeader.Get("Retry-After"))
		switch {
		case x.Status == http.StatusTooManyRequests && !told:
			wait = pause << attempt
		case x.Status != http.StatusTooManyRequests && x.Status != http.StatusServiceUnavailable, !told:
			return nil
		}
		if attempt == retries || time.Since(began)+wait > mostPatience {
			return &replyError{throttled, x.Method, x.URL, x.Status, fmt.Errorf("%d with Retry-After: %s, try %d; the target asks for less, lower --concurrency",
				x.Status, cmp.Or(x.ReplyHeader.Get("Retry-After"), "none"), attempt+1)}
		}
		x.letGo()
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// again tells whether to ask once more what got no reply. The server may have
// been about to close the connection, or hang up on a large body that it
// refuses before it is all sent; and what a reader finds in place of a reply may
// be the rest of the one before.
func (c *client) again(x *Exchange, failed *replyError, times int) bool {
	switch {
	case failed.fault == tooSlow || failed.fault == tooLarge || times >= 5:
		return false
	case unsent(failed) && !x.once:
		return true
	case failed.fault == garbled && failed.status == 0:
		return x.safe() && x.reused && times == 0
	}
	return len(x.Body) > largest/2
}

// once sends the request and reads the reply into x.
func (c *client) once(ctx context.Context, over *http.Client, x *Exchange, id string, chunked bool) *replyError {
	if ctx.Value(racing{}) == nil {
		c.slots <- struct{}{}
		defer func() { <-c.slots }()
	}
	ctx, clock := startClock(ctx, c.timeout)
	defer clock.end()
	connected, informed := false, 0
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(got httptrace.GotConnInfo) { connected, x.reused, x.sent = true, got.Reused, x.sent+1 },
		Got1xxResponse: func(status int, _ textproto.MIMEHeader) error {
			if informed++; informed > mostInformed {
				return &faultyReply{garbled, fmt.Sprintf("over %d replies of 1xx, the last %d, before the reply", mostInformed, status)}
			}
			return nil
		},
	})
	x.Status, x.ReplyHeader, x.ReplyBody, x.JSON, x.JSONError = 0, nil, nil, nil, nil
	fail := func(err error) *replyError {
		if context.Cause(ctx) == errTooSlow && !errors.As(err, new(*faultyReply)) {
			err = errTooSlow
		}
		fault, err := faultOf(err, connected)
		return &replyError{fault, x.Method, x.URL, x.Status, err}
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
func (c *client) request(ctx context.Context, x *Exchange, id string, chunked bool) (*http.Request, error) {
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
	req.Header["User-Agent"] = []string{c.agent + " (" + id + ")"}
	req.Header["X-Request-Id"] = []string{id}
	// Without a value it is not sent, and lets net/http send a request again
	// whose connection a server had closed before the first byte of a reply.
	if !x.once {
		req.Header["Idempotency-Key"] = nil
	}
	return req, nil
}

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
