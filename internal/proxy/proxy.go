package proxy

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/cotalker/rolecall/internal/connections"
	"github.com/cotalker/rolecall/internal/guard"
	"github.com/cotalker/rolecall/internal/journal"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// Options change how a proxy works.
type Options struct {
	TLS  *tls.Config    // to reach the target, nil for the usual
	Seen func(Exchange) // told of each exchange when it has ended, nil for nobody

	Guard guard.Guard // who may ask what the proxy has seen
}

// Exchange is one request and its reply, with what was found.
type Exchange struct {
	Method, Path string          // the path without secrets
	Operation    *spec.Operation // nil for none
	Status       int             // 0 where the target did not answer
	Took         time.Duration
	Findings     []Finding
}

// Proxy is an http.Handler that passes requests on to a target.
type Proxy struct {
	contract *spec.Contract
	target   *url.URL // in the place of the contract's base path
	router   *router
	passing  *httputil.ReverseProxy
	seen     func(Exchange)
	bodies   budget
	guard    guard.Guard
	keeper   *journal.Keeper
	journal  *journal.Journal
	tokens   tokens

	findings
}

// findings are what was found in all exchanges.
type findings struct {
	mu     sync.Mutex
	report Report
	kinds  map[kind]int // to places in the report
}

// New makes a proxy before a target: the address that stands for the base path of
// the contract, as in a target file.
func New(contract *spec.Contract, target *url.URL, o Options) *Proxy {
	p := &Proxy{contract: contract, target: target, router: newRouter(contract), seen: o.Seen, findings: findings{kinds: map[kind]int{}}}
	p.guard = o.Guard
	p.guard.Of, p.guard.By = "what the proxy has seen", "the proxy"
	p.keeper = &journal.Keeper{Contract: contract, Vault: func(of any) journal.Vault { return vault{&p.tokens, of.(credentials)} }}
	p.journal = journal.New(p.keeper)
	p.report = newReport(contract, target)
	p.passing = Passing(o.TLS)
	p.passing.Rewrite = func(r *httputil.ProxyRequest) {
		lead(r.Out.URL, p.contract.BasePath, p.target)
		r.Out.Host = "" // that of the target
		r.SetXForwarded()
	}
	p.passing.ModifyResponse = p.replied
	p.passing.ErrorHandler = p.unanswered
	return p
}

// Passing is a reverse proxy that passes everything at once, streams too, and says
// nothing of what goes wrong.
func Passing(secure *tls.Config) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, TLSClientConfig: secure, ForceAttemptHTTP2: true,
			MaxIdleConnsPerHost: 64, IdleConnTimeout: 30 * time.Second, DisableCompression: true, // what the client asks for is passed on
		},
		FlushInterval: -1,
		ErrorLog:      log.New(io.Discard, "", 0),
	}
}

// lead turns an address below a base path into the target's, which stands for it.
func lead(at *url.URL, base string, target *url.URL) {
	at.Scheme, at.Host = target.Scheme, target.Host
	rest, below := strings.CutPrefix(at.EscapedPath(), base)
	if !below || rest != "" && rest[0] != '/' {
		return // what stands outside of it is outside of the target's too
	}
	escaped := strings.TrimSuffix(target.EscapedPath(), "/") + rest
	at.Path, _ = url.PathUnescape(escaped)
	at.RawPath = escaped
}

// passed is an exchange that is under way.
type passed struct {
	request  *http.Request
	op       *spec.Operation
	keys     []string
	known    bool // the contract has the path
	sent     *capture
	header   http.Header // of the reply
	status   int
	answered *capture
	problem  error // why the target did not answer

	credentials credentials
}

type passedKey struct{}

func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, ownPath) {
		p.answerOwn(w, r)
		return
	}
	begun := time.Now()
	x := &passed{request: r.Clone(r.Context()), credentials: credentialsOf(p.contract, r)}
	p.tokens.remember(x.credentials)
	x.op, x.keys, x.known = p.router.find(r.Method, r.URL)
	touch := func() { connections.Touch(r.Context()) }
	if r.Body != nil && r.Body != http.NoBody {
		x.sent = &capture{ReadCloser: r.Body, budget: &p.bodies, touch: touch}
		r.Body = x.sent
	}
	defer func() {
		defer x.sent.release()
		defer x.answered.release()
		fault := recover() // of a client that has gone
		p.note(x, begun)
		if fault != nil {
			panic(fault)
		}
	}()
	p.passing.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), passedKey{}, x)))
}

// replied looks at a reply before it is passed on.
func (p *Proxy) replied(res *http.Response) error {
	x := res.Request.Context().Value(passedKey{}).(*passed)
	x.status, x.header = res.StatusCode, res.Header.Clone()
	if res.StatusCode == http.StatusSwitchingProtocols || mediatype.Of(res.Header.Get("Content-Type")) == "text/event-stream" {
		return nil
	}
	x.answered = &capture{ReadCloser: res.Body, budget: &p.bodies, touch: func() {}}
	res.Body = x.answered
	return nil
}

// unanswered tells the client that the target does not answer.
func (p *Proxy) unanswered(w http.ResponseWriter, r *http.Request, err error) {
	if x, is := r.Context().Value(passedKey{}).(*passed); is && !errors.Is(err, context.Canceled) {
		x.problem = err
	}
	http.Error(w, fmt.Sprintf("rolecall proxy: %s does not answer: %s", p.target.Redacted(), unreached(err)), http.StatusBadGateway)
}

// unreached says why a target does not answer, and what to do about it.
func unreached(err error) string {
	if unknown := (x509.UnknownAuthorityError{}); errors.As(err, &unknown) {
		return err.Error() + "; name the authority that signed its certificate with --ca-file"
	}
	return err.Error()
}

// note judges an exchange that has ended.
func (p *Proxy) note(x *passed, begun time.Time) {
	out := Exchange{Method: x.request.Method, Path: p.shownPath(x), Operation: x.op, Status: x.status, Took: time.Since(begun)}
	if x.problem == nil && x.status != 0 && x.status != http.StatusSwitchingProtocols && x.request.Method != http.MethodOptions {
		out.Findings = p.judge(x)
	}
	p.count(x, out)
	p.keep(x, begun, out.Findings)
	if p.seen != nil {
		p.seen(out)
	}
}
