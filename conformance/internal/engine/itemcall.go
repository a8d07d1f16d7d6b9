package engine

import (
	"encoding/json"
	"slices"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// itemKeys are the keys of a path that leads to a list which a record holds: those of a
// record of the check's own, where one can be made, and the id of an item that nobody
// knows of. Where the document itself says what the operation does, a check for which no
// record can be made does not apply.
func (t *Trial) itemKeys(c *Call) []string {
	op, item := c.Operation, c.Operation.Action.Item
	keys := make([]string, len(op.PathKeys))
	at, first := item.RecordKey(op), 0
	holder, err := c.Holder, error(nil)
	if holder == nil {
		err = Guarded(func() { holder = t.newSubject(item.Of) })
	}
	switch {
	case err == nil && holder.ID != "" && op.PathKeys[at].Accepts([]string{holder.ID}):
		for i := range at {
			if from := len(holder.Parents) - at + i; from >= 0 {
				keys[i] = holder.Parents[from]
			}
		}
		keys[at], first, c.Holder = holder.ID, at+1, holder
	case !op.Action.Guessed:
		panic(NotApplicable("no record of " + item.Of.Collection + " is the run's own, whose " + item.In + " may be changed"))
	}
	for i := range keys {
		if i >= first || keys[i] == "" {
			keys[i] = t.keyText(op, i, c.mark)
		}
	}
	return keys
}

// nameItem has a call that puts items into a list put one at least, and one that is of a
// record which there is, where items are.
func (c *Call) nameItem() {
	item := c.Operation.Action.Item
	if item == nil || c.Operation.Action.Kind != spec.AddItem {
		return
	}
	var of *Subject
	if item.From != nil && Guarded(func() { of = c.Trial.anySubject(item.From) }) == nil && of.ID != "" {
		if named := c.WithItem(of.ID); named != nil {
			c.Keys, c.Body = named.Keys, named.Body
		}
	}
	if ids, sent := c.Items(); len(ids) > 0 || len(sent) > 0 || c.Operation.Body == nil {
		return
	}
	at := item.Sent
	if item.IDs != "" {
		at = item.IDs
	}
	if place := schemaIn(c.Operation.Body.Schema, at); place != nil && place.Items() != nil {
		if body := c.bodyWith(at, []any{Sample(place.Items(), c.mark, true)}); body != nil {
			c.Body = body
		}
	}
}

// WithWholeItem is the call that says of an item all that it can, nil where it can say
// nothing.
func (c *Call) WithWholeItem() *Call {
	item := c.Operation.Action.Item
	if c.Operation.Body == nil || item.Sent == "" {
		return nil
	}
	place := schemaIn(c.Operation.Body.Schema, item.Sent)
	if place == nil {
		return nil
	}
	whole, is := Sample(place, c.mark, true).(map[string]any)
	if body := c.bodyWith(item.Sent, whole); is && body != nil && len(whole) > 0 {
		return c.WithBody(body)
	}
	return nil
}

// bodyWith is the body of a call with another value at a dotted place, nil where that
// does not fit.
func (c *Call) bodyWith(at string, value any) any {
	body := value
	if object, is := jsonvalue.Clone(c.Body).(map[string]any); is && at != "." {
		jsonvalue.SetAt(object, at, value)
		body = object
	}
	if c.Operation.Body == nil || !c.Operation.Body.Schema.Valid(body) {
		return nil
	}
	return body
}

// WithItem is the call about the item of an id, nil where nothing of its request names
// one, or could name that.
func (c *Call) WithItem(id string) *Call {
	item := c.Operation.Action.Item
	if last := len(c.Keys) - 1; item.Keyed {
		if !c.Operation.PathKeys[last].Accepts([]string{id}) {
			return nil
		}
		return c.WithKeys(append(slices.Clone(c.Keys[:last]), id)...)
	}
	if item.IDs == "" {
		return nil
	}
	var value any = id
	if item.Numeric {
		value = json.Number(id)
	}
	if _, several := valueIn(c.Body, item.IDs).([]any); several {
		value = []any{value}
	}
	if body := c.bodyWith(item.IDs, value); body != nil {
		return c.WithBody(body)
	}
	return nil
}

// Items are the ids of the items that a call is about, as far as it names them, and what
// it says of them.
func (c *Call) Items() (ids []string, sent []any) {
	item := c.Operation.Action.Item
	if item.Sent != "" {
		sent = listOf(valueIn(c.Body, item.Sent))
	}
	switch {
	case item.Keyed:
		ids = c.Keys[len(c.Keys)-1:]
	case item.IDs != "":
		for _, id := range listOf(valueIn(c.Body, item.IDs)) {
			ids = append(ids, IDText(id))
		}
	}
	return ids, sent
}

// ItemID is the id of an item of a list that a record holds, "" for none.
func ItemID(of *spec.ListItem, one any) string {
	if of.ID != "" {
		return IDText(jsonvalue.ValueAt(one, of.ID))
	}
	return IDText(one)
}

// valueIn is what stands at a dotted place of a body, "." for the body itself.
func valueIn(body any, at string) any {
	if at == "." {
		return body
	}
	return jsonvalue.ValueAt(body, at)
}

// schemaIn is the schema of that place, nil for none.
func schemaIn(s *spec.Schema, at string) *spec.Schema {
	if at == "." {
		return s
	}
	return s.At(at)
}

// listOf is a list as it is, and another value as a list of one.
func listOf(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// NamesUnknownItems tells whether a valid request may be refused all the same: nothing
// but its path says what an operation does to a list, or it wants an item that is there.
func NamesUnknownItems(op *spec.Operation) bool {
	return op.Action.Item != nil && (op.Action.Guessed || op.Action.Kind != spec.AddItem)
}
