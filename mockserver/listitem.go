package mockserver

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// itemChange is what becomes of a list that a record holds.
type itemChange struct {
	*spec.ListItem
	list    []any  // as it will be
	touched []any  // the items that were put, changed or taken away
	unknown string // the id of an item that there is not, "" where none was asked for
}

// changeItems puts items into a list that a record holds, changes them or takes them
// away. The record is the one place where they are, so that whoever reads it sees them.
func (x *exchange) changeItems() *refusal {
	return x.write(func() *refusal {
		item := x.endpoint.Action.Item
		c := x.state.Writable(item.Of)
		old, refused := x.holder(c)
		if refused != nil {
			return refused
		}
		stored, _ := jsonvalue.Decode([]byte(old.JSON))
		change := &itemChange{ListItem: item}
		change.list, _ = jsonvalue.ValueAt(stored, item.In).([]any)
		x.changeList(change)
		switch {
		case change.unknown != "":
			return x.server.refuse(spec.UnknownID, x.endpoint.Operation, "there is no "+change.unknown+" in "+item.In)
		case !item.Of.Schema.Names(item.In).Schema.Valid(change.list):
			return x.server.refuse(spec.BadBody, x.endpoint.Operation, "what "+item.In+" would be does not fit the schema of a "+item.Of.SchemaName, fault{detail: "would leave a list that does not fit"})
		case len(change.touched) > 0:
			if old, refused = x.hold(c, old, change); refused != nil {
				return refused
			}
		}
		x.answerWithItems(change, old)
		return nil
	})
}

// holder is the record whose list a path leads to.
func (x *exchange) holder(c *state.Collection) (*state.Record, *refusal) {
	at := x.endpoint.Action.Item.RecordKey(x.endpoint.Operation)
	scope := x.keys[:at]
	if len(c.Plan.Resource.Parents) == 0 {
		scope = nil
	}
	if refused := x.checkParents(c, scope); refused != nil {
		return nil, refused
	}
	if r := c.FindBelow(scope, x.keys[at]); r != nil {
		return r, nil
	}
	return nil, x.server.refuse(spec.UnknownID, x.endpoint.Operation, "there is no "+x.keys[at]+" in "+c.Plan.Resource.Collection)
}

// hold stores a record with its list as it is now. A record of a kind that has no such
// list stays as it was.
func (x *exchange) hold(c *state.Collection, old *state.Record, change *itemChange) (*state.Record, *refusal) {
	changes := map[string]any{change.In: change.list}
	c.Plan.LeaveOut(changes)
	r, err := x.state.Merged(c, old, changes, nil, &x.text)
	if err != nil {
		return nil, x.taken(err)
	}
	if stored, _ := jsonvalue.Decode([]byte(r.JSON)); jsonvalue.ValueAt(stored, change.In) == nil {
		return nil, x.server.refuse(spec.UnknownID, x.endpoint.Operation, old.ID+" in "+c.Plan.Resource.Collection+" has no "+change.In)
	}
	x.state.Replace(c, old, r, changes)
	return r, nil
}

// changeList does to a list what a request asks for.
func (x *exchange) changeList(change *itemChange) {
	kind := x.endpoint.Action.Kind
	ids, named := x.itemIDs(change.ListItem)
	sent := change.sent(x.body)
	switch {
	case kind == spec.RemoveItem && !named: // all of them
		change.touched, change.list = change.list, []any{}
	case kind == spec.RemoveItem:
		for _, id := range ids {
			if at := change.find(id); at >= 0 {
				change.touched = append(change.touched, change.list[at])
				change.list = slices.Delete(slices.Clone(change.list), at, at+1)
			} else if change.Keyed {
				change.unknown = id
			}
		}
	case named:
		for _, id := range ids {
			var members map[string]any
			if change.IDs == "" && len(sent) > 0 {
				members = sent[0]
			}
			x.putItem(change, id, members)
		}
	default:
		for _, members := range sent {
			id := ""
			if change.ID != "" {
				id, _ = state.IDText(jsonvalue.ValueAt(members, change.ID))
			}
			x.putItem(change, id, members)
		}
	}
	if change.list == nil {
		change.list = []any{}
	}
}

