package conformance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// mailDomain is one that no mail reaches (RFC 2606).
const mailDomain = "@example.com"

// sample makes a value that fits a schema. Texts are the mark, so that what a
// run has made can be told by its name.
func sample(s *spec.Schema, mark string, optional bool) any {
	if s == nil {
		return mark
	}
	if enum := s.Node.Get("enum"); enum != nil && len(enum.Items) > 0 {
		return enum.Items[0].Value()
	}
	switch s.Type() {
	case "object":
		object := map[string]any{}
		for _, m := range s.Members() {
			if m.Required || optional {
				object[m.Name] = sample(m.Schema, mark, optional)
			}
		}
		return object
	case "array":
		return []any{}
	case "boolean":
		return true
	case "integer", "number":
		if least, is := s.Node.Get("minimum").Value().(int); is {
			return json.Number(fmt.Sprint(least))
		}
		return json.Number("1")
	}
	return sampleText(s, mark)
}

func sampleText(s *spec.Schema, mark string) string {
	switch s.Node.Get("format").Text() {
	case "email":
		return mark + mailDomain
	case "date-time":
		return time.Now().UTC().Format(spec.InstantLayout)
	}
	if !s.Valid(mark) && s.Node.Get("example") != nil {
		return s.Node.Get("example").Text()
	}
	return mark
}

// another is a value of a schema that differs from the one there is.
func another(s *spec.Schema, mark string, current any) any {
	switch s.Type() {
	case "boolean":
		return current != true
	case "array":
		if s.Items().Type() == "string" && s.Items().Valid(mark) {
			return []any{mark}
		}
		return []any{}
	case "object":
		object := map[string]any{}
		for _, m := range s.Members() {
			object[m.Name] = another(m.Schema, mark, valueAt(current, m.Name))
		}
		return object
	}
	return sample(s, mark, false)
}

// merged is a record after a change: objects member by member, all else
// replaced.
func merged(record, change map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range record {
		out[name] = value
	}
	for name, value := range change {
		inner, isObject := value.(map[string]any)
		if isObject {
			before, _ := out[name].(map[string]any)
			out[name] = merged(before, inner)
		} else {
			out[name] = value
		}
	}
	return out
}

// differences tells in which of the members that the schema knows two records
// differ, but for those passed over. What a reply carries beyond the schema is
// nobody's business, and what it never shows is not compared.
func differences(s *spec.Schema, want, got map[string]any, pass ...string) []string {
	return compare(s, "", want, got, pass)
}

func compare(s *spec.Schema, prefix string, want, got map[string]any, pass []string) []string {
	var out []string
	for _, m := range s.Members() {
		path := prefix + m.Name
		if m.WriteOnly || contains(pass, path) {
			continue
		}
		w, g := want[m.Name], got[m.Name]
		wObject, wIs := w.(map[string]any)
		gObject, gIs := g.(map[string]any)
		if wIs && gIs {
			out = append(out, compare(m.Schema, path+".", wObject, gObject, pass)...)
		} else if !equal(w, g) {
			out = append(out, fmt.Sprintf("%s is %s, not %s", path, short(g), short(w)))
		}
	}
	return out
}

func contains(list []string, text string) bool {
	for _, one := range list {
		if one == text {
			return true
		}
	}
	return false
}

func equal(a, b any) bool {
	if x, is := a.(json.Number); is {
		y, too := b.(json.Number)
		return too && x == y
	}
	return reflect.DeepEqual(a, b)
}

func short(v any) string {
	if v == nil {
		return "absent"
	}
	text := string(spec.AppendJSON(nil, v, nil))
	if len(text) > 80 {
		text = strings.ToValidUTF8(text[:80], "") + "…"
	}
	return text
}

// clone copies a decoded value.
func clone(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, value := range v {
			out[name] = clone(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, value := range v {
			out[i] = clone(value)
		}
		return out
	}
	return v
}

// instant reads a date of a reply in milliseconds.
func instant(v any) (int64, bool) {
	text, _ := v.(string)
	ms, err := spec.ParseInstant(text)
	return ms, err == nil && text != ""
}
