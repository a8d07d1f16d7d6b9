package mockserver

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/mockserver/internal/values"
	"github.com/cotalker/rolecall/spec"
)

// endpoint is an operation with all that can be worked out before a request is
// looked at. It is worked out when the first comes: a document may have a
// thousand operations, each with schemas to compile.
type endpoint struct {
	*spec.Operation
	ready     atomic.Bool
	preparing sync.Mutex
	alike     *endpoint         // the next one at a path that differs in the names of its keys alone
	otherwise map[int]*endpoint // replace: granted by another reply, by its status
	list      *listPlan
	writing
	versioning
	granted
	admittance
	fixedRefusals
}

// writing is what an operation knows of the bodies that it stores.
type writing struct {
	defaults   []defaultValue  // create, replace: what is stored where it is not sent
	idSent     bool            // create: the body may bring the id
	idRequired bool            // create: the body must bring it
	item       *spec.Operation // create: reads the new resource, nil for none
	wrapper    string          // the member of the body that holds what is written, "" for the body itself
	references []reference     // that a body may bring
}

// granted is the reply of a granted request.
type granted struct {
	status       int
	mediaType    []string // value of Content-Type, nil where the reply has no body
	replyHeaders []replyHeader
	envelope     envelope
	shown        *spec.Schema          // of the resource, where it is not as it is stored; nil for the same
	hidden       *values.HiddenMembers // of shown
}

// admittance is who may call.
type admittance struct {
	schemes      []*spec.Scheme    // that carry a caller's token
	alternatives []alternative     // of its access
	headers      []*spec.HeaderKey // that every caller must send
}

// fixedRefusals are those that do not depend on the request.
type fixedRefusals struct {
	missingToken, unknownToken, expiredToken, disabled, missingHeader, wrongHeader, forbidden *refusal
}

// replyHeader is a header that the document requires of a reply.
type replyHeader struct {
	name   string
	values []string
}

// prepare works all out, once.
func (e *endpoint) prepare(c *config) {
	e.preparing.Lock()
	defer e.preparing.Unlock()
	if e.ready.Load() {
		return
	}
	defer e.ready.Store(true)
	op := e.Operation
	e.references, e.status = references(c.contract, op), http.StatusOK
	e.prepareReply(c)
	e.versioning = planVersioning(op)
	switch op.Action.Kind {
	case spec.List:
		e.list = planList(op, c.model.Plans[op.Action.Resource.Index])
	case spec.DeleteMany:
		e.list = planOfAll(op, c.model.Plans[op.Action.Resource.Index])
	case spec.Create, spec.Replace:
		e.defaults = defaults(op)
		e.wrapper = values.Wrapper(op)
		defer e.prepareOtherwise(c)
	case spec.Update, spec.UpdateMany:
		e.wrapper = values.Wrapper(op)
	}
	if op.Action.Kind == spec.Create {
		e.item = c.contract.ItemOf(op)
		e.idSent, e.idRequired = idSent(values.Written(op), op.Action.Resource.ID)
	}
	c.prepareAccess(e)
}

// prepareOtherwise works out the replies of a replace beside its first: what was made
// may be told in another media type or envelope than what was there.
func (e *endpoint) prepareOtherwise(c *config) {
	if e.Action.Kind != spec.Replace || !e.Action.Upsert {
		return
	}
	e.otherwise = map[int]*endpoint{}
	for _, reply := range e.Replies {
		if reply.Status/100 == 2 && e.otherwise[reply.Status] == nil {
			other := &endpoint{Operation: e.Answering(reply), otherwise: e.otherwise, writing: e.writing, versioning: e.versioning, admittance: e.admittance, fixedRefusals: e.fixedRefusals}
			other.prepareReply(c)
			other.ready.Store(true)
			e.otherwise[reply.Status] = other
		}
	}
}

// answersBy has the request be granted by the reply of the first of these statuses
// that the document declares, if any.
func (x *exchange) answersBy(statuses ...int) {
	for _, status := range statuses {
		if other := x.endpoint.otherwise[status]; other != nil {
			x.endpoint, x.status = other, other.status
			return
		}
	}
}

