package spec

import "github.com/cotalker/rolecall/internal/document"

// shownAnyway tells of writeOnly where members are not left out of replies: at what
// is reached only by words that depend on a value.
func (l *linter) shownAnyway() {
	hidden, shown := map[*node]bool{}, map[*node]bool{}
	for _, op := range l.contract.Operations {
		for _, reply := range op.Replies {
			if reply.Schema != nil {
				inReply(reply.Schema.node, hidden, false)
				inReply(reply.Schema.node, shown, true)
			}
		}
	}
	walk(l.contract.root, func(n *node, at objectKind) {
		if said := n.Own("writeOnly"); at == schemaObject && said.True() && shown[n] && !hidden[n] {
			l.report.Warn(said, "writeOnly has no effect here: the value is in replies", "write it on a member of properties, on items or on additionalProperties")
		}
	})
}

// inReply collects the schemas of a reply below which members are left out, or all
// that its values may be held to.
func inReply(n *node, into map[*node]bool, all bool) {
	for next := []*node{n}; len(next) > 0; {
		n, next = next[len(next)-1], next[:len(next)-1]
		if n == nil || into[n] || n.Kind != document.Object {
			continue
		}
		into[n] = true
		if target := n.Target(); target != n {
			next = append(next, target)
		}
		for key, value := range n.Members() {
			at, is := structure[schemaObject][key]
			switch key {
			case "properties", "items", "additionalProperties", "allOf", "anyOf", "oneOf":
			default:
				is = is && all && key != "$defs" && key != "definitions"
			}
			if !is || at.kind != schemaObject {
				continue
			}
			next = append(next, value.Items...)
			if !at.free {
				next = append(next, value)
			}
			for _, member := range value.Members() {
				if at.free {
					next = append(next, member)
				}
			}
		}
	}
}
