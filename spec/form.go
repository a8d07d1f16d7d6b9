package spec

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// maxFormDepth is how many brackets of a name are read: a[b][c] is a member of a
// member of a. What follows is part of the last name.
const maxFormDepth = 64

// Form reads the texts of a form as the schema wants its members. A name such as
// a[b] is a member of a member, and a[] an item of a list. Where the schema has
// alternatives, it is read as the first that it then fits.
func (s *Schema) Form(sent url.Values) map[string]any {
	for _, one := range s.WithAlternatives()[1:] {
		if read := formOf(sent, one, s); s.Valid(read) {
			return read
		}
	}
	return formOf(sent, s)
}

// formOf reads a form by the first of some schemas that has each member.
func formOf(values url.Values, schemas ...*Schema) map[string]any {
	out := map[string]any{}
	for name, texts := range values {
		path := formPath(name)
		if slices.ContainsFunc(schemas, func(s *Schema) bool { return s.Member(name) != nil }) {
			path = []string{name} // the document calls it so
		}
		var member *Schema
		for _, s := range schemas {
			if member = memberAt(s, path); member != nil {
				break
			}
		}
		put(out, path, formValue(texts, member))
	}
	return out
}

// memberAt follows names of members, nil where they lead nowhere.
func memberAt(s *Schema, path []string) *Schema {
	for _, step := range path {
		if m := s.Member(step); m != nil {
			s = m.Schema
		} else if s = s.Additional(); s == nil {
			return nil
		}
	}
	return s
}

func formPath(name string) []string {
	first, rest, nested := strings.Cut(strings.TrimSuffix(name, "[]"), "[")
	path := []string{first}
	for nested && len(path) < maxFormDepth {
		var step string
		step, rest, _ = strings.Cut(rest, "]")
		path = append(path, step)
		_, rest, nested = strings.Cut(rest, "[")
	}
	return path
}

func put(object map[string]any, path []string, value any) {
	for _, step := range path[:len(path)-1] {
		below, is := object[step].(map[string]any)
		if !is {
			below = map[string]any{}
			object[step] = below
		}
		object = below
	}
	object[path[len(path)-1]] = value
}

// formValue is a text, or several, as the schema of the member wants it.
func formValue(texts []string, s *Schema) any {
	if s.Type() == "array" || len(texts) > 1 {
		return formList(texts, s)
	}
	text := texts[0]
	switch s.Type() {
	case "integer", "number":
		if number := json.Number(text); json.Valid([]byte(text)) && !strings.ContainsAny(text, `"[{tfn`) {
			return number
		}
	case "boolean":
		if slices.Contains([]string{"true", "false"}, text) {
			return text == "true"
		}
	case "object":
		if value, err := jsonvalue.Decode([]byte(text)); err == nil {
			return value
		}
	case "": // alternatives, or a constant
		if value, err := jsonvalue.Decode([]byte(text)); err == nil && !s.Valid(text) && s.Valid(value) {
			return value
		}
	}
	return text
}

// formList is some texts as the items of a list. Where they do not fit so, those of which
// the list says nothing are what they are as JSON, or all of it is, as within a list.
func formList(texts []string, s *Schema) any {
	plain, read := make([]any, len(texts)), make([]any, len(texts))
	for i, text := range texts {
		item := s.item(i)
		plain[i] = formValue([]string{text}, item)
		read[i] = plain[i]
		if value, err := jsonvalue.Decode([]byte(text)); item == nil && err == nil {
			read[i] = value
		}
	}
	if s.Valid(plain) {
		return plain
	}
	if s.Valid(read) {
		return read
	}
	if value, err := jsonvalue.Decode([]byte(texts[0])); len(texts) == 1 && err == nil && s.Valid(value) {
		return value
	}
	return plain
}
