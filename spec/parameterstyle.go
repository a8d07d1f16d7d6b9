package spec

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/mediatype"
)

// style is how a parameter stands in a request, and so how its text is read.
type style struct {
	types      []string // what a value may be, those first that fewer texts are
	kind       string   // the type of a value, where there is one
	instant    bool     // a value is a date
	bounded    bool     // the whole asks for more than each of its values does
	mayBeOne   bool     // a list or one value: only the whole tells
	encoded    bool     // what it holds stands in it as JSON
	object     bool     // its members are names of their own, or stand in one text
	deep       bool     // its members are called name[member]
	spread     bool     // each value or member by itself, not all in one text
	blanks     bool     // may stand between the values: it is a header
	allowEmpty bool     // a name without a value says nothing
}

// encodedIn is the schema of a parameter that has content: of what its JSON says,
// or of its text. What is in another syntax is not looked into.
func (p *Parameter) encodedIn(content *node) *node {
	for media, n := range content.Members() {
		switch p.encoded = mediatype.IsJSON(media); {
		case p.encoded, mediatype.Of(media) == "text/plain":
			return n.Deref().Own("schema")
		}
	}
	return nil
}

// plan reads how a parameter is written, and gives the schema of one value.
func (p *Parameter) plan(n, own *node, in string, isObject bool) *node {
	called, explode := n.Get("style").Text(), n.Get("explode")
	delimited := called == "spaceDelimited" || called == "pipeDelimited"
	p.spread = explode.True() || explode == nil && !delimited && (in == "query" || in == "cookie")
	p.deep, p.blanks, p.allowEmpty = called == "deepObject", in == "header", n.Get("allowEmptyValue").True()
	p.object = !p.encoded && own != nil && (p.deep || isObject)
	p.Open = p.object && in == "query"
	if own == nil || p.encoded || p.object {
		return nil // values are those of members, if there is anything to tell of them
	}
	types, one := typesIn(own), own
	if slices.Contains(types, "array") {
		p.Repeatable, p.bounded, p.mayBeOne = true, asksOfList(own), len(types) > 1 || len(alternativesOf(own)) > 1
		if one = document.Items(own); p.mayBeOne {
			p.bounded, types = true, append(types, typesIn(one)...)
			one = singleIn(own, one)
		} else {
			types = typesIn(one)
		}
		switch {
		case called == "spaceDelimited" && !p.spread:
			p.Separator = " "
		case called == "pipeDelimited" && !p.spread:
			p.Separator = "|"
		case !p.spread || in == "path" || in == "header":
			p.Separator = ","
		}
	}
	for _, t := range []string{"integer", "number", "boolean", "string"} {
		if slices.Contains(types, t) {
			p.types = append(p.types, t)
		}
	}
	switch len(p.types) {
	case 0:
		p.types = []string{"string", "number", "boolean"}
	case 1:
		p.kind = p.types[0]
	}
	return one
}

// typesIn are the types that a schema tells of, its alternatives too; null apart.
// What has no type has those of the values that it lists.
func typesIn(n *node) []string {
	var out []string
	document.Compose(n, func(part *node) bool {
		found := part.Own("type").Texts()
		if found == nil {
			found = impliedTypes(part)
		}
		for _, t := range found {
			if t != "null" && !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
		return true
	}, "allOf", "anyOf", "oneOf")
	return out
}

func impliedTypes(n *node) []string {
	values := n.Own("enum")
	if only := n.Own("const"); only != nil {
		values = &node{Kind: document.Array, Items: []*node{only}}
	}
	if values == nil {
		for _, word := range []string{"pattern", "minLength", "maxLength", "format"} {
			if n.Own(word) != nil {
				return []string{"string"}
			}
		}
		return nil
	}
	var out []string
	for _, v := range values.Items {
		switch v.Scalar.(type) {
		case string:
			out = append(out, "string")
		case bool:
			out = append(out, "boolean")
		case int, float64, json.Number:
			out = append(out, "number")
		}
	}
	return out
}

// alternativesOf are those of a schema, or of what it is composed of; null apart.
func alternativesOf(n *node) []*node {
	var out []*node
	document.Compose(n, func(part *node) bool {
		for _, word := range []string{"oneOf", "anyOf"} {
			if alternatives := part.Own(word); alternatives != nil {
				for _, one := range alternatives.Items {
					if one.Get("type").Text() != "null" {
						out = append(out, one)
					}
				}
			}
		}
		return true
	}, "allOf")
	return out
}

// singleIn is the schema of one value of what may be a list too: the alternative
// that is no list, or else an item.
func singleIn(n, items *node) *node {
	for _, one := range alternativesOf(n) {
		if types := typesIn(one); len(types) > 0 && !slices.Contains(types, "array") {
			return one
		}
	}
	if len(n.Get("type").Texts()) > 1 {
		return n
	}
	return items
}

// asksOfList tells whether a list asks for more than each of its items does.
func asksOfList(n *node) bool {
	asks := false
	document.Compose(n, func(part *node) bool {
		for word := range part.Members() {
			switch word {
			case "$ref", "allOf", "type", "items", "nullable", "description", "title", "example", "examples", "default", "deprecated", "externalDocs":
			default:
				asks = asks || !strings.HasPrefix(word, "x-")
			}
		}
		return !asks
	}, "allOf")
	return asks
}
