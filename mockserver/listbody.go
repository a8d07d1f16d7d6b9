package mockserver

import (
	"strconv"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// listed are the records of a body that brings a list of them, and its place.
func (x *exchange) listed() ([]any, string) {
	list, at := x.body, ""
	if name := x.endpoint.wrapper; name != "" {
		body, _ := x.body.(map[string]any)
		list, at = body[name], "/"+document.EscapePointer(name)
	}
	records, _ := list.([]any)
	return records, at
}

// firstListed is the record of a body that brings the one in a list.
func (x *exchange) firstListed() (map[string]any, string) {
	records, at := x.listed()
	if len(records) == 0 {
		return nil, at
	}
	first, _ := records[0].(map[string]any)
	return first, at + "/0"
}

// createListed makes all the records of a body, or none.
func (x *exchange) createListed() *refusal {
	records, at := x.listed()
	documents, secrets := make([]map[string]any, len(records)), make([]*state.Password, len(records))
	for i, one := range records {
		record, is := one.(map[string]any)
		if !is {
			return x.server.refuse(spec.BadBody, x.endpoint.Operation, "an item of the list is not an object", fault{pointer: at + "/" + strconv.Itoa(i), detail: "is not an object"})
		}
		x.endpoint.fillDefaults(record)
		documents[i], secrets[i] = record, x.hashPassword(record)
	}
	return x.write(func() *refusal { return x.createAll(documents, secrets) })
}

func (x *exchange) createAll(documents []map[string]any, secrets []*state.Password) *refusal {
	w := x.state
	c := w.Writable(x.endpoint.Action.Resource)
	parents, refused := x.parents(c, x.parentKeys())
	var made []*state.Record
	for i, one := range documents {
		if refused != nil {
			break
		}
		one = x.apart(one)
		var r *state.Record
		if r, refused = x.insert(c, one, x.sentID(c, one, parents), parents, secrets[i]); refused == nil {
			made = append(made, r)
		}
	}
	if refused != nil {
		for _, r := range made {
			w.Remove(c, r)
		}
		return refused
	}
	if success := x.endpoint.Success(); success != nil && success.Holds && !success.Many && len(made) > 0 {
		x.answerWith(made[0])
		return nil
	}
	x.answerWithMany(made, pageInfo{total: len(made)})
	return nil
}
