package hostile

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/cotalker/rolecall/spec"
)

// Proxy stands before a good server and answers as its mutation says.
type Proxy struct {
	contract *spec.Contract
	next     http.Handler
	mutation Mutation
	kind     kind
	fit      atomic.Int64
	changed  atomic.Int64
	asked    atomic.Int64

	mu     sync.Mutex
	places map[string]bool
}

// New puts a mutation before a server.
func New(c *spec.Contract, next http.Handler, m Mutation) *Proxy {
	return &Proxy{contract: c, next: next, mutation: m, kind: kindOf(m.Kind), places: map[string]bool{}}
}

// Asked is how many requests came.
func (p *Proxy) Asked() int64 { return p.asked.Load() }

// Changed is how many replies the mutation has befallen and made other than
// they were.
func (p *Proxy) Changed() int64 { return p.changed.Load() }

// Places are those of the members that were spoilt, as JSON Pointers with * for
// each item of a list; "" is among them where it was more than a member. Those of
// replies to what the contract has no operation for begin with [NoOperation].
func (p *Proxy) Places() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Sorted(maps.Keys(p.places))
}

// NoOperation begins a place in a reply to what the contract has no operation for.
const NoOperation = "of no operation: "

func (p *Proxy) remember(r *http.Request, place string) {
	if p.operation(r) == "" {
		place = NoOperation + place
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.places[place] = true
}

// answer is a reply on its way to being spoilt.
type answer struct {
	status  int
	header  http.Header
	body    []byte
	writer  http.ResponseWriter
	request *http.Request
	seed    uint64
	random  *rand.Rand // the same numbers for every reply
	sent    bool       // what there is to send has been sent
	same    bool       // nothing could be spoilt
	place   string     // of the member that was spoilt, "" for more than one
}

// ServeHTTP asks the good server, and answers with what the mutation makes of
// its reply. A server that refuses what it is asked does not ask it.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.asked.Add(1)
	a := &answer{header: http.Header{}, writer: w, request: r, seed: p.mutation.Seed, random: random(p.mutation.Seed, p.mutation.Kind)}
	here := p.here(r)
	refuses := here && p.mutation.Refuses() && p.mutation.Status == 0
	if refuses {
		refuses = p.turn()
	}
	if !refuses {
		recorder := &recorder{header: a.header}
		p.next.ServeHTTP(recorder, r)
		a.status, a.body = recorder.status, recorder.body.Bytes()
	} else {
		a.status = http.StatusOK
	}
	if refuses || here && p.befalls(a.status) && p.turn() {
		p.kind.apply(a)
		if !a.same {
			p.changed.Add(1)
			p.remember(r, a.place)
		}
	}
	if !a.sent {
		a.send()
	}
}

// turn tells whether a reply is among the share.
func (p *Proxy) turn() bool { return p.fit.Add(1)%int64(max(p.mutation.Share, 1)) == 0 }

func (p *Proxy) befalls(status int) bool {
	want := p.mutation.Status
	return want == 0 || want == status || want == status/100
}

// here tells whether a request is one of the operation.
func (p *Proxy) here(r *http.Request) bool {
	return p.mutation.Where == "" || p.operation(r) == p.mutation.Where
}

// operation is the id of the operation that a request is one of, "" for none.
func (p *Proxy) operation(r *http.Request) string {
	best, most := "", -1
	for _, op := range p.contract.Operations {
		if literals := leads(op, r); literals > most {
			best, most = op.ID, literals
		}
	}
	return best
}

// leads tells whether a request goes to an operation, by how many literal
// segments they share: a path goes where most of it is meant. It is -1 where
// the request does not.
func leads(op *spec.Operation, r *http.Request) int {
	if method := r.Method; method != op.Method && (method != http.MethodHead || op.Method != http.MethodGet) {
		return -1
	}
	want, got := strings.Split(op.Path, "/"), strings.Split(r.URL.Path, "/")
	if len(want) != len(got) {
		return -1
	}
	literals := 0
	for i := range want {
		switch {
		case want[i] == got[i]:
			literals++
		case got[i] == "" || !strings.HasPrefix(want[i], "{"): // a slash at the end is no key
			return -1
		}
	}
	return literals
}

// send writes the answer as a good server would.
func (a *answer) send() {
	for name, values := range a.header {
		a.writer.Header()[name] = values
	}
	if a.request.Method != http.MethodHead && a.status != http.StatusNoContent && a.status != http.StatusNotModified {
		a.writer.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	a.writer.WriteHeader(a.status)
	if a.request.Method != http.MethodHead {
		a.writer.Write(a.body)
	}
	a.sent = true
}

// recorder keeps a reply.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(text []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(text)
}
