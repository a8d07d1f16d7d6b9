package mutants

import (
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// sent is the decoded body, nil for what is no object.
func (c *call) sent() map[string]any {
	v, _ := jsonvalue.Decode(c.body)
	object, _ := v.(map[string]any)
	return object
}

func (c *call) send(v any) { c.body = jsonvalue.Append(nil, v) }

// change is the part of the body that is written to a record.
func (c *call) change() map[string]any {
	if c.op.Action.Kind == spec.UpdateMany {
		change, _ := c.sent()[c.op.Action.Changes].(map[string]any)
		return change
	}
	return c.sent()
}

// resend replaces the part of the body that is written to a record.
func (c *call) resend(change map[string]any) {
	if c.op.Action.Kind != spec.UpdateMany {
		c.send(change)
		return
	}
	sent := c.sent()
	sent[c.op.Action.Changes] = change
	c.send(sent)
}

// one is the resource in the reply, nil for none.
func (c *call) one() map[string]any {
	v, _ := jsonvalue.Decode(c.reply)
	for _, name := range c.op.Success().Envelope {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	object, _ := v.(map[string]any)
	return object
}

// rewrite changes every record of a successful reply; a list may be changed as
// a whole.
func (c *call) rewrite(record func(map[string]any), list func([]any) []any) {
	if c.status/100 != 2 || c.op == nil || c.op.Action.Kind == spec.Login {
		return
	}
	v, err := jsonvalue.Decode(c.reply)
	if err != nil {
		return
	}
	path := c.op.Success().Envelope
	parent, _ := v.(map[string]any)
	for _, name := range path[:len(path)-1] {
		parent, _ = parent[name].(map[string]any)
	}
	last := path[len(path)-1]
	switch inner := parent[last].(type) {
	case map[string]any:
		if record != nil {
			record(inner)
		}
	case []any:
		for _, item := range inner {
			if object, is := item.(map[string]any); is && record != nil {
				record(object)
			}
		}
		if list != nil {
			parent[last] = list(inner)
		}
	}
	c.reply = jsonvalue.Append(nil, v)
}
