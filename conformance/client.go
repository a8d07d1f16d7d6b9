package conformance

import (
	"bytes"
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
	"strconv"
	"strings"
	"time"

	"github.com/cotalker/rolecall/spec"
)

const (
	// mostReply bounds what is read of a reply's body.
	mostReply = 16 << 20
	// mostPatience bounds how long a target that asks to wait is waited for.
	mostPatience = 20 * time.Second
	retries      = 4
)

// client speaks HTTP with one target.
type client struct {
	http    *http.Client
	address string // of the server, with the contract's base path
	root    string // scheme and host, with what a gateway puts before the base path
	login   string // address of log-in, "" for its path at root
	base    string // the contract's base path
	extra   http.Header
	agent   string
}

func newClient(contract *spec.Contract, target *Target, o Options) (*client, error) {
	u, err := url.Parse(target.Address)
	if err != nil || u.Host == "" {
		return nil, &UsageError{fmt.Errorf("the target has no address; add target: to its file, or give --target URL")}
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
		Proxy: http.ProxyFromEnvironment, TLSClientConfig: tlsConfig, DisableCompression: true,
		MaxIdleConnsPerHost: 4 * o.Concurrency, MaxIdleConns: 8 * o.Concurrency, ForceAttemptHTTP2: true,
	}
	address := strings.TrimRight(target.Address, "/")
	return &client{
		http: &http.Client{
			Transport: transport, Timeout: o.Timeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		address: address, base: contract.BasePath, login: target.Login,
		root: u.Scheme + "://" + u.Host, extra: o.Header, agent: "rolecall-verify",
	}, nil
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

// unreachable is a request that got no reply.
type unreachable struct{ err error }

func (e *unreachable) Error() string { return e.err.Error() }
func (e *unreachable) Unwrap() error { return e.err }

// send asks once, and again where the target says to come back later. The
// request is complete but for what every request carries.
func (c *client) send(ctx context.Context, x *Exchange, id string, chunked bool) error {
	began := time.Now()
	for attempt := 0; ; attempt++ {
		err := c.once(ctx, x, id, chunked)
		for again := 0; err != nil && len(x.Body) > largest/2 && again < 3 && ctx.Err() == nil; again++ {
			err = c.once(ctx, x, id, chunked) // a server that refuses a large body may hang up before it is all sent
		}
		if err != nil {
			return &unreachable{fmt.Errorf("%s %s: %w", x.Method, x.URL, shorten(err))}
		}
		if x.Status != http.StatusTooManyRequests && x.Status != http.StatusServiceUnavailable {
			x.Took = time.Since(began)
			return nil
		}
		wait, told := retryAfter(x.ReplyHeader.Get("Retry-After"))
		if !told {
			x.Took = time.Since(began)
			return nil
		}
		if attempt == retries || time.Since(began)+wait > mostPatience {
			return &unreachable{fmt.Errorf("%s %s: %d with Retry-After, %d times; the target asks for less, lower --concurrency", x.Method, x.URL, x.Status, attempt+1)}
		}
		select {
		case <-ctx.Done():
			return &unreachable{context.Cause(ctx)}
		case <-time.After(wait):
		}
	}
}

// once sends the request and reads the reply into x.
func (c *client) once(ctx context.Context, x *Exchange, id string, chunked bool) error {
	var body io.Reader
	if x.Body != nil {
		body = bytes.NewReader(x.Body)
		if chunked {
			body = struct{ io.Reader }{body} // of a length that net/http cannot tell
		}
	}
	req, err := http.NewRequestWithContext(ctx, x.Method, x.URL, body)
	if err != nil {
		return err
	}
	for name, values := range c.extra {
		req.Header[name] = values
	}
	for name, values := range x.Header {
		req.Header[name] = values
	}
	req.Header["User-Agent"] = []string{c.agent + " (" + id + ")"}
	req.Header["X-Request-Id"] = []string{id}
	res, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	x.Status, x.ReplyHeader = res.StatusCode, res.Header
	if x.ReplyBody, err = io.ReadAll(io.LimitReader(res.Body, mostReply)); err != nil {
		return fmt.Errorf("reading the reply: %w", err)
	}
	x.JSON, x.JSONError = nil, nil
	if len(x.ReplyBody) > 0 {
		x.JSON, x.JSONError = spec.DecodeJSON(x.ReplyBody)
	}
	return nil
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

// shorten drops the method and address that net/http puts before the cause.
func shorten(err error) error {
	var outer *url.Error
	if errors.As(err, &outer) {
		if outer.Timeout() {
			return errors.New("no reply in time")
		}
		return outer.Err
	}
	return err
}

// loopback tells whether the target is on this machine.
func (c *client) loopback() bool {
	u, err := url.Parse(c.address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
