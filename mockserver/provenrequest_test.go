package mockserver_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

func keyText(p *spec.Parameter) string {
	if value := fixtures.Value(p.Schema, p.Name); value != nil {
		return strings.Trim(string(jsonvalue.Append(nil, value)), `"`)
	}
	return "any"
}

// send asks an operation about a record: its path, its query or its body has the id.
func (p *prover) send(op *spec.Operation, at mockserver.Place) *httptest.ResponseRecorder {
	r := requestFor(op, p.mock.Seed())
	a, query := op.Action, r.URL.Query()
	own := slices.Clone(at.Parents)
	var record map[string]any
	_ = json.Unmarshal([]byte(at.JSON), &record)
	switch {
	case a.Named != "":
		own = append(own, memberText(record, a.Named))
	case a.RecordKeys() > 0:
		own = append(own, at.ID)
	}
	var keys []string
	for i, key := range op.PathKeys {
		text := ""
		if from := i - len(op.PathKeys) + len(own); from >= 0 && !a.View {
			text = own[from]
		}
		if key.Filter.Kind != spec.NoFilter {
			text = memberText(record, key.Filter.Members[0])
		}
		if text == "" {
			text = keyText(key)
		}
		keys = append(keys, url.PathEscape(text))
	}
	if a.Key != "" {
		query.Set(a.Key, at.ID)
	}
	for _, q := range op.Query {
		switch {
		case q.Filter.Kind == spec.Limit && q.Accepts([]string{"100"}):
			query.Set(q.Name, "100")
		case q.Filter.Kind == spec.Offset && q.Required:
			query.Set(q.Name, "0")
		case q.Required && q.Filter.Kind == spec.In && memberText(record, q.Filter.Members[0]) != "":
			query.Set(q.Name, memberText(record, q.Filter.Members[0]))
		case q.Name == a.IDs && a.Kind == spec.DeleteMany:
			query.Set(q.Name, at.ID)
		}
	}
	if op.Body != nil {
		sent, _ := io.ReadAll(r.Body)
		body, err := jsonvalue.Decode(sent)
		switch {
		case len(a.Where) > 0:
			body = map[string]any{}
		case op.Body.ListsOperations():
			body, err = []any{map[string]any{"op": "add", "path": "/" + textMember(a.Resource.Schema), "value": "changed"}}, nil
		default:
			withoutReadOnly(op.Body.Schema, body)
			if object, is := body.(map[string]any); is && len(op.Body.Schema.Members()) == 0 {
				object[textMember(a.Resource.Schema)] = "changed"
			}
			body = naming(op, body, at.ID)
		}
		switch {
		case strings.Contains(op.Body.MediaType, "urlencoded"):
			sent = []byte(formOf(body).Encode())
		case err == nil:
			sent = jsonvalue.Append(nil, body)
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(sent)), int64(len(sent))
	}
	target, _ := url.Parse(op.Expand(keys...))
	target.RawQuery = query.Encode()
	r.URL = target
	w := httptest.NewRecorder()
	p.mock.ServeHTTP(w, r)
	return w
}

// naming is a body that names the record it is about, where the path does not.
func naming(op *spec.Operation, body any, id string) any {
	a := op.Action
	object, _ := body.(map[string]any)
	if inner := op.Body.Schema.Members(); a.ID != "" && len(inner) == 1 && inner[0].Name != a.ID {
		object, _ = object[inner[0].Name].(map[string]any)
	}
	switch {
	case a.IDs == ".":
		return []any{idValue(a.Resource, id)}
	case a.IDs != "" && object != nil:
		object[a.IDs] = []any{idValue(a.Resource, id)}
	case a.ID != "" && object != nil:
		object[a.ID] = idValue(a.Resource, id)
	case a.Kind == spec.UpdateMany && a.Listed:
		member, _ := op.BodyRecords()
		list, _ := body.([]any)
		if member != "" {
			list, _ = object[member].([]any)
		}
		if len(list) == 0 {
			return body
		}
		if first, is := list[0].(map[string]any); is {
			first[a.Resource.ID] = idValue(a.Resource, id)
		}
		if member == "" {
			return list[:1]
		}
		object[member] = list[:1]
	}
	return body
}

func formOf(body any) url.Values {
	out := url.Values{}
	object, _ := body.(map[string]any)
	for name, value := range object {
		list, is := value.([]any)
		if !is {
			list = []any{value}
		}
		for _, one := range list {
			out.Add(name, jsonvalue.Text(one))
		}
	}
	return out
}

// textMember is a member of free texts that a client writes.
func textMember(s *spec.Schema) string {
	for _, m := range s.Members() {
		if m.Schema.Type() == "string" && !m.ReadOnly && m.Name != "id" && m.Schema.Valid("changed") {
			return m.Name
		}
	}
	return "name"
}

// withoutReadOnly takes out of a body what the server gives.
func withoutReadOnly(s *spec.Schema, body any) {
	if list, is := body.([]any); is {
		for _, item := range list {
			withoutReadOnly(s.Items(), item)
		}
	}
	object, _ := body.(map[string]any)
	for _, m := range s.Members() {
		if m.ReadOnly {
			delete(object, m.Name)
			continue
		}
		withoutReadOnly(m.Schema, object[m.Name])
	}
}

func idValue(r *spec.Resource, id string) any {
	if kind := r.Schema.At(r.ID).Type(); kind == "integer" || kind == "number" {
		return json.Number(id)
	}
	return id
}

// memberText is a member of a record, dotted, as a path has it.
func memberText(record map[string]any, member string) string {
	var value any = record
	for name := range strings.SplitSeq(member, ".") {
		object, _ := value.(map[string]any)
		value = object[name]
	}
	if list, is := value.([]any); is && len(list) > 0 {
		value = list[0]
	}
	if value == nil {
		return ""
	}
	return jsonvalue.Text(value)
}
