package spec

import (
	"fmt"
	"slices"
	"strings"
)

// checkReply notes where the replies of an operation hold its resource, and tells
// of those that hold none where the action needs one.
func (c *compiler) checkReply(op *Operation, x *node) {
	success := op.Success()
	if success == nil {
		c.report.At(op.node, op.ID+" declares no 2xx reply", "declare the reply of a granted request")
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
		if reply.Status/100 == 2 || reply == success {
			reply.hold(op.Action.Resource)
		}
	}
	success.hold(op.Action.Resource)
	if at := x.Get("at"); at != nil {
		c.holdAt(op, success, at)
	}
	many := op.Action.Kind == List || op.Action.Kind == UpdateMany || op.Action.Listed
	switch {
	case !success.Holds && op.Action.Kind == Read && success.MediaType == "": // its status tells whether there is one
	case op.Action.Content && op.Action.Kind == Read: // it is bytes
	case op.Counts():
		if s := success.Schema; op.Action.Total != "." && s.At(op.Action.Total) == nil {
			c.report.At(x.Get("total"), fmt.Sprintf("the reply of %s has no member %q", op.ID, op.Action.Total), "name the member that says how many there are, dotted, or . for the reply itself")
		}
	case !success.Holds && (op.Action.Kind == List || op.Action.Kind == Read):
		c.report.At(success.node, fmt.Sprintf("the reply of %s holds no %s", op.ID, op.Action.Resource.SchemaName),
			"let it, or a member of it, refer to that schema by $ref or allOf")
	case success.Holds && many != success.Many && op.Action.Kind != Create && op.Action.Kind != DeleteMany:
		c.report.At(success.node, fmt.Sprintf("the reply of %s holds one where a list belongs, or a list where one belongs", op.ID),
			"let it hold an array for list and updateMany, one resource for the others")
	}
}

// holdAt notes where in the reply the resource is said to stand.
func (c *compiler) holdAt(op *Operation, r *Reply, at *node) {
	s := r.Schema
	r.Envelope, r.Holds = nil, true
	if path := at.Text(); path != "." {
		r.Envelope = strings.Split(path, ".")
		for _, name := range r.Envelope {
			m := s.Member(name)
			if m == nil { // or it is one of an alternative alone
				s = nil
				break
			}
			s = m.Schema
		}
		if s == nil {
			c.report.At(at, fmt.Sprintf("the reply of %s has no member %q", op.ID, path), "write where the resource stands, dotted, or . for the reply itself")
		}
	}
	r.Many = s.Type() == "array"
}

// hold notes where in the reply the resource stands.
func (r *Reply) hold(resource *Resource) {
	r.Envelope, r.Many, r.Holds = envelope(r.Schema, resource)
}

// maxEnvelope is how deep in a reply its resource is looked for.
const maxEnvelope = 8

// envelope finds where in a reply the resource stands: a member whose schema
// is the resource's, by $ref or allOf, or an array of such. Of several it is the
// one that is nested least.
func envelope(s *Schema, r *Resource) (path []string, many, found bool) {
	type step struct {
		schema *Schema
		path   []string
	}
	seen := map[*Schema]bool{}
	for next := []step{{schema: s}}; len(next) > 0; next = next[1:] {
		at := next[0]
		if at.schema == nil || seen[at.schema] || len(at.path) > maxEnvelope {
			continue
		}
		seen[at.schema] = true
		if at.schema.is(r.Schema) {
			return at.path, false, true
		}
		if items := at.schema.Items(); items != nil && items.is(r.Schema) {
			return at.path, true, true
		}
		for _, m := range at.schema.Members() {
			if !m.WriteOnly { // which no reply shows
				next = append(next, step{m.Schema, append(at.path[:len(at.path):len(at.path)], m.Name)})
			}
		}
	}
	return nil, false, false
}

// is tells whether s is other, itself or by allOf.
func (s *Schema) is(other *Schema) bool {
	own := other.node.Deref()
	if s.node.Deref() == own {
		return true
	}
	parts := s.node.Get("allOf")
	return parts != nil && slices.ContainsFunc(parts.Items, func(p *node) bool { return p.Deref() == own })
}
