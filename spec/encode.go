package spec

import (
	"slices"

	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// Append writes a decoded value as JSON. The members of an object come in the
// order of the schema, those that it does not name after them by name; the nil
// Schema orders all by name.
func (s *Schema) Append(dst []byte, v any) []byte {
	switch v := v.(type) {
	case []any:
		dst = append(dst, '[')
		for i, item := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = s.Items().Append(dst, item)
		}
		return append(dst, ']')
	case map[string]any:
		return s.appendObject(dst, v)
	}
	return jsonvalue.Append(dst, v)
}

func (s *Schema) appendObject(dst []byte, v map[string]any) []byte {
	dst = append(dst, '{')
	written := 0
	members := s.Members()
	for i := range members {
		m := &members[i]
		if value, present := v[m.Name]; present {
			if written++; written > 1 {
				dst = append(dst, ',')
			}
			dst = m.Schema.Append(append(dst, m.key...), value)
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
			dst = jsonvalue.Append(jsonvalue.AppendKey(dst, name), v[name])
		}
	}
	return append(dst, '}')
}
