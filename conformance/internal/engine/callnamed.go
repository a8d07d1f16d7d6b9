package engine

import (
	"encoding/json"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// nameSubject writes the id of the call's record into a body that names it, or
// them, by ids.
func (c *Call) nameSubject() {
	a := c.Operation.Action
	if c.Subject == nil || c.Operation.Body == nil {
		return
	}
	id := IDValue(a.Resource, c.Subject.ID)
	switch {
	case a.ID != "":
		object, _ := c.Body.(map[string]any)
		if record, _ := written(c.Operation, object); record != nil {
			jsonvalue.SetAt(record, a.ID, id)
		}
	case a.Kind == spec.UpdateMany && a.Listed:
		if list := c.listed(); len(list) > 0 {
			if first, is := list[0].(map[string]any); is {
				jsonvalue.SetAt(first, a.Resource.ID, id)
			}
		}
	case a.Kind == spec.DeleteMany && a.IDs == ".":
		c.Body = []any{c.named(c.Operation.Body.Schema, id)}
	case a.IDs != "":
		if object, is := c.Body.(map[string]any); is {
			if m := c.Operation.Body.Schema.Member(a.IDs); m != nil {
				object[a.IDs] = []any{c.named(m.Schema, id)}
			}
		}
	}
}

// named is an id as an item of a list of ids, which may be objects with it.
func (c *Call) named(list *spec.Schema, id any) any {
	items := list.Items()
	if items.Type() != "object" {
		for _, other := range []any{IDText(id), json.Number(IDText(id))} { // a text or a number, whatever the record has
			if !items.Valid(id) && items.Valid(other) {
				return other
			}
		}
		return id
	}
	one, _ := Sample(items, c.mark, false).(map[string]any)
	if one == nil {
		one = map[string]any{}
	}
	jsonvalue.SetAt(one, c.Operation.Action.Resource.ID, id)
	return one
}

// written is the part of a body that a record is written from: itself, or the one
// object in it that is no member of the resource.
func written(op *spec.Operation, object map[string]any) (map[string]any, *spec.Schema) {
	members := op.Body.Schema.Members()
	if len(members) == 1 && op.Action.Resource.Schema.Names(members[0].Name) == nil && members[0].Schema.Type() == "object" {
		inner, _ := object[members[0].Name].(map[string]any)
		return inner, members[0].Schema
	}
	return object, op.Body.Schema
}

// listed are the records of a body that brings a list of them.
func (c *Call) listed() []any {
	body := c.Body
	if member, _ := c.Operation.BodyRecords(); member != "" {
		object, _ := body.(map[string]any)
		body = object[member]
	}
	list, _ := body.([]any)
	return list
}
