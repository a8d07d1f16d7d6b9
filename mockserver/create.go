package mockserver

import (
	"net/http"
	"net/url"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

func (x *exchange) create() *refusal {
	if x.endpoint.Action.Listed {
		return x.createListed()
	}
	document, refused := x.document()
	if refused != nil {
		return refused
	}
	x.tellContent(document)
	secret := x.hashPassword(document)
	// Nobody else writes to the world from the look for a value that is taken to the end.
	return x.write(func() *refusal { return x.createOne(x.apart(document), secret) })
}

// apart is a document of a new record that may be completed: one of its own where the
// write may be decided again.
func (x *exchange) apart(document map[string]any) map[string]any {
	if x.server.storage == nil {
		return document
	}
	return x.state.Of(x.endpoint.Action.Resource).Plan.Apart(document)
}

func (x *exchange) createOne(document map[string]any, secret *state.Password) *refusal {
	c := x.state.Writable(x.endpoint.Action.Resource)
	keys := x.parentKeys()
	parents, refused := x.parents(c, keys)
	if refused != nil {
		return refused
	}
	r, refused := x.insert(c, document, x.sentID(c, document, parents), parents, secret)
	if refused != nil {
		return refused
	}
	if e := x.endpoint; e.item != nil && e.status == http.StatusCreated && len(keys)+1 == len(e.item.PathKeys) {
		x.header["Location"] = []string{x.prefix + e.item.Expand(append(keys, url.PathEscape(r.ID))...)}
	}
	x.answerWith(r)
	return nil
}

// parentKeys are the keys of the path that say below which records a new one is to
// stand: none where they choose what a view shows.
func (x *exchange) parentKeys() []string {
	if x.endpoint.Action.View {
		return nil
	}
	return x.keys
}

// sentID is the id that a body brings for a new record, "" where the mock is to give
// one.
func (x *exchange) sentID(c *state.Collection, document map[string]any, parents []string) string {
	if !x.endpoint.idSent {
		return ""
	}
	id, _ := state.IDText(jsonvalue.ValueAt(document, c.Plan.Resource.ID))
	if !x.endpoint.idRequired && c.FindBelow(parents, id) != nil {
		return "" // as of an example that stands in the world already: another is given
	}
	return id
}

// document is the body of a request that writes a whole record, with the members
// that have a default.
func (x *exchange) document() (map[string]any, *refusal) {
	document, _ := x.changes()
	if document == nil {
		if _, isObject := x.body.(map[string]any); x.body != nil && !isObject && takesObjects(x.endpoint.Body.Schema) {
			return nil, x.server.refuse(spec.BadBody, x.endpoint.Operation, "the body is not an object", fault{detail: "is not an object"})
		}
		document = map[string]any{}
	}
	x.endpoint.fillDefaults(document)
	return document, nil
}

// takesObjects tells of the schema of a body whether a record is written from it: one
// that names no members takes anything, such as a picture.
func takesObjects(s *spec.Schema) bool {
	return s.Type() == "object" || s.Type() == "" && len(s.Members()) > 0
}

func (e *endpoint) fillDefaults(document map[string]any) {
	for _, d := range e.defaults {
		if _, sent := document[d.member]; !sent {
			document[d.member] = d.value
		}
	}
}

// insert stores a new record; the id "" is for one that the mock gives. The
// lock is held.
func (x *exchange) insert(c *state.Collection, document map[string]any, id string, parents []string, secret *state.Password) (*state.Record, *refusal) {
	r, err := x.state.Insert(c, state.Newcomer{Document: document, ID: id, Parents: parents, Password: secret, Content: x.content()}, &x.text)
	if err != nil {
		return nil, x.taken(err)
	}
	return r, nil
}

// taken refuses what another has. That is a 409, or what the document has instead
// (RefusalKind of spec).
func (x *exchange) taken(err *state.TakenError) *refusal {
	if err.Member == "" {
		return x.server.refuse(spec.NotUnique, x.endpoint.Operation, err.Detail)
	}
	pointer := "/" + document.EscapePointer(err.Member)
	return x.server.refuse(spec.NotUnique, x.endpoint.Operation, err.Detail, fault{pointer: pointer, detail: "is taken"})
}
