package spec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// SyntaxError is JSON text that is not one well-formed value: where it breaks,
// and why.
type SyntaxError struct {
	Offset  int64  // bytes from the start
	Pointer string // JSON Pointer of the value being read
	Reason  string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s at byte %d", e.Reason, e.Offset)
}

// maxDepth bounds nesting, so that a hostile body cannot exhaust the stack.
const maxDepth = 512

// DecodeJSON reads text that must be exactly one JSON value. Objects become
// map[string]any, arrays []any, numbers json.Number. Duplicate names, invalid
// UTF-8 and trailing bytes are refused with a [*SyntaxError].
func DecodeJSON(text []byte) (any, error) {
	r := readers.Get().(*jsonReader)
	defer readers.Put(r)
	r.text = *bytes.NewBuffer(text)
	r.decoder.Reset(&r.text)
	d := &r.decoder
	value, err := decodeValue(d, 0)
	if err == nil {
		if _, tail := d.ReadToken(); tail == nil {
			err = errors.New("more than one value")
		} else if tail != io.EOF {
			err = tail
		}
	}
	if err == nil {
		return value, nil
	}
	bad := &SyntaxError{Offset: d.InputOffset(), Pointer: string(d.StackPointer()), Reason: err.Error()}
	var syntactic *jsontext.SyntacticError
	if errors.As(err, &syntactic) {
		bad.Offset, bad.Pointer = syntactic.ByteOffset, string(syntactic.JSONPointer)
		if bad.Reason = "malformed JSON"; syntactic.Err != nil {
			bad.Reason = syntactic.Err.Error()
		}
	} else if errors.Is(err, io.EOF) {
		bad.Reason = "no JSON value"
	}
	return nil, bad
}

// jsonReader is a decoder that is used again: to make one costs as much as to
// read a small body. What it read is copied, so nothing of it stays.
type jsonReader struct {
	text    bytes.Buffer
	decoder jsontext.Decoder
}

var readers = sync.Pool{New: func() any { return &jsonReader{} }}

func decodeValue(d *jsontext.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested more than %d deep", maxDepth)
	}
	token, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '{':
		object := map[string]any{}
		for d.PeekKind() != '}' {
			name, err := d.ReadToken()
			if err != nil {
				return nil, err
			}
			key := name.String()
			if object[key], err = decodeValue(d, depth+1); err != nil {
				return nil, err
			}
		}
		_, err := d.ReadToken()
		return object, err
	case '[':
		list := []any{}
		for d.PeekKind() != ']' {
			item, err := decodeValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		_, err := d.ReadToken()
		return list, err
	case '"':
		return token.String(), nil
	case '0':
		number := token.String()
		if _, err := strconv.ParseFloat(number, 64); err != nil {
			return nil, fmt.Errorf("the number %.40s is out of range", number)
		}
		return json.Number(number), nil
	case 't', 'f':
		return token.Bool(), nil
	}
	return nil, nil
}

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
	member := func(name string, value any, schema *Schema) {
		if written > 0 {
			dst = append(dst, ',')
		}
		written++
		dst = append(appendString(dst, name), ':')
		dst = AppendJSON(dst, value, schema)
	}
	for _, m := range s.Members() {
		if value, present := v[m.Name]; present {
			member(m.Name, value, m.Schema)
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
			member(name, v[name], nil)
		}
	}
	return append(dst, '}')
}

func appendString(dst []byte, s string) []byte {
	quoted, _ := jsontext.AppendQuote(dst, s) // invalid UTF-8 is written replaced
	return quoted
}
