package mockserver

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// updateMany changes all the records that a body names, or none.
func (x *exchange) updateMany() *refusal {
	if x.endpoint.Action.Listed {
		return x.updateListed()
	}
	changes, _ := x.changes()
	body, _ := x.body.(map[string]any)
	ids, secret := textList(body[x.endpoint.Action.IDs]), x.hashPassword(changes)
	return x.write(func() *refusal {
		changed, refused := x.mergeInto(ids, changes, secret)
		if refused == nil {
			x.answerWithMany(changed, pageInfo{total: -1})
		}
		return refused
	})
}

// updateListed changes each record of a body as what stands of it there says.
func (x *exchange) updateListed() *refusal {
	records, at := x.listed()
	ids, changes, secrets := make([]string, len(records)), make([]map[string]any, len(records)), make([]*state.Password, len(records))
	for i, one := range records {
		change, _ := one.(map[string]any)
		id, is := state.IDText(jsonvalue.ValueAt(change, x.endpoint.Action.Resource.ID))
		if !is || slices.Contains(ids[:i], id) {
			return x.server.refuse(spec.BadBody, x.endpoint.Operation, "each item of the list names one record", fault{pointer: at + "/" + strconv.Itoa(i), detail: "names no record, or one that another item names"})
		}
		ids[i], changes[i], secrets[i] = id, change, x.hashPassword(change)
	}
	return x.write(func() *refusal {
		c := x.state.Writable(x.endpoint.Action.Resource)
		taken := make([]map[string]bool, len(c.Plan.Unique))
		var before, after []*state.Record
		for i, id := range ids {
			was, is, refused := x.merge([]string{id}, changes[i], secrets[i])
			if refused == nil {
				if err := c.TakenTwice(is[0], changes[i], taken); err != nil {
					refused = x.taken(err)
				}
			}
			if refused != nil {
				return refused
			}
			before, after = append(before, was...), append(after, is...)
		}
		for i, r := range after {
			x.state.Replace(c, before[i], r, changes[i])
		}
		x.answerWithMany(after, pageInfo{total: len(after)})
		return nil
	})
}

// deleteMany takes away the records that the request names, where it can name
// some, and else all that the path and the query choose. One that is not there
// is none to take away.
func (x *exchange) deleteMany() *refusal {
	return x.write(func() *refusal {
		w, a := x.state, x.endpoint.Action
		c := w.Writable(a.Resource)
		scope, refused := x.scope(c)
		if refused != nil {
			return refused
		}
		var gone []*state.Record
		if a.IDs == "" {
			x.endpoint.list.read(&x.listing, x.query.terms)
			x.listing.Scope, x.listing.Order = scope, -1
			if x.listing.LooksUp() {
				c.CatchUpLists()
			}
			found, _ := c.Run(&x.listing, nil)
			gone = slices.Clone(found)
		} else {
			for _, id := range x.namedIDs() {
				if r := c.FindBelow(scope, id); r != nil {
					gone = append(gone, r)
				}
			}
		}
		for _, r := range gone {
			if c.All.At(r.Seq) == r { // it may stand below another of them, or be named twice
				w.Remove(c, r)
			}
		}
		x.answerWithMany(gone, pageInfo{total: len(gone)})
		return nil
	})
}

// namedIDs are the ids in the body or the query of a request that names several
// records: texts, numbers, or objects with an id.
func (x *exchange) namedIDs() []string {
	a := x.endpoint.Action
	var out []string
	for _, text := range x.request.URL.Query()[a.IDs] {
		out = append(out, strings.Split(text, ",")...)
	}
	body := x.body
	if object, is := body.(map[string]any); is && a.IDs != "." {
		body = object[a.IDs]
	}
	list, _ := body.([]any)
	for _, item := range list {
		if object, is := item.(map[string]any); is {
			item = jsonvalue.ValueAt(object, a.Resource.ID)
		}
		if id, is := state.IDText(item); is {
			out = append(out, id)
		}
	}
	return out
}

// planOfAll is the plan of an operation that is on all that its query chooses: no
// page bounds them but one that is asked for.
func planOfAll(op *spec.Operation, storage *state.Plan) *listPlan {
	p := planList(op, storage)
	p.limit = math.MaxInt
	return p
}

// textList are the ids of a body that names several, or one.
func textList(v any) []string {
	if one, ok := state.IDText(v); ok {
		return []string{one}
	}
	list, _ := v.([]any)
	var out []string
	for _, item := range list {
		if s, ok := state.IDText(item); ok {
			out = append(out, s)
		}
	}
	return out
}
