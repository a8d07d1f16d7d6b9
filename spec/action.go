package spec

import (
	"fmt"
	"slices"
)

// action reads x-action and checks what it needs of the rest of the operation.
// Of an operation without one nothing is known but its replies.
func (c *compiler) action(op *Operation) {
	defer op.compileRefusals()
	x := op.node.Get("x-action")
	op.Action.Kind = Answer
	if x == nil || x.Get("answer").True() {
		c.checkAnswer(op)
		return
	}
	for _, kind := range []ActionKind{AddItem, UpdateItem, RemoveItem} {
		if x.Get(string(kind)) != nil {
			c.listItem(op, kind, x)
			return
		}
	}
	a := Action{
		Self: x.Get("self").True(), Single: x.Get("single").True(), View: x.Get("view").True(), Upsert: x.Get("upsert").True(), Listed: x.Get("listed").True(),
		Count: x.Get("count").Text(), Key: x.Get("key").Text(), Named: x.Get("named").Text(), ID: x.Get("id").Text(), IDs: x.Get("ids").Text(), Changes: x.Get("changes").Text(), Token: x.Get("token").Text(),
		Total: x.Get("total").Text(), Next: x.Get("next").Text(), More: x.Get("more").Text(),
	}
	if content := x.Get("content"); content != nil {
		a.Content = true
		if !content.True() {
			a.Named = content.Text()
		}
	}
	if set := x.Get("set"); set != nil {
		a.Set, _ = set.Value().(map[string]any)
	}
	for _, kind := range actionKinds {
		if v := x.Get(string(kind)); v != nil {
			a.Kind, a.Resource = kind, c.collection(v)
		}
	}
	if v := x.Get("add"); v != nil {
		a.Kind, a.Upsert, a.Add = Replace, true, true
		a.Resource = c.collection(v)
	}
	switch {
	case a.Kind == "":
		return // the vocabulary has told
	case a.Resource == nil:
		return
	}
	for key, member := range x.Get("by").Members() {
		at := slices.IndexFunc(op.PathKeys, func(p *Parameter) bool { return p.Name == key })
		if at < 0 {
			c.report.At(x.Get("by"), "the path of "+op.ID+" has no key "+key, "name one of its keys")
		}
		c.mustHave(a.Resource.Schema, member, a.Resource.SchemaName)
		if at >= 0 {
			op.PathKeys[at].Filter = Filter{Kind: In, Members: []string{member.Text()}}
		}
	}
	for name, filter := range x.Get("where").Members() {
		var m *Member
		if op.Body != nil {
			m = op.Body.Schema.Member(name)
		}
		if m == nil {
			c.report.At(x.Get("where"), "the body of "+op.ID+" has no member "+name, "name one of its members")
			continue
		}
		p := &Parameter{Name: name, Schema: m.Schema, Repeatable: m.Schema.Type() == "array", node: filter}
		if p.Filter = filterIn(filter); p.Repeatable {
			p.Schema = m.Schema.Items()
		}
		p.Default, _ = m.Schema.Default()
		p.kind, p.instant = p.Schema.Type(), p.Schema.IsInstant()
		a.Where = append(a.Where, p)
	}
	op.Action = a
	c.checkReply(op, x)
	c.checkBody(op, x)
	c.checkKeys(op, x)
	for _, p := range append(op.Query[:len(op.Query):len(op.Query)], a.Where...) {
		c.checkFilter(op, p)
	}
}

// collection is the one that an action names, nil for none, which is told.
func (c *compiler) collection(named *node) *Resource {
	r := c.contract.ResourceOf(named.Text())
	if r == nil {
		c.report.At(named, fmt.Sprintf("there is no collection %q", named.Text()), c.collections())
	}
	return r
}

// checkAnswer looks at an operation without state.
func (c *compiler) checkAnswer(op *Operation) {
	if op.Success() == nil {
		c.report.Warn(op.node, op.Method+" "+op.Path+" declares no 2xx reply, so that nothing can be answered", "declare the reply of a granted request")
	}
	for _, p := range op.Query {
		if x := p.Filter.node; x != nil && !x.Get("ignore").True() {
			c.report.Warn(x, op.ID+" is not a list, so that nothing can be filtered", "drop the x-filter")
		}
		p.Filter = Filter{}
	}
}

