package spec

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// TypeOf names the JSON type of a decoded value.
func TypeOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "number"
}

// AppendJSON writes a decoded value. The members of an object come in the order
// of the schema, those that it does not name after them by name; a nil schema
// orders all by name.
func AppendJSON(dst []byte, v any, s *Schema) []byte {
	switch v := v.(type) {
	case string:
		return appendString(dst, v)
	case bool:
		return strconv.AppendBool(dst, v)
	case json.Number:
		return append(dst, v...)
	case int:
		return strconv.AppendInt(dst, int64(v), 10)
	case float64:
		number, _ := json.Marshal(v)
		return append(dst, number...)
	case []any:
		dst = append(dst, '[')
		for i, item := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = AppendJSON(dst, item, s.Items())
		}
		return append(dst, ']')
	case map[string]any:
		return appendObject(dst, v, s)
	}
	return append(dst, "null"...)
}

func appendObject(dst []byte, v map[string]any, s *Schema) []byte {
	dst = append(dst, '{')
	written := 0
	members := s.Members()
	for i := range members {
		m := &members[i]
		if value, present := v[m.Name]; present {
			if written++; written > 1 {
				dst = append(dst, ',')
			}
			dst = AppendJSON(append(dst, m.key...), value, m.Schema)
		}
	}
	if written < len(v) {
		var rest []string
		for name := range v {
			if s.Member(name) == nil {
				rest = append(rest, name)
			}
		}
		slices.Sort(rest)
		for _, name := range rest {
			if written++; written > 1 {
				dst = append(dst, ',')
			}
			dst = AppendJSON(appendKey(dst, name), v[name], nil)
		}
	}
	return append(dst, '}')
}

func appendKey(dst []byte, name string) []byte { return append(appendString(dst, name), ':') }

func appendString(dst []byte, s string) []byte {
	quoted, _ := jsontext.AppendQuote(dst, s) // invalid UTF-8 is written replaced
	return quoted
}
