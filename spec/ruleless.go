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
		if at != schemaObject {
			return
		}
		if bodies[n] {
			if said := n.Own("x-forbidden"); said != nil && slices.Contains([]string{"string", "integer", "number", "boolean", "null"}, document.TypeOf(n)) {
				l.report.Warn(said, "x-forbidden has no effect on a "+document.TypeOf(n)+", which has no members", "write it on the object that holds it, with the name of the member")
			}
			return
		}
		for _, word := range []string{"x-security", "x-forbidden"} {
			if rule := n.Own(word); rule != nil {
				l.report.Warn(rule, word+" has no effect here: the schema is of no request body that is read", "write it on the schema of a body, or on a member of one")
			}
		}
	})
}

// unserved tells of extensions of operations, path items and parameters that no
// operation of the document has: in callbacks, webhooks, and in components that
// nothing refers to; and of filters that are of no query.
func (l *linter) unserved() {
	served := map[*node]bool{l.contract.root: true}
	for _, item := range l.contract.root.Get("paths").Members() {
		served[item], served[item.Deref()] = true, true
	}
	queried := map[*node]bool{}
	for _, op := range l.contract.Operations {
		served[op.node] = true
		for _, list := range [][]*Parameter{op.PathKeys, op.Query, op.Headers, op.Cookies} {
			for _, p := range list {
				served[p.node], served[p.written] = true, true
			}
		}
		for _, p := range op.Query {
			queried[p.node], queried[p.written] = true, true
		}
	}
	walk(l.contract.root, func(n *node, at objectKind) {
		if at != operationObject && at != pathItemObject && at != parameterObject {
			return
		}
		for _, word := range []string{"x-action", "x-infer", "x-feature", "x-filter"} {
			said := n.Own(word)
			switch {
			case said == nil || !slices.Contains(vocabulary()[word].on, string(at)):
			case !served[n]:
				l.report.Warn(said, word+" has no effect here: no operation that is served has this "+string(at), "write it below paths, or refer to this from there")
			case word == "x-filter" && !queried[n]:
				l.report.Warn(said, word+" has no effect on a parameter that is in no query", "take it out, or write it on a parameter in: query")
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
			next = append(next, n.Parts(word)...)
		}
		for _, member := range n.Own("properties").Members() {
			next = append(next, member)
		}
		next = append(next, slices.Concat(itemsOf(n), othersOf(n))...)
	}
}
