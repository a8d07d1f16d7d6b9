package spec

import (
	"slices"

	"github.com/cotalker/rolecall/internal/document"
)

// rules tells of x-security and x-forbidden that no request body is held to: those
// of schemas that stand in replies, parameters or headers alone, or nowhere.
func (l *linter) rules() {
	bodies := map[*node]bool{}
	for _, op := range l.contract.Operations {
		if op.Body != nil && op.Body.Schema != nil {
			inBody(op.Body.Schema.node, bodies)
		}
	}
	walk(l.contract.root, func(n *node, at objectKind) {
		if at != schemaObject || bodies[n] {
			return
		}
		for _, word := range []string{"x-security", "x-forbidden"} {
			if rule := n.Own(word); rule != nil {
				l.report.Warn(rule, word+" has no effect here: the schema is of no request body that is read", "write it on the schema of a body, or on a member of one")
			}
		}
	})
}

// inBody collects the schemas that have a say in the rules of a body.
func inBody(n *node, into map[*node]bool) {
	for next := []*node{n}; len(next) > 0; {
		n, next = next[len(next)-1], next[:len(next)-1]
		if n == nil || into[n] || n.Kind != document.Object {
			continue
		}
		into[n] = true
		if target := n.Target(); target != n {
			next = append(next, target)
		}
		for _, word := range ruleWords {
			if part := n.Own(word); part != nil {
				next = append(append(next, part), part.Items...)
			}
		}
		for _, member := range n.Own("properties").Members() {
			next = append(next, member)
		}
		next = append(next, slices.Concat(itemsOf(n), othersOf(n))...)
	}
}
