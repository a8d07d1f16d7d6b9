package spec

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// dialect writes a schema of an OpenAPI document as JSON Schema 2020-12: words
// of 3.0 in those of 3.1, the required members of a view, every reference by the
// compiler's name. What is no word of a schema, or cannot be one, is left out
// and reported, so that the rest of the schema still holds.
type dialect struct {
	*schemas
	view   view
	refers func(*node) string // the compiler's name of a schema that is referred to
	many   int                // subschemas that were written
}

func (d *dialect) warn(n *node, what, mend string) {
	if d.report != nil {
		d.report.Warn(n, what, mend)
	}
}

// schema writes one; free are the members that its view does not require, as
// far as they are known from what it is a part of.
func (d *dialect) schema(n *node, free []string) any {
	if n == nil || d.circular[n] {
		return true
	}
	if n.Kind != document.Object {
		if allowed, is := n.Scalar.(bool); is {
			return allowed
		}
		d.warn(n, "a schema is an object, or true or false", "write one")
		return true
	}
	if d.many++; d.many > mostAtOnce && len(free) == 0 && (n.Own("properties") != nil || n.Own("items") != nil || n.Own("allOf") != nil) {
		return map[string]any{"$ref": d.refers(n)}
	}
	if n.Own("required") != nil || n.Own("allOf") != nil || n.Own("minProperties") != nil || n.Own("dependentRequired") != nil {
		free = append(free[:len(free):len(free)], d.unrequired(n)...)
	}
	out := map[string]any{}
	if _, is := n.Ref(); is {
		target := d.meant(n.Target())
		if target == nil {
			return true
		}
		out["$ref"] = d.refers(target)
	}
	for _, word := range []string{"$dynamicRef", "$recursiveRef"} {
		if target := n.Refers(n.Own(word).Text()); target != nil && !target.IsRoot() {
			out["$ref"] = d.refers(target)
		}
	}
	for key, value := range n.Members() {
		if key == "oneOf" && n.Own("anyOf") == nil && overlapping(value) {
			d.warn(value, "no value fits one of these alternatives alone: each takes any object that the others take", "write anyOf, as it is read, or have each require a member")
			key = "anyOf"
		}
		d.keyword(out, key, value, free)
	}
	d.bounds(out, n)
	return d.nullable(out, n)
}

func (d *dialect) keyword(out map[string]any, key string, value *node, free []string) {
	at, is := structure[schemaObject][key]
	switch {
	case is && at.kind != schemaObject: // what tells of the schema
	case is && at.free:
		if key == "$defs" || key == "definitions" {
			return // reached by what refers to them
		}
		if len(value.Keys) > maxMembers {
			d.warn(value, fmt.Sprintf("the object has %d members, which are not checked: more than %d", len(value.Keys), maxMembers), "say what they have in common with additionalProperties or patternProperties")
			return
		}
		members := map[string]any{}
		for name, member := range value.Members() {
			members[name] = d.member(member, key)
		}
		out[key] = members
	case key == "items" && value.Kind == document.Array || key == "prefixItems": // the first is of older drafts
		if len(value.Items) > maxMembers {
			d.warn(value, fmt.Sprintf("the list has %d items of their own, which are not checked: more than %d", len(value.Items), maxMembers), "say what they have in common with items")
		} else if len(value.Items) > 0 {
			out["prefixItems"] = d.list(value, nil)
		}
	case is && at.list:
		if key != "allOf" {
			free = nil
		}
		if len(value.Items) > 0 {
			out[key] = d.list(value, free)
		}
	case is:
		if key != "contentSchema" {
			out[key] = d.schema(value, nil)
		}
	case key == "type":
		d.types(out, value)
	case key == "required":
		d.required(out, value, free)
	case key == "enum":
		if value.Kind == document.Array && len(value.Items) > 0 {
			out[key] = eachOnce(value)
		}
	case key == "const":
		out[key] = jsonValue(value)
	case key == "pattern":
		d.pattern(out, value)
	case key == "format":
		if text := value.Text(); text != "" {
			out[key] = text
		}
	case key == "uniqueItems":
		if value.True() {
			out[key] = true
		}
	case key == "dependentRequired":
		out[key] = jsonValue(value)
		if needs, is := out[key].(map[string]any); is {
			for name, others := range needs { // of those that the view does without, none is needed
				if list, is := others.([]any); is {
					needs[name] = slices.DeleteFunc(list, func(other any) bool { text, is := other.(string); return is && slices.Contains(free, text) })
				}
			}
		}
	case slices.Contains([]string{"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"}, key):
		if size, is := jsonValue(value).(float64); is && size >= 0 && size == math.Trunc(size) {
			if key == "minProperties" { // those that the view does without are counted as there
				size = max(0, size-float64(countEach(free)))
			}
			if size <= math.MaxInt32 {
				out[key] = size
			} else if strings.HasPrefix(key, "min") {
				out[key] = float64(math.MaxInt32)
			}
		} else {
			d.warn(value, key+" is not a whole number from 0, and is let be", "write one")
		}
	}
}

