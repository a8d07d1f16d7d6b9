package mockserver

import (
	"strings"

	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// scope are the keys of a path before the record's own: the parents that its
// records stand below, nil for records anywhere. A parent must be there.
func (x *exchange) scope(c *state.Collection) ([]string, *refusal) {
	keys := x.keys
	if x.endpoint.Action.View {
		return nil, nil // its keys choose nothing
	}
	if x.endpoint.Action.OfRecord() && len(keys) > 0 {
		keys = keys[:len(keys)-1]
	}
	if len(keys) == 0 || len(c.Plan.Resource.Parents) == 0 {
		return nil, nil
	}
	return keys, x.checkParents(c, keys)
}

// checkParents refuses a path below what there is not.
func (x *exchange) checkParents(c *state.Collection, keys []string) *refusal {
	parents := c.Plan.Resource.Parents
	first := len(parents) - len(keys)
	for i, key := range keys {
		parent := parents[first+i].Resource
		if parent == nil {
			continue
		}
		above := x.state.Of(parent)
		if above.FindBelow(keys[max(0, i-len(parent.Parents)):i], key) == nil {
			return x.server.refuse(spec.UnknownID, x.endpoint.Operation, "there is no "+key+" in "+parent.Collection)
		}
	}
	return nil
}

// parents are those of a new record: the keys of its path, "" for those that the
// path does not name.
func (x *exchange) parents(c *state.Collection, keys []string) ([]string, *refusal) {
	n := len(c.Plan.Resource.Parents)
	if n == 0 {
		return nil, nil
	}
	keys = keys[max(0, len(keys)-n):]
	out := make([]string, n)
	for i, key := range keys {
		out[n-len(keys)+i] = strings.Clone(key)
	}
	return out, x.checkParents(c, keys)
}

// target is the record that a path leads to. The lock is held.
func (x *exchange) target(c *state.Collection) (*state.Record, *refusal) {
	a := x.endpoint.Action
	if a.Single && a.Kind != spec.Replace {
		return x.single(c)
	}
	scope, refused := x.scope(c)
	if refused != nil {
		return nil, refused
	}
	var found *state.Record
	id := x.recordKey()
	switch {
	case a.Self && x.caller != nil:
		id, found = x.caller.ID, c.Find(x.caller.ID)
	case a.Single:
		id, found = c.Plan.Resource.Collection, c.FirstBelow(scope)
	case a.Named != "":
		found = c.NamedBelow(scope, a.Named, id)
	default:
		found = c.FindBelow(scope, id)
	}
	if found == nil {
		return nil, x.notFound(id)
	}
	return found, x.precondition(found)
}

// single is the one record of a parent. It is made when it is first asked for,
// unless it was deleted. The lock is held to write.
func (x *exchange) single(c *state.Collection) (*state.Record, *refusal) {
	scope, refused := x.scope(c)
	if refused != nil {
		return nil, refused
	}
	if found := c.FirstBelow(scope); found != nil {
		return found, nil
	}
	if c.Plan.Resource.Empty {
		return nil, x.notFound(c.Plan.Resource.Collection)
	}
	parents, refused := x.parents(c, scope)
	if refused != nil {
		return nil, refused
	}
	if x.state.SingleDeleted(c, parents) {
		return nil, x.notFound(c.Plan.Resource.Collection)
	}
	seed := strings.Join(scope, "/") + c.Plan.Resource.Collection
	document, _ := x.server.model.Sample(c.Plan.Resource.Schema, seed).(map[string]any)
	if document == nil {
		document = map[string]any{}
	}
	return x.insert(c, document, "", parents, nil)
}
