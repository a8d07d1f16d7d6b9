package mockserver

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// scope are the keys of a path before the record's own: the parents that its
// records stand below, nil for records anywhere. A parent must be there.
func (x *exchange) scope(c *collection) ([]string, *refusal) {
	keys := x.keys
	if x.endpoint.Action.View {
		return nil, nil // its keys choose nothing
	}
	if x.endpoint.Action.OfRecord() && len(keys) > 0 {
		keys = keys[:len(keys)-1]
	}
	if len(keys) == 0 || len(c.plan.resource.Parents) == 0 {
		return nil, nil
	}
	return keys, x.checkParents(c, keys)
}

// checkParents refuses a path below what there is not.
func (x *exchange) checkParents(c *collection, keys []string) *refusal {
	parents := c.plan.resource.Parents
	first := len(parents) - len(keys)
	for i, key := range keys {
		parent := parents[first+i].Resource
		if parent == nil {
			continue
		}
		above := x.world.of(parent)
		if above.findBelow(keys[max(0, i-len(parent.Parents)):i], key) == nil {
			return x.server.refuse(spec.UnknownID, x.endpoint.Operation, "there is no "+key+" in "+parent.Collection)
		}
	}
	return nil
}

// parents are those of a new record: the keys of its path, "" for those that the
// path does not name.
func (x *exchange) parents(c *collection, keys []string) ([]string, *refusal) {
	n := len(c.plan.resource.Parents)
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

// target is the record that a path leads to. The caller holds the lock.
func (x *exchange) target(c *collection) (*record, *refusal) {
	a := x.endpoint.Action
	if a.Single && a.Kind != spec.Replace {
		return x.single(c)
	}
	scope, refused := x.scope(c)
	if refused != nil {
		return nil, refused
	}
	var found *record
	id := x.ownKey()
	switch {
	case a.Self && x.caller != nil:
		id, found = x.caller.id, c.find(x.caller.id)
	case a.Single:
		id, found = c.plan.resource.Collection, c.firstBelow(scope)
	default:
		found = c.findBelow(scope, id)
	}
	if found == nil {
		return nil, x.notFound(id)
	}
	return found, nil
}

// single is the one record of a parent. It is made when it is first asked for,
// unless it was deleted. The caller holds the lock to write.
func (x *exchange) single(c *collection) (*record, *refusal) {
	scope, refused := x.scope(c)
	if refused != nil {
		return nil, refused
	}
	if found := c.firstBelow(scope); found != nil {
		return found, nil
	}
	if c.plan.resource.Empty {
		return nil, x.notFound(c.plan.resource.Collection)
	}
	parents, refused := x.parents(c, scope)
	if refused != nil {
		return nil, refused
	}
	if x.world.singleDeleted(c, parents) {
		return nil, x.notFound(c.plan.resource.Collection)
	}
	seed := strings.Join(scope, "/") + c.plan.resource.Collection
	document, _ := x.server.model.sample(c.plan.resource.Schema, seed).(map[string]any)
	if document == nil {
		document = map[string]any{}
	}
	return x.insert(c, document, "", parents, nil)
}

// below tells whether a record stands below the keys of a path. Of a parent that
// is not known any will do.
func (r *record) below(scope []string) bool {
	first := len(r.parents) - len(scope)
	for i, key := range scope {
		if at := first + i; at >= 0 && r.parents[at] != "" && r.parents[at] != key {
			return false
		}
	}
	return true
}

// findBelow is the record of an id below the keys of a path, nil for none.
func (c *collection) findBelow(scope []string, id string) *record {
	r := c.find(id)
	if len(scope) == 0 || r != nil && r.below(scope) {
		return r
	}
	if r != nil { // two records of different parents may have the same id
		for one := range c.all.from(0) {
			if one.id == id && one.below(scope) {
				return one
			}
		}
	}
	return nil
}

// firstBelow is the first record below the keys of a path, nil for none.
func (c *collection) firstBelow(scope []string) *record {
	for one := range c.all.from(0) {
		if one.below(scope) {
			return one
		}
	}
	return nil
}

// writeParents puts the ids of parents into the members that hold them.
func (w *world) writeParents(p *storagePlan, document map[string]any, parents []string) {
	for i, parent := range p.resource.Parents {
		if parent.Member == "" || parents[i] == "" {
			continue
		}
		var id any = parents[i]
		if parent.Resource != nil {
			id = w.plans[parent.Resource.Index].idValue(parents[i])
		}
		setAt(document, parent.Member, id)
	}
}

// takeFrom takes the member at a dotted path out of an object.
func takeFrom(document map[string]any, path string) {
	name, rest, nested := strings.Cut(path, ".")
	if below, is := document[name].(map[string]any); nested && is {
		takeFrom(below, rest)
	} else if !nested {
		delete(document, name)
	}
}

// setAt writes a value at a dotted path.
func setAt(document map[string]any, path string, value any) {
	name, rest, nested := strings.Cut(path, ".")
	if !nested {
		document[name] = value
		return
	}
	below, is := document[name].(map[string]any)
	if !is {
		below = map[string]any{}
		document[name] = below
	}
	setAt(below, rest, value)
}

// adopt gives the records of a fresh world their parents: those that they name,
// else one after another of those that there are.
func (w *world) adopt(c *collection) {
	if len(c.plan.resource.Parents) == 0 {
		return
	}
	for n, r := range slices.Collect(c.all.from(0)) {
		w.giveParents(c, r, n)
	}
}

// giveParents gives the n-th record of a collection its parents.
func (w *world) giveParents(c *collection, r *record, n int) {
	parents := c.plan.resource.Parents
	if len(parents) == 0 {
		return
	}
	r.parents = make([]string, len(parents))
	for i := len(parents) - 1; i >= 0; i-- {
		r.parents[i] = w.parentOf(r, i, n, parents)
	}
}

func (w *world) parentOf(r *record, i, n int, parents []spec.Parent) string {
	p := parents[i]
	if p.Member != "" {
		if id := r.text(jsonPath(p.Member)); id != "" {
			return id
		}
	}
	if p.Resource == nil {
		return ""
	}
	if i+1 < len(parents) && parents[i+1].Resource != nil { // the parent's own parent
		below := parents[i+1].Resource
		at := slices.IndexFunc(below.Parents, func(o spec.Parent) bool { return o.Resource == p.Resource })
		if one := w.of(below).find(r.parents[i+1]); one != nil && at >= 0 && at < len(one.parents) {
			return one.parents[at]
		}
	}
	all := w.of(p.Resource).all
	if all.len() == 0 {
		return ""
	}
	return all.at(uint64(n % all.len())).id
}
