package mockserver

import (
	"strconv"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// answerWithItems answers with what became of the items, or with the record that holds
// them, in the reply that the operation else gives.
func (x *exchange) answerWithItems(change *itemChange, r *state.Record) {
	e := x.endpoint
	if e.mediaType == nil {
		return
	}
	reply, schema := x.exampleValue(), e.Success().Schema
	object, isObject := reply.(map[string]any)
	switch value := x.shownItems(change, r); {
	case value == nil:
	case change.At == ".":
		reply = value
	case isObject:
		jsonvalue.SetAt(object, change.At, value)
	}
	e.hidden.Prune(reply)
	x.answer = schema.Append(x.answer, reply)
}

// shownItems is what a reply shows in the place that is said: the record, or what was
// put, changed or taken away; one of them, or a list. It is nil for nothing.
func (x *exchange) shownItems(change *itemChange, r *state.Record) any {
	if change.At == "" {
		return nil
	}
	place := x.endpoint.Success().Schema
	if change.At != "." {
		place = place.At(change.At)
	}
	shown := change.touched
	if change.Record {
		stored, _ := jsonvalue.Decode([]byte(r.JSON))
		shown = []any{stored}
	}
	one, list := place, []any{}
	if items := place.Items(); items != nil {
		one = items
	}
	for i, item := range shown {
		item = jsonvalue.Clone(item) // which the record holds, too
		if object, is := item.(map[string]any); is && !one.Valid(item) {
			x.server.model.ConformObject(one, object, r.ID+strconv.Itoa(i))
		}
		list = append(list, item)
	}
	switch {
	case one != place:
		return list
	case len(list) > 0:
		return list[0]
	}
	return nil
}
