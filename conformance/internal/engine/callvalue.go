package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// bodyOf is a body that fits an operation, and that no other is like where it
// makes something. A check for which none is found does not apply.
func (t *Trial) bodyOf(op *spec.Operation, mark string) any {
	s := op.Body.Schema
	if !isReadable(op.Body.MediaType) {
		return "rolecall"
	}
	tries := []func() any{
		func() any { return Sample(s, mark, false) },
		func() any { return fixtures.BodyValue(s, mark) },
		func() any { example, _ := op.Body.Example(op); return example },
	}
	if op.Action.Resource == nil { // nothing is kept, so nothing need be new
		tries = []func() any{tries[2], tries[0], tries[1]}
	}
	if op.Action.Kind == spec.Update && op.Body.ListsOperations() {
		tries = append([]func() any{func() any { return []any{} }}, tries...) // what else fits a record is not known
	}
	for _, try := range tries {
		var made any
		if err := Guarded(func() { made = t.makeDistinct(op, shownInForm(op.Body, sendable(s, try()), mark), mark) }); err != nil || made == nil {
			continue
		}
		_, isObject := made.(map[string]any)
		if s.Valid(made) && (isObject || mediatype.IsJSON(op.Body.MediaType)) { // a form is an object
			return made
		}
	}
	panic(NotApplicable("no body that fits the schema of " + RequestLine(op) + " is found; give it an example"))
}

// sendable is a value without what only the server writes: an example is often a
// whole record.
func sendable(s *spec.Schema, v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			m := s.Member(name)
			switch {
			case m == nil:
				out[name] = value
			case !m.ReadOnly:
				out[name] = sendable(m.Schema, value)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = sendable(s.Items(), item)
		}
		return out
	}
	return v
}

// shownInForm gives the lists of a form an item, and members that are null another value or
// none: neither an empty list nor null is sent at all.
func shownInForm(body *spec.Body, v any, mark string) any {
	object, is := v.(map[string]any)
	if !is || mediatype.IsJSON(body.MediaType) {
		return v
	}
	for name, value := range object {
		m := body.Schema.Member(name)
		list, many := value.([]any)
		switch {
		case value == nil && m != nil:
			if object[name] = somethingOf(m.Schema, mark); object[name] == nil {
				delete(object, name)
			}
		case many && len(list) == 0 && m != nil:
			object[name] = []any{Sample(m.Schema.Items(), mark, false)}
		}
	}
	return object
}

// somethingOf is a value of a schema that is not null, nil where none of a few is.
func somethingOf(s *spec.Schema, mark string) any {
	for range 8 {
		if value := Sample(s, mark, false); value != nil && s.Valid(value) {
			return value
		}
		mark = another(mark)
	}
	return nil
}

// makeDistinct gives a body what it must not share with other records, and the ids of
// records that there are.
func (t *Trial) makeDistinct(op *spec.Operation, body any, mark string) any {
	object, is := body.(map[string]any)
	r := op.Action.Resource
	if !is || r == nil || op.Body.Schema == nil {
		return body
	}
	record, schema := written(op, object)
	if id := schema.At(r.ID); id != nil && op.Action.Kind == spec.Create && jsonvalue.ValueAt(record, r.ID) != nil {
		if m := schema.Member(r.ID); m == nil || m.Required {
			if names := id.Words().Enum; names != nil {
				panic(NotApplicable(fmt.Sprintf("the ids of %s are %d names, which may all be taken", r.Collection, len(names))))
			}
			jsonvalue.SetAt(record, r.ID, t.unusedKey(r, id, mark))
		} else {
			delete(record, r.ID)
		}
	}
	for _, u := range r.Unique {
		own := schema.At(u.Member)
		if own == nil || jsonvalue.ValueAt(record, u.Member) == nil {
			continue
		}
		value := UnusedID(own, mark)
		if m := schema.Member(u.Member); m != nil && Equal(value, UnusedID(own, another(mark))) {
			if m.Required {
				panic(NotApplicable("no two values are found of " + u.Member + ", which no two records may share"))
			}
			delete(record, u.Member)
			continue
		}
		jsonvalue.SetAt(record, u.Member, value)
	}
	for _, ref := range r.References {
		other := t.Session.Contract.ResourceOf(ref.Collection)
		value := jsonvalue.ValueAt(record, ref.Member)
		if list, many := value.([]any); value == nil || other == nil || many && len(list) == 0 {
			continue
		} else if named := t.referred(r, ref.Member, other); named == nil {
			continue
		} else if many {
			jsonvalue.SetAt(record, ref.Member, IDValues(other, named.ID))
		} else {
			jsonvalue.SetAt(record, ref.Member, IDValue(other, named.ID))
		}
	}
	return object
}

