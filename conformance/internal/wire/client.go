package wire

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/spec"
)

const (
	// maxInformed bounds the replies of 1xx before the reply.
	maxInformed = 32
	// maxPatience bounds how long a target that asks to wait is waited for.
	maxPatience = 20 * time.Second
	retries     = 4
	// Pause is how long to wait after a 429 that does not say how long, at first.
	Pause = 250 * time.Millisecond
)

// Client speaks HTTP with one target.
type Client struct {
	http  *http.Client
	fresh *http.Client // with a connection of its own for each request
	server
	extra http.Header // sent with every request, for gateways
	bounds
	vault
	rights     *spec.Permissions // of the contract
	contracted map[string]bool   // names of the contract's members
}

// server is where a target is.
type server struct {
	Address string // with the contract's base path
	Root    string // scheme and host
	login   string // address of log-in, "" for its path at root
	base    string // the contract's base path
}

// bounds are what the replies of a run may take.
type bounds struct {
	timeout        time.Duration // of one reply
	maxReply       int64         // bytes of a reply's body
	slots          chan struct{} // one for each request that may be in flight
	large          chan struct{} // one for each large reply that may be in memory at once
	Weight         *weight       // of the replies
	evidenceBudget atomic.Int64  // what evidence may still take
}

// vault is what a run sends in secret.
type vault struct {
	secrets   *secrets   // all of it
	passwords *passwords // that the run has made
	password  string     // member of bodies whose values are not shown, "" for none
	keys      keys       // beside the tokens of log-in
}

// agent begins the User-Agent of every request.
const agent = "rolecall-verify"

// Racing marks the requests of a check that wants several in flight at once,
// however few others may be.
type Racing struct{}

// KeepPassword has a password that the run makes hidden, and looked for in
// replies.
func (c *Client) KeepPassword(secret string) string {
	c.passwords.add(secret)
	if !c.secrets.isOwn(secret) {
		c.secrets.add(secret)
	}
	return secret
}

// KeepSecret hides a text from now on, whoever sends it back.
func (c *Client) KeepSecret(text string) { c.secrets.add(text) }

// Redact hides in a text what was sent in secret.
func (c *Client) Redact(text string) string { return c.secrets.redact(text) }

// NewClient prepares a client for a target; what is sent is marked with the
// name of the run.
func NewClient(contract *spec.Contract, target *Target, o Limits, run string) (*Client, error) {
	if target.Address == "" {
		return nil, &UsageError{errors.New("the target has no address; add target: to its file, or give --target URL")}
	}
	u, err := ParseAddress(target.Address)
	if err != nil {
		return nil, &UsageError{fmt.Errorf("the target's address: %w", err)}
	}
	extra := maps.Clone(target.Header)
	if extra == nil {
		extra = http.Header{}
	}
	maps.Copy(extra, o.Header)
	if err := fitHeader(contract, extra, target.Keys); err != nil {
		return nil, &UsageError{err}
	}
	for _, name := range slices.Sorted(maps.Keys(target.Keys)) {
		if what, mend := FitKey(contract, name, target.Keys[name]); what != "" {
			return nil, &UsageError{fmt.Errorf("the key of %s: %s; %s", name, what, mend)}
		}
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
	c := &Client{
		http: over(transport), fresh: over(lonely),
		server: server{Address: address, Root: u.Scheme + "://" + u.Host, login: target.Login, base: contract.BasePath},
		extra:  extra,
		bounds: bounds{
			timeout: o.Timeout, maxReply: o.MaxReply, Weight: newWeight(),
			slots: make(chan struct{}, o.Concurrency), large: make(chan struct{}, largeAtOnce),
		},
		vault:  vault{secrets: secretsOf(target, extra, run), passwords: newPasswords(SecretMark + run + "-"), keys: target.Keys},
		rights: contract.Permissions, contracted: contract.MemberNames(),
	}
	c.evidenceBudget.Store(maxEvidence)
	if p := contract.Principal; p != nil {
		c.password = p.Password
	}
	return c, nil
}

func (c *Client) Close() { c.http.CloseIdleConnections() }

// Locate is where an operation's path is found at the target.
func (c *Client) Locate(op *spec.Operation, path string) string {
	if rest, under := strings.CutPrefix(path, c.base+"/"); under {
		return c.Address + "/" + rest
	}
	if op != nil && op.Action.Kind == spec.Login && c.login != "" {
		return c.login
	}
	return c.Root + path
}

// RoundTrip asks once, and again where the target says to come back later. The
// request is complete but for what every request carries. A write that is on
// its way is not called back: what it makes must come to be known. What fails
// is a [ReplyError], or the cause of the context's end.
func (c *Client) RoundTrip(ctx context.Context, x *Exchange, id string, chunked bool) error {
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
		x.tries = 0
		over := c.http
		if x.Method == http.MethodHead || x.Once {
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
			wait = Pause << attempt
		case x.Status != http.StatusTooManyRequests && x.Status != http.StatusServiceUnavailable, !told:
			return nil
		}
		if attempt == retries || time.Since(began)+wait > maxPatience {
			return &ReplyError{throttled, x.Method, x.URL, x.Status, fmt.Errorf("%d with Retry-After: %s, try %d; the target asks for less, lower --concurrency",
				x.Status, cmp.Or(x.ReplyHeader.Get("Retry-After"), "none"), attempt+1)}
		}
		x.Release()
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// Largest is the largest body that a server must take: 1 MiB.
const Largest = 1 << 20

// Limits are how a target is reached, and what its replies may cost.
type Limits struct {
	Concurrency int           // requests in flight at once
	Timeout     time.Duration // of one reply as a whole, its body included
	MaxReply    int64         // bytes of a reply's body, after decompression
	MaxHeader   int64         // bytes of a reply's header
	Header      http.Header   // sent with every request, for gateways
	CAFile      string        // PEM file of the authority that signed the target's certificate
}
