package mockserver

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/values"
	"github.com/cotalker/rolecall/spec"
)

// formBody reads a body of application/x-www-form-urlencoded as its schema wants
// it: the texts become what the members are.
func formBody(text []byte, s *spec.Schema) (any, error) {
	values, err := url.ParseQuery(string(text))
	if err != nil {
		return nil, err
	}
	return formValues(values, s), nil
}

// multipartBody reads the parts of multipart/form-data. A file is its bytes, as
// text where they are text, else in base64.
func multipartBody(text []byte, boundary string, s *spec.Schema) (any, error) {
	values := url.Values{}
	reader := multipart.NewReader(bytes.NewReader(text), boundary)
	for {
		p, err := reader.NextPart()
		if err == io.EOF {
			return formValues(values, s), nil
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return nil, err
		}
		if !utf8.Valid(content) {
			content = []byte(base64.StdEncoding.EncodeToString(content))
		}
		values.Add(p.FormName(), string(content))
	}
}

// formValues are the members of a form. A name such as a[b] is a member of a
// member, and a[] an item of a list. Where the schema has alternatives, it is read
// as the first that it then fits.
func formValues(sent url.Values, s *spec.Schema) map[string]any {
	if len(s.Alternatives()) > 0 {
		for _, one := range values.WithAlternatives(s)[1:] {
			if read := formOf(sent, one, s); s.Valid(read) {
				return read
			}
		}
	}
	return formOf(sent, s)
}

// formOf reads a form by the first of some schemas that has each member.
func formOf(values url.Values, schemas ...*spec.Schema) map[string]any {
	out := map[string]any{}
	for name, texts := range values {
		path := formPath(name)
		if slices.ContainsFunc(schemas, func(s *spec.Schema) bool { return s.Member(name) != nil }) {
			path = []string{name} // the document calls it so
		}
		var member *spec.Schema
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
func memberAt(s *spec.Schema, path []string) *spec.Schema {
	for _, step := range path {
		m := s.Member(step)
		if m == nil {
			return nil
		}
		s = m.Schema
	}
	return s
}

func formPath(name string) []string {
	first, rest, nested := strings.Cut(strings.TrimSuffix(name, "[]"), "[")
	path := []string{first}
	for nested {
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
func formValue(texts []string, s *spec.Schema) any {
	if s.Type() == "array" || len(texts) > 1 {
		list := []any{}
		for _, text := range texts {
			list = append(list, formValue([]string{text}, s.Items()))
		}
		return list
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