// countEach is how many texts there are, each counted once.
func countEach(texts []string) int {
	texts = slices.Clone(texts)
	slices.Sort(texts)
	return len(slices.Compact(texts))
}

// maxMembers is how many members an object may have for them to be checked.
const maxMembers = 5000

// member writes a property. What is readOnly is refused of a request.
func (d *dialect) member(n *node, keyword string) any {
	if d.view == sent && keyword == "properties" && document.Flagged(n, "readOnly") {
		return false
	}
	return d.schema(n, nil)
}

func (d *dialect) list(n *node, free []string) []any {
	out := make([]any, len(n.Items))
	for i, item := range n.Items {
		out[i] = d.schema(item, free)
	}
	return out
}

var schemaTypes = []string{"null", "boolean", "string", "array", "object", "number", "integer"}

func (d *dialect) types(out map[string]any, value *node) {
	var types []any
	for _, name := range value.Texts() {
		if !slices.Contains(schemaTypes, name) {
			d.warn(value, fmt.Sprintf("%q is not a type of OpenAPI, so that any is taken", name), "write one of "+strings.Join(schemaTypes, ", "))
			return
		}
		if !slices.Contains(types, any(name)) {
			types = append(types, name)
		}
	}
	switch len(types) {
	case 0:
	case 1:
		out["type"] = types[0]
	default:
		out["type"] = types
	}
}

func (d *dialect) required(out map[string]any, value *node, free []string) {
	if value.Kind != document.Array {
		if value.Scalar != false {
			d.warn(value, "required is not a list of names, and is let be", "list the names of required members at the object")
		}
		return
	}
	var names []any
	known := map[string]bool{}
	for _, name := range free {
		known[name] = true
	}
	for _, name := range value.Texts() {
		if !known[name] {
			names = append(names, name)
		}
		known[name] = true
	}
	if len(names) > 0 {
		out["required"] = names
	}
}

// unrequired are the members of an object that its view does not require.
func (d *dialect) unrequired(n *node) []string {
	word := map[view]string{sent: "readOnly", replied: "writeOnly"}[d.view]
	if word == "" {
		return nil
	}
	var out []string
	document.Compose(n, func(part *node) bool {
		for name, member := range part.Own("properties").Members() {
			if word == "writeOnly" && document.Hidden(member) || document.Flagged(member, word) {
				out = append(out, name)
			}
		}
		return true
	}, "allOf")
	return out
}

// bounds writes those of numbers. In 3.0 exclusiveMinimum says of minimum that
// it is not itself included.
func (d *dialect) bounds(out map[string]any, n *node) {
	for _, pair := range [][2]string{{"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"}} {
		bound, exclusive := n.Own(pair[0]), n.Own(pair[1])
		if number, is := d.number(bound); is {
			if exclusive.True() {
				out[pair[1]] = number
			} else {
				out[pair[0]] = number
			}
		}
		if exclusive != nil && exclusive.Kind == document.Scalar {
			if _, is := exclusive.Scalar.(bool); !is {
				if number, is := d.number(exclusive); is {
					out[pair[1]] = number
				}
			}
		}
	}
	if step := n.Own("multipleOf"); step != nil {
		if number, is := d.number(step); is && step.Decimal().Sign() > 0 {
			out["multipleOf"] = number
		}
	}
}

// number is a bound exactly as it is written, as the schema compiler reads it.
func (d *dialect) number(n *node) (any, bool) {
	if n == nil {
		return nil, false
	}
	if n.Decimal() == nil {
		d.warn(n, "the bound is not a number, and is let be", "write a number")
		return nil, false
	}
	return jsonValue(n), true
}

// nullable lets null fit where 3.0 says so, and where null is the type of what has
// alternatives, which nothing else could mean.
func (d *dialect) nullable(out map[string]any, n *node) any {
	switch {
	case out["type"] == "null" && (out["anyOf"] != nil || out["oneOf"] != nil):
		delete(out, "type")
	case !d.is30() || !n.Own("nullable").True():
		return out
	}
	if values, is := out["enum"].([]any); is && !slices.Contains(values, nil) {
		out["enum"] = append(values, nil)
	}
	_, refers := out["$ref"]
	if kind, is := out["type"].(string); is && !refers && out["allOf"] == nil && out["anyOf"] == nil && out["oneOf"] == nil && out["not"] == nil {
		out["type"] = []any{kind, "null"}
		return out
	}
	return map[string]any{"anyOf": []any{out, map[string]any{"type": "null"}}}
}
