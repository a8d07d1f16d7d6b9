package checks

import (
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// openAPIItems are the checks of what operations do to a list that a record holds: whoever
// reads the record sees it.
func (b *builder) openAPIItems() {
	for _, op := range b.operations {
		if op.Action.Item == nil || !answers(op) || op.Success().Status == http.StatusAccepted {
			continue
		}
		level := spec.MUST
		if op.Action.Guessed {
			level = spec.SHOULD // the list may be of something else
		}
		add := func(name, title string, run func(*engine.Trial, *spec.Operation)) {
			b.openAPI(engine.Check{
				Topic: engine.State, Rule: "STATE-10", Operation: op, Name: name, Level: level, Needs: engine.Needs{Makes: 1},
				Title: title, Run: func(t *engine.Trial) { run(t, op) },
			})
		}
		switch op.Action.Kind {
		case spec.AddItem:
			add("added", "what is put into "+op.Action.Item.In+" is read with the record", wantItemAdded)
		case spec.UpdateItem:
			add("changed", "what is changed in "+op.Action.Item.In+" is read with the record", wantItemChanged)
		case spec.RemoveItem:
			add("removed", "what is taken out of "+op.Action.Item.In+" is not read any more", wantItemRemoved)
		}
	}
}

// heldBy is the list that the record of a call holds, as a read of the record shows it.
func heldBy(t *engine.Trial, c *engine.Call) ([]any, *wire.Exchange) {
	item := c.Operation.Action.Item
	if c.Holder == nil {
		panic(engine.NotApplicable("no record of " + item.Of.Collection + " is the run's own, whose " + item.In + " may be changed"))
	}
	now, x := lookAgain(t, c.Holder)
	list, _ := jsonvalue.ValueAt(now, item.In).([]any)
	return list, x
}

// grantedItem ends a check whose request is refused: which items an operation takes is not
// said, and that a valid request is granted is asked of those that can tell.
func grantedItem(t *engine.Trial, c *engine.Call) {
	if x := c.Send(t.Bootstrap()); !x.Success() {
		panic(engine.NotApplicable("the item that the check made up is refused with " + x.Describe()))
	}
}

// wantItemAdded wants the items of a request to be in the list of the record.
func wantItemAdded(t *engine.Trial, op *spec.Operation) {
	c := t.Call(op)
	if ids, sent := c.Items(); len(ids) == 0 && len(sent) == 0 {
		panic(engine.NotApplicable("no item is found that " + engine.RequestLine(op) + " could put into " + op.Action.Item.In + "; give its body an example"))
	}
	before, _ := heldBy(t, c)
	grantedItem(t, c)
	wantItems(t, c, before)
}

// wantItemChanged wants an item to be as a request has changed it.
func wantItemChanged(t *engine.Trial, op *spec.Operation) {
	c := withKnownItem(t, op).WithWholeItem()
	if c == nil {
		panic(engine.NotApplicable("the body of " + engine.RequestLine(op) + " says nothing of an item"))
	}
	grantedItem(t, c)
	wantItems(t, c, nil)
}

// wantItemRemoved wants an item, or all of them, to be in the list no more.
func wantItemRemoved(t *engine.Trial, op *spec.Operation) {
	c := withKnownItem(t, op)
	grantedItem(t, c)
	ids, _ := c.Items()
	now, again := heldBy(t, c)
	for _, one := range now {
		if id := engine.ItemID(op.Action.Item, one); ids == nil || slices.Contains(ids, id) {
			t.Fail(again, "no "+engine.Short(one)+" in "+op.Action.Item.In+", which was taken away", engine.Short(now))
		}
	}
}

// withKnownItem is a call about an item that there is: one that the record was made with,
// or that another operation puts there.
func withKnownItem(t *engine.Trial, op *spec.Operation) *engine.Call {
	item := op.Action.Item
	c := t.Call(op)
	list, _ := heldBy(t, c)
	for _, other := range t.Session.Contract.Operations {
		if held := other.Action.Item; len(list) == 0 && other.Action.Kind == spec.AddItem && held.Of == item.Of && held.In == item.In {
			t.CallOn(other, c.Holder).Send(t.Bootstrap())
			list, _ = heldBy(t, c)
		}
	}
	if len(list) == 0 {
		panic(engine.NotApplicable("no record is known that has something in " + item.In))
	}
	if !item.Keyed && item.IDs == "" {
		return c
	}
	if id := engine.ItemID(item, list[0]); id != "" {
		if named := c.WithItem(id); named != nil {
			return named
		}
	}
	panic(engine.NotApplicable("nothing of the request can name " + engine.Short(list[0]) + " in " + item.In))
}

// wantItems wants the items that a request is about to be in the list of the record, as
// it sent them. Of one without a name there is one more than before, or one that is alike.
func wantItems(t *engine.Trial, c *engine.Call, before []any) {
	item := c.Operation.Action.Item
	ids, sent := c.Items()
	now, again := heldBy(t, c)
	for i, id := range ids {
		at := slices.IndexFunc(now, func(one any) bool { return engine.ItemID(item, one) == id })
		switch {
		case at < 0:
			t.Fail(again, "an item "+id+" in "+item.In, engine.Short(now))
		case i < len(sent) && !isAlike(item, sent[i], now[at]):
			t.Fail(again, "the item "+id+" in "+item.In+" as it was sent, "+engine.Short(sent[i]), engine.Short(now[at]))
		}
	}
	if len(ids) > 0 {
		return
	}
	for _, one := range sent {
		if len(now) <= len(before) && !slices.ContainsFunc(now, func(held any) bool { return isAlike(item, one, held) }) {
			t.Fail(again, engine.Short(one)+" in "+item.In, engine.Short(now))
		}
	}
}

// isAlike tells whether an item has what was sent of the members that items have.
func isAlike(item *spec.ListItem, sent, held any) bool {
	members, is := sent.(map[string]any)
	if !is {
		return engine.Equal(sent, held)
	}
	for name, value := range members {
		m := item.Schema.Names(name)
		if m == nil || m.ReadOnly || m.WriteOnly || name == item.ID {
			continue
		}
		if !engine.Equal(value, jsonvalue.ValueAt(held, name)) {
			return false
		}
	}
	return true
}
