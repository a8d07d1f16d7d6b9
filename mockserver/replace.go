package mockserver

import (
	"net/http"

	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// replaceOne puts the body in the place of a record. What only the server writes
// stays; where there is no record, one is made if the operation says so.
func (x *exchange) replaceOne() *refusal {
	document, refused := x.document()
	if refused != nil {
		return refused
	}
	secret := x.hashPassword(document)
	return x.write(func() *refusal { return x.replaceWith(x.server.afresh(document), secret) })
}

func (x *exchange) replaceWith(document map[string]any, secret *state.Password) *refusal {
	a := x.endpoint.Action
	c := x.state.Writable(a.Resource)
	old, refused := x.target(c)
	if old == nil && refused != nil && a.Upsert && refused.kind == spec.UnknownID {
		return x.upsert(c, document, secret)
	}
	if old == nil && a.Single { // it is there as soon as somebody asks for it
		old, refused = x.single(c)
	}
	if refused != nil {
		return refused
	}
	return x.putInPlace(c, old, document, secret)
}

// putInPlace puts a document in the place of a record, of which what only the
// server writes stays. The lock is held.
func (x *exchange) putInPlace(c *state.Collection, old *state.Record, document map[string]any, secret *state.Password) *refusal {
	r, err := x.state.PutInPlace(c, old, document, secret, &x.text)
	if err != nil {
		return x.taken(err)
	}
	x.replaced()
	x.answerWith(r)
	return nil
}

// replaced is for an operation whose first reply is that of a new record: another
// of its replies tells of one that was there.
func (x *exchange) replaced() {
	if x.endpoint.status == http.StatusCreated {
		x.answersBy(http.StatusOK, http.StatusNoContent, http.StatusAccepted)
	}
}

// upsert makes the record that was to be replaced, under the id of the path.
func (x *exchange) upsert(c *state.Collection, document map[string]any, secret *state.Password) *refusal {
	keys, id := x.keys, ""
	if !x.endpoint.Action.Single {
		keys, id = x.keys[:len(x.keys)-1], x.recordKey()
	}
	if x.endpoint.Action.Named != "" {
		id = "" // the key is a name beside it
	}
	parents, refused := x.parents(c, keys)
	if refused != nil {
		return refused
	}
	r, refused := x.insert(c, document, id, parents, secret)
	if refused != nil {
		return refused
	}
	x.answersBy(http.StatusCreated)
	x.answerWith(r)
	return nil
}
