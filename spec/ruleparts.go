package spec

import (
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// ruleWords are those under which the parts of a schema have a say in its rules.
var ruleWords = []string{"allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas", "$dynamicRef"}

// rulings tell of schemas whether there are rules in them, or in anything that a
// value of theirs holds. Most have none, and are not looked at again.
type rulings map[*node]bool

func (known rulings) has(n *node) bool {
	seen := map[*node]bool{}
	found := known.search(n, seen)
	if !found { // nothing that was met on the way has any
		for n := range seen {
			known[n] = false
		}
	}
	return found
}

func (known rulings) search(n *node, seen map[*node]bool) bool {
	if n == nil || seen[n] {
		return false
	}
	if answer, is := known[n]; is {
		return answer
	}
	seen[n] = true
	found := n.Own("x-security") != nil || n.Own("x-forbidden") != nil
	if target := n.Target(); !found && target != n {
		found = known.search(target, seen)
	}
	for _, word := range ruleWords {
		found = found || slices.ContainsFunc(n.Parts(word), func(n *node) bool { return known.search(n, seen) })
	}
	for _, member := range n.Own("properties").Members() {
		found = found || known.search(member, seen)
	}
	for _, one := range slices.Concat(itemsOf(n), othersOf(n)) {
		found = found || known.search(one, seen)
	}
	if found {
		known[n] = true
	}
	return found
}

// itemsOf are the schemas of a list's items. Where they differ by their place,
// each may be the one that is meant.
func itemsOf(n *node) []*node {
	var out []*node
	for _, word := range []string{"items", "prefixItems"} {
		items := n.Own(word)
		if items == nil {
			continue
		}
		if items.Kind == document.Object {
			out = append(out, items)
		}
		out = append(out, items.Items...)
	}
	return out
}

// othersOf are the schemas of an object's members that are not named.
func othersOf(n *node) []*node {
	var out []*node
	for _, word := range []string{"additionalProperties", "unevaluatedProperties"} {
		if others := n.Own(word); others != nil && others.Kind == document.Object {
			out = append(out, others)
		}
	}
	for _, others := range n.Own("patternProperties").Members() {
		out = append(out, others)
	}
	return out
}

// ruled is what the value is whose rules are read: it decides of what an x-security
// is that stands beside a $ref.
type ruled string

const (
	ruledBody   ruled = "body"   // beside its $ref stands the rule of its members
	ruledItem   ruled = "item"   // of a list: the same
	ruledMember ruled = "member" // beside its $ref stands its own rule, which is read apart
)

// saying are schemas of which those that only refer are what they refer to, each
// once.
func saying(schemas []*node) []*node {
	var out []*node
	for _, schema := range schemas {
		for range maxChain {
			if _, refers := schema.Ref(); !refers || slices.ContainsFunc(schema.Keys, asks) {
				break
			}
			target := schema.Target()
			if target == nil {
				break
			}
			schema = target
		}
		if !slices.Contains(out, schema) {
			out = append(out, schema)
		}
	}
	return out
}

// asks tells whether a keyword beside a $ref says anything of members.
func asks(key string) bool { return key != "$ref" && key != "description" && key != "summary" }

// chain are the schemas from one on, each of which refers to the next; one that
// refers to nothing is none of them.
func chain(schema *node) []*node {
	var out []*node
	for range maxChain {
		if _, refers := schema.Ref(); !refers {
			break
		}
		out = append(out, schema)
		if schema = schema.Target(); schema == nil {
			break
		}
	}
	return out
}

// ruleParts is all that schemas say of one value, themselves and in what they are
// composed of: each part of an allOf holds, and each of a oneOf or anyOf may be
// the one that is meant, so that what any of them says holds.
type ruleParts struct {
	blocks    []*node // x-security of the value
	forbidden []string
	forbids   *node    // the last x-forbidden
	names     []string // of members, in the order of the document
	members   map[string][]*node
	items     []*node
	others    []*node // of members that are not named
}

// partsOf reads the schemas of one value.
func partsOf(schemas []*node, of ruled) ruleParts {
	r := ruleParts{members: map[string][]*node{}}
	for _, schema := range schemas {
		var apart []*node
		if of == ruledMember {
			apart = chain(schema)
		}
		document.Compose(schema, func(n *node) bool {
			if rule := n.Own("x-security"); rule != nil && !slices.Contains(apart, n) {
				r.blocks = append(r.blocks, rule)
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
			r.items = append(r.items, itemsOf(n)...)
			r.others = append(r.others, othersOf(n)...)
			return true
		}, ruleWords...)
	}
	return r
}

// isObject tells whether the value has members that are named, to which its blocks
// apply.
func (r ruleParts) isObject() bool { return len(r.members) > 0 || len(r.forbidden) > 0 }

// blocksOf are the blocks of a value that is no object, and those of the items of
// a list that are none: they are of the member that holds it.
func blocksOf(schemas []*node, of ruled) []*node {
	var out []*node
	var seen []*node
	for level := schemas; len(level) > 0; of = ruledItem {
		r := partsOf(level, of)
		if r.isObject() {
			break
		}
		out = append(out, r.blocks...)
		seen = append(seen, level...)
		level = slices.DeleteFunc(saying(r.items), func(n *node) bool { return slices.Contains(seen, n) })
	}
	return out
}