// referred is a record for a member to name: a new one where no two may name the
// same, nil where none of these can be made.
func (t *Trial) referred(r *spec.Resource, member string, other *spec.Resource) *Subject {
	switch {
	case !isDistinct(r, member):
		return t.anySubject(other)
	case t.Session.Maker(other) == nil || slices.Contains(t.seeking, other):
		return nil
	}
	t.seeking = append(t.seeking, other)
	defer func() { t.seeking = t.seeking[:len(t.seeking)-1] }()
	return t.newSubject(other)
}

// unusedKey is an id that no record is likely to have, and that paths take.
func (t *Trial) unusedKey(r *spec.Resource, id *spec.Schema, mark string) any {
	value := UnusedID(id, mark)
	for _, key := range t.Session.Contract.KeysOf(r) {
		text := fixtures.KeyText(key.Schema, rand.Uint64())
		if own := IDText(value); own != "" && !key.Accepts([]string{own}) && key.Accepts([]string{text}) && id.Valid(text) {
			value = text
		}
	}
	return value
}

// UnusedID is a value that no record is likely to have.
func UnusedID(s *spec.Schema, mark string) any {
	value := Sample(s, mark, false)
	if _, is := value.(string); is && Equal(value, Sample(s, another(mark), false)) { // as that of many formats is
		n, run := counted(mark)
		for _, text := range []string{dayOf(mark), fixtures.KeyText(s, n+run>>1)} {
			if text != "" && text != value && s.Valid(text) && s.Words().Enum == nil {
				return text
			}
		}
	}
	if text, is := value.(string); is && len(text) >= minTelling {
		return value
	}
	switch text := longNumber(s); {
	case text == "":
	case s.Type() == "string":
		return text
	case s.Type() == "integer" || s.Type() == "number":
		return json.Number(text)
	}
	return value
}

// textOf is a single value as it stands in a URL, "" for what is none.
func textOf(v any) string {
	switch v := v.(type) {
	case nil, map[string]any:
		return ""
	case []any:
		if len(v) == 0 {
			return ""
		}
		return textOf(v[0])
	default:
		return fmt.Sprint(v)
	}
}

const (
	formMedia      = "application/x-www-form-urlencoded"
	multipartMedia = "multipart/form-data"
)

// isReadable tells of a media type whether a body of it is made from its schema.
func isReadable(media string) bool {
	name := mediatype.Of(media)
	return mediatype.IsJSON(media) || name == formMedia || name == multipartMedia
}

// encoded is a body in its media type. The boundary of multipart is one text,
// which no value holds.
func encoded(media string, body any) []byte {
	object, isObject := body.(map[string]any)
	switch name := mediatype.Of(media); {
	case mediatype.IsJSON(media):
		return jsonvalue.Append(nil, body)
	case name == formMedia && isObject:
		values := url.Values{}
		for member, value := range object {
			for _, text := range formTexts(value) {
				values.Add(member, text)
			}
		}
		return []byte(values.Encode())
	case name == multipartMedia && isObject:
		var out bytes.Buffer
		w := multipart.NewWriter(&out)
		_ = w.SetBoundary(boundary) // it is one
		for member, value := range object {
			for _, text := range formTexts(value) {
				_ = w.WriteField(member, text) // into memory
			}
		}
		_ = w.Close()
		return out.Bytes()
	}
	text, _ := body.(string)
	return []byte(text)
}

const boundary = "rolecall-boundary"

// contentType is a media type as it is sent.
func contentType(media string) string {
	if strings.HasPrefix(mediatype.Of(media), "multipart/") {
		return media + "; boundary=" + boundary
	}
	return media
}

// formTexts are the texts of a member of a form: of a list one for each item, which is
// JSON where it is a list itself.
func formTexts(value any) []string {
	switch v := value.(type) {
	case []any:
		var out []string
		for _, item := range v {
			if list, is := item.([]any); is {
				out = append(out, string(jsonvalue.Append(nil, list)))
				continue
			}
			out = append(out, formTexts(item)...)
		}
		return out
	case map[string]any:
		return []string{string(jsonvalue.Append(nil, v))}
	case nil:
		return nil
	default:
		return []string{fmt.Sprint(v)}
	}
}
