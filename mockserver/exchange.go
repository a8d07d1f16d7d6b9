package mockserver

import (
	"net/http"
	"sync"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// exchange is one request on its way through the stages, with the world that
// it acts on. Exchanges are used again: nothing of one survives into the next.
type exchange struct {
	server  *Server
	in      *World
	world   *world // the state of in when the request came
	prefix  string // of the paths that the reply names: that of the world, where the request has it
	writer  http.ResponseWriter
	header  http.Header // of the reply
	request *http.Request

	endpoint    *endpoint   // set by route
	keys        []string    // set by route: the keys of the path, in its order
	caller      *record     // set by identify
	callerName  string      // set by identify, where no record stands behind the token
	rights      spec.Rights // set by identify
	shown       uint64      // set by identify: a bit for each scheme of the endpoint whose token was good
	reading     bool        // set by read: the client has been asked for the body
	body        any         // set by read: decoded
	readAlready bool
	readRefused *refusal
	decoded     bool  // set by read: there was a body, and it was decoded
	patch       patch // set by read: how the body says what becomes of a record
	reserved    int64 // set by read: the memory reserved for a large body
	hasTurn     bool  // set by read: it is a large body's turn
	decoder     jsonvalue.Decoder
	query       query     // set by validate
	listing     listing   // set by list
	page        []*record // set by list
	status      int
	bodyless    bool   // set by act: the reply has no body, though those of the operation have
	waits       bool   // set by heed: the request said how long
	sent        []byte // set by readOnce: the beginning of the body, for the journal
	replied     []byte // set by the write of the reply: its body
	byWish      string // set by heed
	byRule      string // set by followRule: its id
	fault       string // set by disturb: what goes wrong
	ending      ending // set by drop and truncate
	text        []byte // the body as it was sent, then a record as it is stored
	answer      []byte
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
	if refused == nil && x.in.ledger != nil {
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

// intervene does what was asked for in the place of what the world would answer:
// by the request itself, by a rule of the world, or by whoever started the mock. It tells whether that
// was the answer.
func (x *exchange) intervene() (refused *refusal, answered bool) {
	if values := x.request.Header["Prefer"]; values != nil {
		if refused, answered = x.heed(values); refused != nil || answered {
			return refused, answered
		}
	}
	if x.in.rules.live.Load() > 0 {
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
	if cap(x.answer) > maxKept {
		x.answer = nil
	}
	if cap(x.text) > maxKept {
		x.text = nil
	}
	clear(x.page)
	x.decoder.Forget()
	x.query.forget()
	x.listing.forget()
	x.server, x.in, x.world, x.prefix, x.writer, x.header, x.request = nil, nil, nil, "", nil, nil, nil
	x.endpoint, x.caller, x.callerName, x.body, x.reading, x.status, x.shown = nil, nil, "", nil, false, 0, 0
	x.decoded, x.bodyless, x.waits, x.byRule, x.fault, x.ending = false, false, false, "", "", whole
	x.patch = noPatch
	x.readAlready, x.readRefused, x.sent, x.replied, x.byWish = false, nil, x.sent[:0], nil, ""
	clear(x.keys)
	x.keys, x.rights, x.page, x.text, x.answer = x.keys[:0], x.rights[:0], x.page[:0], x.text[:0], x.answer[:0]
	exchanges.Put(x)
}
