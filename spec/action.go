package spec

import (
	"fmt"
	"slices"
	"strings"
)

// action reads x-action and checks what it needs of the rest of the operation.
func (c *compiler) action(op *Operation) {
	x := op.Node.Get("x-action")
	if x == nil {
		c.report.At(op.Node, "the operation "+op.ID+" has no x-action", vocabularyMend("x-action"))
		return
	}
	a := Action{Self: x.Get("self").True(), IDs: x.Get("ids").Text(), Changes: x.Get("changes").Text(), Token: x.Get("token").Text()}
	for _, kind := range actionKinds {
		if v := x.Get(string(kind)); v != nil {
			a.Kind = kind
			if a.Resource = c.contract.ResourceOf(v.Text()); a.Resource == nil {
				c.report.At(v, fmt.Sprintf("there is no collection %q", v.Text()), c.collections())
				return
			}
		}
	}
	if a.Kind == "" {
		return // the vocabulary has told
	}
	op.Action = a
	c.checkReply(op, x)
	c.checkBody(op, x)
	c.checkKeys(op, x)
	for _, p := range op.Query {
		c.checkFilter(op, p)
	}
}

func (c *compiler) checkReply(op *Operation, x *Node) {
	success := op.Success()
	if success == nil {
		c.report.At(op.Node, op.ID+" declares no 2xx reply", "declare the reply of a granted request")
		return
	}
	if op.Action.Kind == Login {
		if success.Schema.Member(op.Action.Token) == nil {
			c.report.At(x.Get("token"), fmt.Sprintf("the reply of %s has no member %q", op.ID, op.Action.Token), "name the member that carries the token")
		}
		if c.contract.Principal == nil || op.Action.Resource != c.contract.Principal.Resource {
			c.report.At(x, "log-in is for the collection of x-principal", "name that collection")
		}
		return
	}
	for _, reply := range op.Replies {
		if reply.Status/100 == 2 {
			reply.Envelope, reply.Many, _ = envelope(reply.Schema, op.Action.Resource, 0)
		}
	}
	if len(success.Envelope) == 0 {
		c.report.At(success.Node, fmt.Sprintf("the reply of %s holds no %s", op.ID, op.Action.Resource.SchemaName),
			"let a member of it refer to that schema by $ref or allOf")
	} else if many := op.Action.Kind == List || op.Action.Kind == UpdateMany; many != success.Many {
		c.report.At(success.Node, fmt.Sprintf("the reply of %s holds one where a list belongs, or a list where one belongs", op.ID),
			"let it hold an array for list and updateMany, one resource for the others")
	}
}

// envelope finds where in a reply the resource stands: a member whose schema
// is the resource's, by $ref or allOf, or an array of such.
func envelope(s *Schema, r *Resource, depth int) (path []string, many, found bool) {
	if s == nil || depth > 8 {
		return nil, false, false
	}
	if s.is(r.Schema) {
		return nil, false, true
	}
	if s.items != nil && s.items.is(r.Schema) {
		return nil, true, true
	}
	for _, m := range s.Members() {
		if below, many, found := envelope(m.Schema, r, depth+1); found {
			return append([]string{m.Name}, below...), many, true
		}
	}
	return nil, false, false
}

// is tells whether s is other, itself or by allOf.
func (s *Schema) is(other *Schema) bool {
	if s.Node == other.Node {
		return true
	}
	parts := s.Node.Get("allOf")
	return parts != nil && slices.ContainsFunc(parts.Items, func(p *Node) bool { return p.Deref() == other.Node })
}