// itemIDs are the ids that a request names items by: the last key of its path, or those
// in its body.
func (x *exchange) itemIDs(item *spec.ListItem) (ids []string, named bool) {
	if item.Keyed {
		return x.keys[len(x.keys)-1:], true
	}
	if item.IDs == "" {
		return nil, false
	}
	value := x.body
	if item.IDs != "." {
		value = jsonvalue.ValueAt(x.body, item.IDs)
	}
	list, many := value.([]any)
	if !many {
		list = []any{value}
	}
	for _, one := range list {
		if id, is := state.IDText(one); is && id != "" {
			ids = append(ids, id)
		}
	}
	return ids, true
}

// sent are the items of a body, with no members but those that items have.
func (c *itemChange) sent(body any) []map[string]any {
	if c.Sent != "" && c.Sent != "." {
		body = jsonvalue.ValueAt(body, c.Sent)
	}
	list, many := body.([]any)
	if !many {
		list = []any{body}
	}
	var out []map[string]any
	for _, one := range list {
		object, is := one.(map[string]any)
		if !is {
			continue
		}
		members := map[string]any{}
		for name, value := range object {
			if m := c.Schema.Names(name); m != nil && !m.WriteOnly {
				members[name] = jsonvalue.Clone(value)
			}
		}
		out = append(out, members)
	}
	return out
}

// find is the place of the item with an id, negative where there is none.
func (c *itemChange) find(id string) int {
	return slices.IndexFunc(c.list, func(one any) bool {
		own := one
		if c.ID != "" {
			own = jsonvalue.ValueAt(one, c.ID)
		}
		text, is := state.IDText(own)
		return is && text == id
	})
}

// putItem changes the item of an id, or puts one where there is none: an update has none
// made. The id "" is for an item that is to be given one, where items have any.
func (x *exchange) putItem(change *itemChange, id string, members map[string]any) {
	at := -1
	if id != "" {
		at = change.find(id)
	}
	switch {
	case at < 0 && x.endpoint.Action.Kind == spec.UpdateItem:
		change.unknown = id
		return
	case id != "" && change.ID == "": // it is an id and nothing else
		if at < 0 {
			change.list = append(slices.Clip(change.list), change.value(id))
		}
		change.touched = append(change.touched, change.value(id))
		return
	}
	made := map[string]any{}
	if at >= 0 {
		made, _ = jsonvalue.Clone(change.list[at]).(map[string]any)
	} else {
		if id == "" && change.ID != "" {
			id = x.newItemID(change)
		}
		x.beginItem(change, id, made)
	}
	maps.Copy(made, members)
	if id != "" {
		jsonvalue.SetAt(made, change.ID, change.value(id))
	}
	if !change.Schema.Valid(made) {
		seed := x.keys[change.RecordKey(x.endpoint.Operation)] + id + strconv.Itoa(len(change.list))
		x.server.model.ConformObject(change.Schema, made, seed)
		if id != "" {
			jsonvalue.SetAt(made, change.ID, change.value(id)) // or nobody would find it
		}
	}
	change.touched = append(change.touched, made)
	if change.list = slices.Clone(change.list); at >= 0 {
		change.list[at] = made
	} else {
		change.list = append(change.list, made)
	}
}

// value is an id as JSON has it.
func (c *itemChange) value(id string) any {
	if _, err := strconv.ParseInt(id, 10, 64); c.Numeric && err == nil {
		return json.Number(id)
	}
	return id
}

// beginItem gives a new item what a record of its id has of the members of items.
func (x *exchange) beginItem(change *itemChange, id string, made map[string]any) {
	if change.From == nil {
		return
	}
	r := x.state.Of(change.From).Find(id)
	if r == nil {
		return
	}
	stored, _ := jsonvalue.Decode([]byte(r.JSON))
	object, _ := stored.(map[string]any)
	for name, value := range object {
		if m := change.Schema.Names(name); m != nil && !m.WriteOnly && m.Schema.Valid(value) {
			made[name] = value
		}
	}
}

// maxItemIDs is how many ids in a row may be taken before there are held to be no more.
const maxItemIDs = 64

// newItemID is an id that no item of a list has, "" where none is found.
func (x *exchange) newItemID(change *itemChange) string {
	schema := change.Schema.At(change.ID)
	for range maxItemIDs {
		n := x.state.NextSerial()
		made, _ := state.IDText(x.server.model.Sample(schema, change.In+strconv.FormatUint(n, 10)))
		for _, id := range []string{strconv.FormatUint(n, 10), fixtures.KeyText(schema, n), made} {
			if id != "" && schema.Valid(change.value(id)) && change.find(id) < 0 {
				return id
			}
		}
	}
	return ""
}
