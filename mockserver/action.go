package mockserver

import (
	"fmt"

	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// act is the last stage: it does to the world what the operation is for. What
// it answers goes into the exchange; only reply.go writes it.
func (x *exchange) act() *refusal {
	switch x.endpoint.Action.Kind {
	case spec.List:
		return x.list()
	case spec.Read:
		return x.readOne()
	case spec.Create:
		return x.create()
	case spec.Update:
		if x.endpoint.Action.Content {
			return x.putContent()
		}
		return x.update()
	case spec.UpdateMany:
		return x.updateMany()
	case spec.Replace:
		switch {
		case x.endpoint.Action.Add:
			return x.add()
		case x.endpoint.Action.Content:
			return x.putContent()
		}
		return x.replaceOne()
	case spec.Delete:
		return x.deleteOne()
	case spec.DeleteMany:
		return x.deleteMany()
	case spec.AddItem, spec.UpdateItem, spec.RemoveItem:
		return x.changeItems()
	case spec.Login:
		return x.login()
	}
	return x.answerWithoutState()
}

func (x *exchange) list() *refusal {
	w, resource := x.state, x.endpoint.Action.Resource
	x.endpoint.list.read(&x.listing, x.terms())
	for _, by := range x.endpoint.list.chosen {
		x.listing.Where(by.filter, []string{x.keys[by.at]})
	}
	count := 0
	w.Mu.RLock()
	c := w.Of(resource)
	scope, refused := x.scope(c)
	if refused != nil {
		w.Mu.RUnlock()
		return refused
	}
	x.listing.Scope = scope
	if x.listing.LooksUp() && c.ListsBehind() {
		w.Mu.RUnlock()
		w.Mu.Lock()
		c = w.Writable(resource)
		c.CatchUpLists()
		x.page, count = c.Run(&x.listing, x.page)
		w.Mu.Unlock()
	} else {
		x.page, count = c.Run(&x.listing, x.page)
		w.Mu.RUnlock()
	}
	x.answerWithMany(x.page, x.pageInfo(count))
	return nil
}

func (x *exchange) readOne() *refusal {
	w, a := x.state, x.endpoint.Action
	var found *state.Record
	var refused *refusal
	switch {
	case a.Self && x.caller != nil:
		found = x.caller
	case a.Single:
		refused = x.write(func() (refused *refusal) {
			found, refused = x.single(x.state.Writable(a.Resource))
			return refused
		})
	default:
		w.Mu.RLock()
		found, refused = x.target(w.Of(a.Resource))
		w.Mu.RUnlock()
	}
	switch {
	case refused != nil:
	case x.notModified(found):
	case a.Content:
		x.answerWithContent(found)
	default:
		x.answerWith(found)
	}
	return refused
}

// recordKey is the id of the record that a path leads to: its last key.
func (x *exchange) recordKey() string {
	if len(x.keys) == 0 {
		return ""
	}
	return x.keys[len(x.keys)-1]
}

func (x *exchange) notFound(id string) *refusal {
	op := x.endpoint.Operation
	return x.server.refuse(spec.UnknownID, op, fmt.Sprintf("there is no %s in %s", id, op.Action.Resource.Collection))
}

// hashPassword hashes a new password before any lock is taken, nil where none
// is set. The plain text leaves the document here.
func (x *exchange) hashPassword(document map[string]any) *state.Password {
	principal := x.state.Contract.Principal
	if principal == nil || x.endpoint.Action.Resource != principal.Resource {
		return nil
	}
	plain, set := document[principal.Password].(string)
	if !set {
		return nil
	}
	delete(document, principal.Password)
	return state.HashedPassword(plain)
}
