package spec

import (
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// downgrade writes what OpenAPI 3.1 says in the words of 3.0. It goes by what a
// node is, not by what its members are called: a member of somebody's schema may
// be called security.
func downgrade(n *node, at objectKind) *node {
	if n == nil || n.Kind != document.Object {
		if n != nil && at == schemaObject { // true or false
			out := &node{Kind: document.Object}
			if n.Scalar == false {
				out.Set("not", &node{Kind: document.Object})
			}
			return out
		}
		return n
	}
	if _, is := n.Ref(); is && at == pathItemObject {
		n = n.PathItem() // 3.0 knows no components/pathItems
	}
	out := &node{Kind: document.Object, Line: n.Line}
	for name, member := range n.Members() {
		switch c, known := structure[at][name]; {
		case at == schemaObject && downgradeWord(out, n, name, member):
		case at == documentObject && name == "openapi":
			out.Set(name, text("3.0.3"))
		case at == documentObject && (name == "webhooks" || name == "jsonSchemaDialect"), at == componentsObject && name == "pathItems",
			at == infoObject && name == "summary", at == licenseObject && name == "identifier":
			// words of 3.1
		case name == "security" && (at == documentObject || at == operationObject):
			if hasRoles(member) {
				out.Set("x-roles", member)
			}
			out.Set(name, withoutRoles(member))
		case at == schemaObject && name == "additionalProperties" && member.Kind == document.Scalar:
			out.Set(name, member)
		case known:
			out.Set(name, downgradeBelow(member, c))
		case at == callbackObject:
			out.Set(name, downgrade(member, pathItemObject))
		default:
			out.Set(name, member)
		}
	}
	if at == schemaObject && out.Own("type").Text() == "array" && out.Own("items") == nil {
		out.Set("items", &node{Kind: document.Object}) // which 3.0 asks for
	}
	return out
}

func downgradeBelow(n *node, c child) *node {
	out := &node{Kind: n.Kind, Line: n.Line}
	switch {
	case c.free && n.Kind == document.Object:
		for name, member := range n.Members() {
			out.Set(name, downgrade(member, c.kind))
		}
	case n.Kind == document.Array:
		for _, item := range n.Items {
			out.Items = append(out.Items, downgrade(item, c.kind))
		}
	default:
		return downgrade(n, c.kind)
	}
	return out
}

// downgradeWord writes a word of a schema that 3.0 does not have, or has with
// another meaning, and tells whether it was one.
func downgradeWord(out, n *node, name string, value *node) bool {
	switch name {
	case "type":
		downgradeTypes(out, value)
	case "const":
		out.Set("enum", &node{Kind: document.Array, Items: []*node{value}})
		if value.Kind == document.Scalar && value.Scalar == nil {
			out.Set("nullable", truth())
		}
	case "exclusiveMinimum", "exclusiveMaximum":
		if _, is := value.Scalar.(bool); is {
			return false
		}
		bound := map[string]string{"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}[name]
		if inclusive := n.Own(bound); inclusive != nil && tighter(bound, inclusive, value) {
			return true // the other bound says more
		}
		out.Set(bound, value)
		out.Set(name, truth())
	case "minimum", "maximum":
		if out.Own(name) != nil {
			return true // the exclusive one stands, and says more
		}
		return false
	case "examples":
		if len(value.Items) > 0 && n.Own("example") == nil {
			out.Set("example", value.Items[0])
		}
	case "$ref":
		if value.Text() != "" {
			value = text(strings.ReplaceAll(value.Text(), "/$defs/", "/x-3.1-$defs/"))
		}
		if len(n.Keys) == 1 {
			out.Set("$ref", value)
			return true
		}
		part := &node{Kind: document.Object} // 3.0 reads nothing beside a $ref
		part.Set("$ref", value)
		parts := &node{Kind: document.Array, Items: []*node{part}}
		if others := n.Own("allOf"); others != nil {
			parts.Items = append(parts.Items, downgradeBelow(others, listOf(schemaObject)).Items...)
		}
		out.Set("allOf", parts)
	case "allOf":
		return out.Own("allOf") != nil
	case "$defs":
		out.Set("x-3.1-$defs", downgradeBelow(value, mapOf(schemaObject))) // references lead into it
	case "patternProperties", "prefixItems", "if", "then", "else", "contains", "minContains", "maxContains", "propertyNames", "unevaluatedItems",
		"unevaluatedProperties", "dependentRequired", "dependentSchemas", "contentEncoding", "contentMediaType", "contentSchema",
		"$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$comment", "$schema":
		out.Set("x-3.1-"+name, value) // for who reads on
	default:
		return false
	}
	return true
}

func tighter(bound string, inclusive, exclusive *node) bool {
	a, b := inclusive.Decimal(), exclusive.Decimal()
	if a == nil || b == nil {
		return false
	}
	return bound == "minimum" && a.Cmp(b) > 0 || bound == "maximum" && a.Cmp(b) < 0
}

// downgradeTypes writes a list of types as one, and null as nullable.
func downgradeTypes(out, value *node) {
	var types []*node
	for _, name := range value.Texts() {
		if name == "null" {
			out.Set("nullable", truth())
		} else {
			types = append(types, text(name))
		}
	}
	switch len(types) {
	case 0:
		out.Set("enum", &node{Kind: document.Array, Items: []*node{{Kind: document.Scalar}}})
	case 1:
		out.Set("type", types[0])
	default:
		any := &node{Kind: document.Array}
		for _, t := range types {
			one := &node{Kind: document.Object}
			one.Set("type", t)
			any.Items = append(any.Items, one)
		}
		out.Set("anyOf", any)
	}
}

func text(s string) *node { return &node{Kind: document.Scalar, Scalar: s} }

func truth() *node { return &node{Kind: document.Scalar, Scalar: true} }

func hasRoles(security *node) bool {
	for _, item := range security.Items {
		for _, names := range item.Members() {
			if len(names.Items) > 0 {
				return true
			}
		}
	}
	return false
}

// withoutRoles is a security list that names its schemes alone.
func withoutRoles(security *node) *node {
	out := &node{Kind: document.Array}
	for _, item := range security.Items {
		schemes := &node{Kind: document.Object}
		for scheme := range item.Members() {
			schemes.Set(scheme, &node{Kind: document.Array})
		}
		out.Items = append(out.Items, schemes)
	}
	return out
}
