package spec

import (
	"fmt"
	"strings"
)

// checkFilter tells of an x-filter that stands where nothing is listed, or that does
// not fit the resource, the parameter or the reply.
func (c *compiler) checkFilter(op *Operation, p *Parameter) {
	x := p.Filter.node
	if op.Action.Kind != List && (op.Action.Kind != DeleteMany || p.Name == op.Action.IDs) {
		if p.Filter.Kind != NoFilter {
			c.report.Note(x, op.ID+" is not a list, so nothing can be filtered", "drop the x-filter")
			p.Filter = Filter{}
		}
		return
	}
	if x == nil {
		if !p.Open {
			c.report.Note(p.node, "nothing says what the parameter "+p.Name+" filters by, so that it filters nothing", vocabularyMend("x-filter"))
		}
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
			c.report.At(at, fmt.Sprintf("%q is not a list", member), "use in: for a single value")
		case p.Filter.Kind == In && schema.Items() != nil:
			c.report.At(at, fmt.Sprintf("%q is a list", member), "use has: for a list")
		}
	}
	for _, member := range p.Filter.Order {
		if resource.Schema.At(member) == nil {
			c.report.At(x.Get("order"), fmt.Sprintf("%s has no member %q", resource.SchemaName, member), "name members, dotted where they are nested")
		}
	}
	switch p.Filter.Kind {
	case Sort:
		if member := p.Filter.Members[0]; member != resource.Created && member != resource.Modified {
			c.report.At(x.Get("sort"), fmt.Sprintf("%q is not a date that the server stamps", member), "sort by the created or modified member of the x-resource")
		}
	case Limit, Page, Offset:
		if p.Schema.Type() != "integer" && p.Schema.Type() != "number" {
			c.report.At(p.node, p.Name+" pages and is not an integer", "give it type: integer, with a default")
		} else if p.Default == nil && p.Filter.Kind == Limit {
			c.report.Note(p.node, p.Name+" has no default, so that a page holds all where it is not sent", "say how many a page holds when it is not sent")
		}
	case Count:
		if p.Schema.Type() != "boolean" {
			c.report.At(p.node, p.Name+" counts and is not a boolean", "give it type: boolean")
		}
		if s := op.Success(); s != nil && s.Schema.At(strings.Join(p.Filter.At, ".")) == nil {
			c.report.At(x.Get("count"), "the reply has no "+x.Get("count").Text(), "add the member to the reply's schema")
		}
	}
}