func (c *compiler) checkBody(op *Operation, x *Node) {
	if op.Action.Kind == List || op.Action.Kind == Read {
		return
	}
	if op.Body == nil {
		c.report.At(op.Node, op.ID+" has no request body", "declare one: "+string(op.Action.Kind)+" reads it")
		return
	}
	target := op.Body.Schema
	switch op.Action.Kind {
	case UpdateMany:
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
					c.report.At(target.Node, fmt.Sprintf("the body of %s has no member %q", op.ID, member), "log-in reads the login and password of x-principal")
				}
			}
		}
		return
	}
	for _, m := range target.Members() {
		if op.Action.Resource.Schema.Member(m.Name) == nil {
			c.report.At(m.Schema.Node, fmt.Sprintf("%s writes %q, which %s does not have", op.ID, m.Name, op.Action.Resource.SchemaName),
				"add the member to "+op.Action.Resource.SchemaName+", or take it out here")
		}
	}
	forbidden := target.Node.Get("x-forbidden")
	for _, name := range forbidden.Texts() {
		switch {
		case target.Member(name) != nil:
			c.report.At(forbidden, fmt.Sprintf("%q is forbidden and also a property", name), "keep one of the two")
		case op.Action.Resource.Schema.Member(name) == nil:
			c.report.At(forbidden, fmt.Sprintf("%s forbids %q, which %s does not have", op.ID, name, op.Action.Resource.SchemaName),
				"name a member of "+op.Action.Resource.SchemaName+": an unknown one is refused anyway")
		}
	}
}

func (c *compiler) checkKeys(op *Operation, x *Node) {
	want := 0
	if (op.Action.Kind == Read || op.Action.Kind == Update) && !op.Action.Self {
		want = 1
	}
	if got := strings.Count(op.Path, "{"); got != want {
		c.report.At(x, fmt.Sprintf("the path of %s has %d keys where %s needs %d", op.ID, got, op.Action.Kind, want),
			"read and update name one resource by one {key}, or the caller with self: true; the others name none")
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

func (c *compiler) checkFilter(op *Operation, p *Parameter) {
	x := p.Node.Get("x-filter")
	if op.Action.Kind != List {
		if p.Filter.Kind != NoFilter {
			c.report.At(x, op.ID+" is no list, so nothing can be filtered", "drop the x-filter")
		}
		return
	}
	if x == nil {
		c.report.At(p.Node, "the parameter "+p.Name+" has no x-filter", vocabularyMend("x-filter"))
		return
	}
	resource := op.Action.Resource
	for _, member := range p.Filter.Members {
		schema := resource.Schema.At(member)
		at := x.Get(string(p.Filter.Kind))
		switch {
		case schema == nil:
			c.report.At(at, fmt.Sprintf("%s has no member %q", resource.SchemaName, member), "name a member, dotted where it is nested")
		case p.Filter.Kind == Has && schema.Items() == nil:
			c.report.At(at, fmt.Sprintf("%q is no list", member), "use in: for a single value")
		case p.Filter.Kind == In && schema.Items() != nil:
			c.report.At(at, fmt.Sprintf("%q is a list", member), "use has: for a list")
		}
	}
	switch p.Filter.Kind {
	case Sort:
		if member := p.Filter.Members[0]; member != resource.Created && member != resource.Modified {
			c.report.At(x.Get("sort"), fmt.Sprintf("%q is no date that the server stamps", member), "sort by the created or modified member of the x-resource")
		}
	case Limit, Page:
		if p.Schema.Type() != "integer" {
			c.report.At(p.Node, p.Name+" pages and is no integer", "give it type: integer, with a default")
		} else if p.Default == nil && p.Filter.Kind == Limit {
			c.report.At(p.Node, p.Name+" has no default", "say how many a page holds when it is not sent")
		}
	case Count:
		if p.Schema.Type() != "boolean" {
			c.report.At(p.Node, p.Name+" counts and is no boolean", "give it type: boolean")
		}
		if s := op.Success(); s != nil && s.Schema.At(strings.Join(p.Filter.At, ".")) == nil {
			c.report.At(x.Get("count"), "the reply has no "+x.Get("count").Text(), "add the member to the reply's schema")
		}
	}
}
