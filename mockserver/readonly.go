package mockserver

import (
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// passReadOnly takes out of a change what only the server writes: a client sends back what
// it has read. OpenAPI says that it should not, so what is taken changes nothing; an id
// that the path contradicts stays, and is refused with all else that does not fit. Nothing
// is taken where the body is closed to other members, nor where callers are stored: such
// documents say who may write which.
func (x *exchange) passReadOnly() {
	e := x.endpoint
	a := e.Action
	if x.server.contract.Principal != nil || a.Kind != spec.Update && a.Kind != spec.Replace || a.Listed || a.Set != nil || a.ID != "" {
		return
	}
	s := e.Body.Schema
	if e.wrapper != "" {
		m := s.Member(e.wrapper)
		if m == nil {
			return
		}
		s = m.Schema
	}
	document, _ := x.changes()
	if len(document) == 0 || s.Words().Closed {
		return
	}
	for _, m := range s.Members() {
		value, sent := document[m.Name]
		kept := a.Resource.Schema.Member(m.Name)
		if !sent || !m.ReadOnly || kept == nil || !kept.Schema.Valid(value) {
			continue
		}
		if id, _ := state.IDText(jsonvalue.ValueAt(document, a.Resource.ID)); m.Name == a.Resource.ID && id != x.recordKey() {
			continue
		}
		delete(document, m.Name)
	}
}