func (e *endpoint) prepareReply(c *config) {
	success := e.Success()
	if success == nil {
		return
	}
	e.status = success.Status
	switch {
	case success.MediaType == "" || success.Status == http.StatusNoContent || success.Status == http.StatusResetContent:
	case success.MediaType == jsonType[0]:
		e.mediaType = jsonType
	default:
		e.mediaType = []string{strings.Replace(success.MediaType, "/*", "/octet-stream", 1)}
	}
	for _, h := range success.Headers {
		name := http.CanonicalHeaderKey(h.Name)
		switch {
		case name == "Location" && success.Status/100 == 3:
			e.replyHeaders = append(e.replyHeaders, replyHeader{name, []string{c.elsewhereOf(h.Schema)}})
		case h.Required && name != "Location":
			e.replyHeaders = append(e.replyHeaders, replyHeader{name, []string{c.headerText(h)}})
		}
	}
	if success.Holds && e.Action.Resource != nil {
		e.envelope = c.newEnvelope(e.Operation)
		if s := values.ShownAs(success); !c.contract.Embedded && s != c.model.Plans[e.Action.Resource.Index].Shown {
			e.shown, e.hidden = s, values.HiddenIn(s)
		}
	} else {
		e.hidden = values.HiddenIn(success.Schema) // its own example may show them
	}
}

// headerText is a value of a header that a reply must have.
func (c *config) headerText(h *spec.Parameter) string {
	text := reasonText(jsonvalue.Text(c.model.Sample(h.Schema, h.Name)))
	if !strings.EqualFold(h.Name, "ETag") || strings.HasSuffix(text, `"`) {
		return text
	}
	if tag := `"` + strings.ReplaceAll(text, " ", "-") + `"`; h.Schema.Valid(tag) {
		return tag // as RFC 9110, 8.8.3, writes it
	}
	return text
}

// elsewhereOf is where a reply leads that leads elsewhere: what the document gives
// as an example, else here, where somebody answers.
func (c *config) elsewhereOf(s *spec.Schema) string {
	if w := s.Words(); len(w.Examples) == 0 && len(w.Enum) == 0 && s.Valid("/") {
		return "/"
	}
	return reasonText(jsonvalue.Text(c.model.Sample(s, "Location")))
}

// idSent tells whether a body may bring the id, and whether it must.
func idSent(body *spec.Schema, id string) (may, must bool) {
	may, must = true, true
	for name := range strings.SplitSeq(id, ".") {
		m := body.Member(name)
		if m == nil || m.ReadOnly {
			return false, false
		}
		must, body = must && m.Required, m.Schema
	}
	return may, must
}

// reference is a member that names records of another collection.
type reference struct {
	spec.Reference
	state.MemberPath
	into *spec.Resource
}

// references are those of what the operation writes. A reference that was worked
// out is no reason to refuse a body: the document's own example may name a record
// that there is not.
func references(c *spec.Contract, op *spec.Operation) []reference {
	var out []reference
	if op.Body == nil || op.Action.Resource == nil || op.Action.Resource.Guessed {
		return nil
	}
	for _, ref := range op.Action.Resource.References {
		out = append(out, reference{ref, state.MemberPathOf(ref.Member), c.ResourceOf(ref.Collection)})
	}
	return out
}

// defaultValue is the value of a member that is not sent.
type defaultValue struct {
	member string
	value  any
}

// defaults are those of the body's schema, and then of what is stored.
func defaults(op *spec.Operation) []defaultValue {
	var out []defaultValue
	for _, s := range []*spec.Schema{values.Written(op), op.Action.Resource.Schema} {
		for _, m := range s.Members() {
			value, has := m.Schema.Default()
			known := slices.ContainsFunc(out, func(d defaultValue) bool { return d.member == m.Name })
			if has && !known && !op.Action.Resource.Stamped(m.Name) {
				out = append(out, defaultValue{m.Name, value})
			}
		}
	}
	return out
}
