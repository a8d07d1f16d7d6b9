package spec

import (
	"fmt"
	"maps"
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// ruleWords are those under which the parts of a schema have a say in its rules.
var ruleWords = []string{"allOf", "anyOf", "oneOf", "then", "else"}

// mostRuled is how many objects of a document may have rules for their members,
// each counted at every place of a body that it stands at.
const mostRuled = 100_000

// rulings tell of schemas whether there are rules in them, or in anything that a
// value of theirs holds. Most have none, and are not looked at again.
type rulings map[*Node]bool

func (known rulings) has(n *Node) bool {
	seen := map[*Node]bool{}
	found := known.search(n, seen)
	if !found { // nothing that was met on the way has any
		for n := range seen {
			known[n] = false
		}
	}
	return found
}

func (known rulings) search(n *Node, seen map[*Node]bool) bool {
	if n == nil || seen[n] {
		return false
	}
	if answer, is := known[n]; is {
		return answer
	}
	seen[n] = true
	found := n.Own("x-security") != nil || n.Own("x-forbidden") != nil
	if target := n.Deref(); !found && target != n {
		found = known.search(target, seen)
	}
	for _, word := range ruleWords {
		if part := n.Own(word); part != nil && !found {
			found = part.Kind == document.Object && known.search(part, seen) || slices.ContainsFunc(part.Items, func(n *Node) bool { return known.search(n, seen) })
		}
	}
	for _, member := range n.Own("properties").Members() {
		found = found || known.search(member, seen)
	}
	if found = found || known.search(n.Own("items"), seen); found {
		known[n] = true
	}
	return found
}

// ruled is all that a request schema says of one object, itself and in what it
// is composed of: each part of an allOf holds, and each of a oneOf or anyOf may
// be the one that is meant, so that what any of them says holds.
type ruled struct {
	defaults  []*Node // x-security blocks of the object
	forbidden []string
	forbids   *Node    // the last x-forbidden
	names     []string // of members, in the order of the document
	members   map[string][]*Node
	items     []*Node
}

func (r *ruled) read(n *Node) {
	document.Compose(n, func(n *Node) bool {
		if rule := n.Own("x-security"); rule != nil {
			r.defaults = append(r.defaults, rule)
		}
		if forbids := n.Own("x-forbidden"); forbids != nil {
			r.forbidden, r.forbids = append(r.forbidden, forbids.Texts()...), forbids
		}
		for name, member := range n.Own("properties").Members() {
			if r.members[name] == nil {
				r.names = append(r.names, name)
			}
			r.members[name] = append(r.members[name], member)
		}
		if items := n.Own("items"); items != nil && items.Kind == document.Object {
			r.items = append(r.items, items)
		}
		return true
	}, ruleWords...)
}

// memberRules compiles the rules of a request schema, nil where it has none.
func (c *compiler) memberRules(schema *Node) *MemberRules {
	if schema == nil {
		return nil
	}
	m, _ := c.rulesOf([]*Node{schema}, nil)
	return m
}

// rulesOf compiles what several schemas say of one value together: the rules of
// its members, and the blocks that speak of a value that has none. Around are the
// schemas that it stands in: one that holds itself is ruled by those.
func (c *compiler) rulesOf(schemas, around []*Node) (*MemberRules, []*Node) {
	if !slices.ContainsFunc(schemas, c.rulings.has) {
		return nil, nil
	}
	if c.ruled++; c.ruled > mostRuled {
		if c.ruled == mostRuled+1 {
			c.report.At(schemas[0], fmt.Sprintf("the members of request bodies have rules at more than %d places", mostRuled), "refer once to a schema with x-security or x-forbidden, or say it of the object that holds them all")
		}
		return nil, nil
	}
	r := ruled{members: map[string][]*Node{}}
	inner := around[:len(around):len(around)]
	for _, schema := range schemas {
		target := schema.Deref()
		if target == nil || slices.Contains(around, target) {
			continue
		}
		inner = append(inner, target)
		r.read(schema)
		if _, refers := schema.Ref(); refers && len(around) > 0 { // beside a $ref it is of the member
			r.defaults = slices.DeleteFunc(r.defaults, func(n *Node) bool { return n == schema.Own("x-security") })
		}
	}
	var items *MemberRules
	if len(r.items) > 0 {
		var plain []*Node
		items, plain = c.rulesOf(r.items, inner)
		r.defaults = append(r.defaults, plain...) // of items that are no objects: of the list
	}
	if len(r.members) == 0 && len(r.forbidden) == 0 && len(around) > 0 {
		if items != nil {
			return &MemberRules{items: items}, r.defaults
		}
		return nil, r.defaults
	}
	m := &MemberRules{
		Own: map[string]*Access{}, nested: map[string]*MemberRules{}, Default: c.all(r.defaults),
		defaults: map[string]any{}, types: map[string]string{}, Forbidden: r.forbidden, forbids: r.forbids, items: items,
	}
	for _, name := range r.names {
		c.memberRule(m, name, r.members[name], inner)
	}
	m.special = slices.Concat(slices.Collect(maps.Keys(m.Own)), m.Forbidden, slices.Collect(maps.Keys(m.nested)))
	slices.Sort(m.special)
	m.special = slices.Compact(m.special)
	if m.Default == nil && len(m.special) == 0 && m.items == nil {
		return nil, nil
	}
	return m, nil
}

// memberRule compiles what is said of one member: beside a $ref it is of the
// member, and in the schema of an object of that object's members.
func (c *compiler) memberRule(m *MemberRules, name string, schemas, around []*Node) {
	var own []*Node
	for _, schema := range schemas {
		if _, refers := schema.Ref(); refers {
			if rule := schema.Own("x-security"); rule != nil {
				own = append(own, rule)
			}
		}
	}
	nested, plain := c.rulesOf(schemas, around)
	if nested != nil {
		m.nested[name] = nested
	}
	if len(own) == 0 { // what stands beside a $ref comes before what it refers to
		own = plain
	}
	if rule := c.all(own); rule != nil {
		m.Own[name] = rule
	}
	member := schemas[0]
	m.types[name] = document.TypeOf(member)
	if d := member.Get("default"); d != nil {
		m.defaults[name] = jsonDecoded(d)
	}
}

// mostWays bounds the alternatives that several rules have together.
const mostWays = 256

// all is the access that several blocks give together: each must admit. The same
// block, read in several places, counts once.
func (c *compiler) all(blocks []*Node) *Access {
	var out *Access
	var read []*Node
	for _, block := range blocks {
		if slices.Contains(read, block) {
			continue
		}
		read = append(read, block)
		next := c.access(block)
		if out == nil {
			out = next
			continue
		}
		both := &Access{Node: out.Node}
		for _, a := range out.Alternatives {
			for _, b := range next.Alternatives {
				if len(both.Alternatives) == mostWays {
					c.report.At(block, "the rules of a member have too many alternatives together", "say them in one x-security")
					return both
				}
				both.Alternatives = append(both.Alternatives, Alternative{
					Token: a.Token || b.Token, Schemes: union(a.Schemes, b.Schemes), Headers: union(a.Headers, b.Headers),
					Permissions: union(a.Permissions, b.Permissions),
				})
			}
		}
		c.accesses = append(c.accesses, both)
		out = both
	}
	return out
}

func union[T comparable](a, b []T) []T {
	out := slices.Clone(a)
	for _, item := range b {
		if !slices.Contains(out, item) {
			out = append(out, item)
		}
	}
	return out
}
