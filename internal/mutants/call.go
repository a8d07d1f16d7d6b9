package mutants

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// faulty is the mock with a fault around it.
type faulty struct {
	contract *spec.Contract
	mock     *mockserver.Server
	mutant   Mutant
	root     string // token that may do all

	active  atomic.Int32 // requests that are not answered yet
	stalled atomic.Int32 // those of them that wait for the others

	mu     sync.Mutex
	owners map[string]string          // ids of callers by their tokens
	notes  map[string]string          // whatever a fault remembers
	hidden map[string]map[string]bool // members that are not shown, by id
	held   map[string][]string        // permissions as first seen, by token
	states map[string]map[string]any  // records as first seen, by id
}

func newFaulty(contract *spec.Contract, mock *mockserver.Server, m Mutant) *faulty {
	f := &faulty{
		contract: contract, mock: mock, mutant: m,
		owners: map[string]string{}, notes: map[string]string{}, hidden: map[string]map[string]bool{},
		held: map[string][]string{}, states: map[string]map[string]any{},
	}
	for _, p := range mock.Personas() {
		f.owners[p.Token] = p.Caller
		if p.Name == conformance.Bootstrap {
			f.root = p.Token
		}
	}
	return f
}

// call is one request on its way through a fault.
type call struct {
	*faulty
	op     *spec.Operation // nil for a path or method that is none
	key    string
	r      *http.Request
	body   []byte
	status int
	header http.Header
	reply  []byte
}

func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.active.Add(1)
	defer f.active.Add(-1)
	text, _ := io.ReadAll(r.Body)
	c := &call{faulty: f, r: r, body: text}
	c.op, c.key = f.route(r.Method, r.URL.Path)
	if f.mutant.where == nil || c.op != nil && f.mutant.where(c.op) {
		f.mutant.around(c)
	} else {
		c.forward()
	}
	c.learn()
	for name, values := range c.header {
		w.Header()[name] = values
	}
	w.Header().Del("Content-Length")
	w.WriteHeader(c.status)
	if r.Method != http.MethodHead {
		w.Write(c.reply)
	}
}

// stall has the requests that race a call overtake it: it waits until no other is
// on its way but those that wait themselves, and no longer than 60 ms where they
// never end.
func (c *call) stall() {
	c.stalled.Add(1)
	defer c.stalled.Add(-1)
	for range 20 {
		time.Sleep(3 * time.Millisecond)
		if c.active.Load() <= c.stalled.Load() {
			return
		}
	}
}

// route finds the operation of a request, as the contract has it.
func (f *faulty) route(method, path string) (*spec.Operation, string) {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for _, literal := range []bool{true, false} {
		for _, op := range f.contract.Operations {
			before, after, keyed := strings.Cut(op.Path, "{")
			switch {
			case op.Method != method || keyed == literal:
			case !keyed && op.Path == path:
				return op, ""
			case keyed:
				_, after, _ = strings.Cut(after, "}")
				key, under := strings.CutPrefix(path, before)
				if key, ends := strings.CutSuffix(key, after); under && ends && key != "" && !strings.Contains(key, "/") {
					return op, key
				}
			}
		}
	}
	return nil, ""
}

// forward asks the mock, and takes its reply for that of the call.
func (c *call) forward() {
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	r := c.r.Clone(c.r.Context())
	r.Body = io.NopCloser(bytes.NewReader(c.body))
	r.ContentLength = int64(len(c.body))
	if r.Header.Get("Content-Length") != "" {
		r.Header.Set("Content-Length", fmt.Sprint(len(c.body)))
	}
	c.mock.ServeHTTP(w, r)
	c.status, c.header, c.reply = w.status, w.header, w.body.Bytes()
}

type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) { w.status = status }

func (w *recorder) Write(p []byte) (int, error) { return w.body.Write(p) }

// refuse answers with a status and the body of a refusal.
func (c *call) refuse(status int) {
	c.status = status
	c.header = http.Header{"Content-Type": {"application/problem+json"}, "X-Content-Type-Options": {"nosniff"}}
	if status == http.StatusUnauthorized {
		c.header["Www-Authenticate"] = []string{`Bearer error="invalid_token"`}
	}
	c.reply = fmt.Appendf(nil, `{"type":"about:blank","title":"refused","status":%d,"detail":"refused"}`, status)
}

// asRoot asks the mock for an operation as one who may do all, past the fault.
func (c *call) asRoot(op *spec.Operation, key string, body any) *call {
	other := &call{faulty: c.faulty, op: op, key: key}
	path := op.Path
	if key != "" {
		path = op.Expand(key)
	}
	other.r, _ = http.NewRequestWithContext(c.r.Context(), op.Method, path, nil)
	other.r.Header.Set("Authorization", "Bearer "+c.root)
	for _, h := range c.contract.Headers {
		other.r.Header.Set(h.Name, h.Value)
	}
	if body != nil {
		other.body = jsonvalue.Append(nil, body)
		other.r.Header.Set("Content-Type", "application/json")
	}
	other.forward()
	return other
}

// learn remembers whose token is whose, from log-ins and self reads.
func (c *call) learn() {
	if c.op == nil || c.status/100 != 2 {
		return
	}
	if c.op.Action.Kind == spec.Login {
		v, _ := jsonvalue.Decode(c.reply)
		answer, _ := v.(map[string]any)
		token, _ := answer[c.op.Action.Token].(string)
		login, _ := c.sent()[c.contract.Principal.Login].(string)
		if found := c.byLogin(login); len(found) == 1 && token != "" && token != c.root {
			c.mu.Lock()
			c.owners[token], _ = found[0][c.contract.Principal.Resource.ID].(string)
			c.mu.Unlock()
		}
		return
	}
	if c.op.Action.Self && c.op.Action.Kind == spec.Read && c.callerID() == "" {
		if id, _ := c.one()[c.op.Action.Resource.ID].(string); id != "" {
			c.mu.Lock()
			c.owners[c.token()] = id
			c.mu.Unlock()
		}
	}
}

// token is the bearer token of the request, "" for none.
func (c *call) token() string {
	scheme, token, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") {
		return ""
	}
	return token
}

// callerID is that of who asks, "" where it is not known.
func (c *call) callerID() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.owners[c.token()]
}

// known are all tokens that have been seen to work.
func (c *call) known() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for token := range c.owners {
		out = append(out, token)
	}
	return out
}

// setToken makes the request that of another token.
func (c *call) setToken(token string) { c.r.Header.Set("Authorization", "Bearer "+token) }
