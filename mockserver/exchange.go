package mockserver

import (
	"net/http"
	"sync"

	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// exchange is one request on its way through the stages, with the world that
// it acts on. Exchanges are used again: nothing of one survives into the next.
type exchange struct {
	server *Server
	world  *World
	state  *state.State // of the world when the request came
	call

	endpoint     *endpoint // set by route
	keys         []string  // set by route: the keys of the path, in its order
	identity               // set by identify
	received               // set by read
	selection              // set by validate, and by list
	intervention           // set by intervene
	outcome                // set by act, or by who refuses
}

// call is a request as net/http has it, and where its reply goes.
type call struct {
	prefix  string // of the paths that the reply names: that of the world, where the request has it
	writer  http.ResponseWriter
	header  http.Header // of the reply
	request *http.Request
}

// selection is which records a request asks for.
type selection struct {
	query   query
	listing state.Listing
	page    []*state.Record
}

// stages are the steps of every request, in the order in which they may refuse
// it.
var stages = [...]func(*exchange) *refusal{
	(*exchange).identify,
	(*exchange).admit,
	(*exchange).readOnce,
	(*exchange).authorizeMembers,
	(*exchange).validate,
	(*exchange).act,
}

var exchanges = sync.Pool{New: func() any { return &exchange{} }}

// serve takes a request through the stages and writes the reply. It returns the
// refusal, nil for a request that was granted.
func (x *exchange) serve() *refusal {
	defer x.releaseBody()    // also where a stage panics
	x.status = http.StatusOK // unless the endpoint has another
	refused := x.route()
	if refused == nil && x.endpoint == nil {
		return nil // OPTIONS, answered
	}
	if refused == nil && x.world.ledger != nil {
		refused = x.catchUp()
	}
	if refused == nil {
		var answered bool
		if refused, answered = x.intervene(); answered {
			return nil
		}
	}
	for _, stage := range stages {
		if refused != nil {
			break
		}
		refused = stage(x)
	}
	x.releaseBody()
	if refused != nil {
		x.writeRefusal(refused)
		return refused
	}
	x.writeReply()
	return nil
}

// intervention is who answered in the place of the world, and how the reply ends.
type intervention struct {
	byWish string // the wish
	byRule string // the rule's id
	fault  string // what goes wrong
	waits  bool   // the request said how long
	ending ending
}

// intervene does what was asked for in the place of what the world would answer:
// by the request itself, by a rule of the world, or by whoever started the mock. It tells whether that
// was the answer.
func (x *exchange) intervene() (refused *refusal, answered bool) {
	if values := x.request.Header["Prefer"]; values != nil {
		if refused, answered = x.heed(values); refused != nil || answered {
			return refused, answered
		}
	}
	if x.world.rules.live.Load() != nil {
		if refused, answered = x.followRule(); refused != nil || answered {
			return refused, answered
		}
	}
	if x.server.disturbance != nil {
		return x.disturb()
	}
	return nil, false
}

// maxKept is the largest buffer that is kept for the next request.
const maxKept = 1 << 16

func (x *exchange) release() {
	clear(x.keys)
	clear(x.page)
	x.query.forget()
	x.listing.Forget()
	*x = exchange{
		keys:      x.keys[:0],
		identity:  identity{rights: x.rights[:0]},
		received:  x.received.emptied(),
		selection: selection{query: x.query, listing: x.listing, page: x.page[:0]},
		outcome:   outcome{answer: kept(x.answer)},
	}
	exchanges.Put(x)
}

// kept is a buffer for the next request, none where it has grown large.
func kept(buffer []byte) []byte {
	if cap(buffer) > maxKept {
		return nil
	}
	return buffer[:0]
}