func (c *compiler) checkBody(op *Operation, x *node) {
	switch op.Action.Kind {
	case Delete:
		if id := x.Get("id"); id != nil && op.Body == nil {
			c.report.At(id, op.ID+" has no request body", "declare one with the id, or drop id")
		} else if id != nil {
			c.mustHave(op.Body.Schema, id, "the body of "+op.ID)
		}
		return
	case List, Read:
		c.checkNamed(op, x)
		return
	case DeleteMany:
		c.checkIDs(op, x)
		return
	}
	if op.Action.Content {
		c.checkNamed(op, x)
		return // a body is bytes
	}
	if op.Action.Set != nil {
		c.checkSet(op, x)
		return // a body is about the act
	}
	if op.Action.Add {
		return // what of the body the record has is changed, and all else is about the act
	}
	if op.Action.Kind == Create && op.Body == nil {
		return // all of the record is the server's
	}
	if op.Body == nil || op.Body.Schema == nil {
		c.report.At(op.node, op.ID+" has no request body", "declare one: "+string(op.Action.Kind)+" reads it")
		return
	}
	target := op.Body.Schema
	if op.Action.Listed {
		if _, target = op.BodyRecords(); target == nil {
			c.report.At(op.node, "the body of "+op.ID+" has no list of records", "declare a list of objects in it, or drop listed: true")
			return
		}
	}
	switch op.Action.Kind {
	case UpdateMany:
		if op.Action.Listed {
			break
		}
		for _, member := range []string{"ids", "changes"} {
			c.mustHave(op.Body.Schema, x.Get(member), "the body of "+op.ID)
		}
		changes := op.Body.Schema.Member(op.Action.Changes)
		if changes == nil {
			return
		}
		target = changes.Schema
	case Login:
		if p := c.contract.Principal; p != nil {
			for _, member := range []string{p.Login, p.Password} {
				if target.Member(member) == nil {
					c.report.At(target.node, fmt.Sprintf("the body of %s has no member %q", op.ID, member), "log-in reads the login and password of x-principal")
				}
			}
		}
		return
	}
	if members := target.Members(); len(members) == 1 && members[0].Schema.Type() == "object" && op.Action.Resource.Schema.Names(members[0].Name) == nil {
		target = members[0].Schema // it wraps what is written
	}
	for _, m := range target.Members() {
		if op.Action.Resource.Schema.Names(m.Name) == nil {
			c.report.Warn(m.Schema.node, fmt.Sprintf("%s writes %q, which %s does not have", op.ID, m.Name, op.Action.Resource.SchemaName),
				"add the member to "+op.Action.Resource.SchemaName+", or take it out here: it is stored, and shown where replies allow it")
		}
	}
	forbidden := target.node.Get("x-forbidden")
	for _, name := range forbidden.Texts() {
		switch {
		case target.Member(name) != nil:
			c.report.At(forbidden, fmt.Sprintf("%q is forbidden and also a property", name), "keep one of the two")
		case op.Action.Resource.Schema.Names(name) == nil:
			c.report.At(forbidden, fmt.Sprintf("%s forbids %q, which %s does not have", op.ID, name, op.Action.Resource.SchemaName),
				"name a member of "+op.Action.Resource.SchemaName+": an unknown one is refused anyway")
		}
	}
}

// checkSet looks at the members that an update sets.
func (c *compiler) checkSet(op *Operation, x *node) {
	r := op.Action.Resource
	for name, value := range op.Action.Set {
		switch s := r.Schema.Member(name); {
		case s == nil:
			c.report.At(x.Get("set"), fmt.Sprintf("%s has no member %q", r.SchemaName, name), "name a member of "+r.SchemaName)
		case !s.Schema.Valid(value):
			c.report.At(x.Get("set"), fmt.Sprintf("the value of %s does not fit its schema", name), "write one that "+r.SchemaName+" may have")
		}
	}
	c.mustHave(r.Schema, x.Get("count"), r.SchemaName)
}

// checkNamed looks at the member that the last key of the path is.
func (c *compiler) checkNamed(op *Operation, x *node) {
	switch {
	case op.Action.Named == "":
	case x.Get("named") != nil:
		c.mustHave(op.Action.Resource.Schema, x.Get("named"), op.Action.Resource.SchemaName)
	default:
		c.mustHave(op.Action.Resource.Schema, x.Get("content"), op.Action.Resource.SchemaName)
	}
}

// checkIDs looks for what names the records of a deleteMany.
func (c *compiler) checkIDs(op *Operation, x *node) {
	ids := op.Action.IDs
	if ids == "" || op.Body != nil && (ids == "." || op.Body.Schema.Member(ids) != nil) || op.Parameter(ids) != nil {
		return
	}
	c.report.At(x.Get("ids"), op.ID+" has no member of its body and no query parameter "+ids, "name the one that holds the ids, or . for the body itself")
}

func (c *compiler) checkKeys(op *Operation, x *node) {
	a := op.Action
	own := a.RecordKeys()
	if a.OfRecord() {
		if a.Key != "" && !slices.ContainsFunc(op.Query, func(p *Parameter) bool { return p.Name == a.Key && p.Required }) {
			c.report.At(x.Get("key"), op.ID+" has no required query parameter "+a.Key, "name the one that holds the id")
		}
	}
	if a.View {
		return
	}
	if got := len(op.PathKeys); got < own || got > own+len(a.Resource.Parents) {
		c.report.At(x, fmt.Sprintf("the path of %s has %d keys where %s needs %d", op.ID, got, a.Kind, own),
			"read, update, replace and delete name one resource by one {key}, or the caller with self: true; the others name none; a key before that is one of x-resource's parents")
	}
	if op.Action.Self {
		switch {
		case c.contract.Principal == nil || op.Action.Resource != c.contract.Principal.Resource:
			c.report.At(x, "self: true is for the collection of x-principal", "drop self, or name that collection")
		case op.Access.Public():
			c.report.At(x, op.ID+" acts on the caller and asks for no token", "add the bearer scheme to its security")
		}
	}
}
