package spec

import (
	"fmt"
	"strings"
)

// ListItem says what an operation does to the items of a list that a record holds:
// to the members of a lobby, where no path shows one of them. The record is the one
// place where they are kept.
type ListItem struct {
	Of      *Resource // whose records hold the list
	In      string    // the member that is the list
	ID      string    // the member of an item that is its id, "" where the items are ids themselves, or have none
	From    *Resource // whose records of the same id give an item what nobody sent, nil for none
	IDs     string    // the body's member with the ids of the items, dotted, "." for the body itself, "" where it has none
	Sent    string    // where in the body the item, or a list of such, stands: dotted, "." for the body itself
	At      string    // where in the reply they stand, "" for nowhere
	Record  bool      // the reply shows the record in that place, and not what became of the items
	Keyed   bool      // the last key of the path is the id of an item
	Numeric bool      // the ids are numbers
	Schema  *Schema   // of one item
}

// Records is the resource whose records an action is about, or which hold what it is
// about; nil where none are.
func (a Action) Records() *Resource {
	if a.Item != nil {
		return a.Item.Of
	}
	return a.Resource
}

// RecordKey is the place of the record's id among the keys of a path.
func (i *ListItem) RecordKey(op *Operation) int {
	at := len(op.PathKeys) - 1
	if i.Keyed {
		at--
	}
	return at
}

// listItem reads an x-action that is about the items of a list.
func (c *compiler) listItem(op *Operation, kind ActionKind, x *node) {
	item := &ListItem{
		Of: c.collection(x.Get(string(kind))), In: x.Get("in").Text(), ID: x.Get("id").Text(), IDs: x.Get("ids").Text(),
		Sent: x.Get("changes").Text(), At: x.Get("at").Text(), Record: x.Get("record").True(), Keyed: strings.HasSuffix(strings.TrimSuffix(op.Path, "/"), "}"),
	}
	if item.Of == nil {
		return
	}
	op.Action = Action{Kind: kind, Item: item}
	if from := x.Get("from"); from != nil {
		item.From = c.collection(from)
	}
	list := item.Of.Schema.Names(item.In)
	if list == nil || list.Schema.Items() == nil {
		c.report.At(x.Get("in"), fmt.Sprintf("%s has no list %q", item.Of.SchemaName, item.In), "name a member of "+item.Of.SchemaName+" that is a list")
		return
	}
	item.Schema = list.Schema.Items()
	ids := item.Schema
	if item.ID != "" {
		c.mustHave(item.Schema, x.Get("id"), "an item of "+item.In)
		ids = item.Schema.At(item.ID)
	}
	item.Numeric = ids.Type() == "integer" || ids.Type() == "number"
	if success := op.Success(); success == nil {
		c.report.At(op.node, op.ID+" declares no 2xx reply", "declare the reply of a granted request")
	} else if item.At != "" && item.At != "." && success.Schema.At(item.At) == nil {
		c.report.At(x.Get("at"), fmt.Sprintf("the reply of %s has no member %q", op.ID, item.At), "write where the items stand, dotted, or . for the reply itself")
	}
	if above := item.RecordKey(op); above < 0 || above > len(item.Of.Parents) {
		c.report.At(x, fmt.Sprintf("the path of %s has %d keys, which do not lead to one record that holds a list", op.ID, len(op.PathKeys)),
			"the path of one record, the name of the list, and perhaps the {key} of an item")
	}
	if names := item.Keyed || item.IDs != ""; !names && kind == UpdateItem || !names && kind == AddItem && op.Body == nil {
		c.report.At(x, fmt.Sprintf("nothing in a request of %s says what becomes of which item", op.ID), "end the path in the {key} of an item, declare a body, or write in ids where it has their ids")
	}
}
