package jsonvalue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
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

// Decode reads text that must be exactly one JSON value. Objects become
// map[string]any, arrays []any, numbers json.Number. Duplicate names, invalid
// UTF-8 and trailing bytes are refused with a [*SyntaxError]. The strings share
// one copy of the text: clone one that is to outlive the others by far.
func Decode(text []byte) (any, error) { return decode(text, nil) }

// Decoder reads JSON as [Decode] does, into objects that it uses again:
// for a small text they cost more than the reading. The zero Decoder is ready;
// it serves one at a time.
type Decoder struct {
	objects []map[string]any
	used    int
}

// Most objects that a Decoder keeps, and members that one of them may have had.
const keptObjects, keptMembers = 16, 64

// Decode reads one value, which is good until Forget.
func (d *Decoder) Decode(text []byte) (any, error) { return decode(text, d) }

// Forget gives up the objects of every value read so far.
func (d *Decoder) Forget() {
	for i, object := range d.objects[:d.used] {
		if len(object) > keptMembers {
			d.objects[i] = map[string]any{}
		}
		clear(object)
	}
	d.used = 0
}

// object is an empty object for a number of members.
func (d *Decoder) object(members int) map[string]any {
	if d == nil || d.used == keptObjects {
		return make(map[string]any, members)
	}
	if d.used == len(d.objects) {
		d.objects = append(d.objects, make(map[string]any, members))
	}
	d.used++
	return d.objects[d.used-1]
}

func decode(text []byte, into *Decoder) (any, error) {
	all := string(text)
	fast := fastReader{text: all, into: into}
	if value, ok := fast.read(); ok {
		return value, nil
	}
	return decodeAny(text, all, into)
}

// decodeAny decodes whatever JSON there is. Strings are cut from all, a copy of
// the text.
func decodeAny(text []byte, all string, into *Decoder) (any, error) {
	r := readers.Get().(*jsonReader)
	defer readers.Put(r)
	r.text = *bytes.NewBuffer(text)
	r.decoder.Reset(&r.text)
	d := &r.decoder
	value, err := decoding{d, all, into}.value(0)
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

// decoding is a text on its way to a value.
type decoding struct {
	*jsontext.Decoder
	text string   // all of it: names and values are cut from here
	into *Decoder // nil for objects of their own
}

func (d decoding) value(depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("nested more than %d deep", maxDepth)
	}
	switch d.PeekKind() {
	case '{':
		return d.object(depth)
	case '[':
		return d.list(depth)
	case '"':
		return d.string()
	case '0':
		number, err := d.raw()
		if err != nil {
			return nil, err
		}
		if _, err := strconv.ParseFloat(number, 64); err != nil {
			return nil, fmt.Errorf("the number %.40s is out of range", number)
		}
		return json.Number(number), nil
	}
	token, err := d.ReadToken()
	if kind := token.Kind(); kind == 't' || kind == 'f' {
		return token.Bool(), err
	}
	return nil, err
}

// object knows how many members there are before it makes the map, which would
// be made again each time it grows.
func (d decoding) object(depth int) (any, error) {
	type member struct {
		name  string
		value any
	}
	var few [16]member
	members := few[:0]
	_, err := d.ReadToken()
	for err == nil && d.PeekKind() != '}' {
		var m member
		if m.name, err = d.string(); err != nil {
			return nil, err
		}
		m.value, err = d.value(depth + 1)
		members = append(members, m)
	}
	if err != nil {
		return nil, err
	}
	object := d.into.object(len(members))
	for _, m := range members {
		object[m.name] = m.value
	}
	_, err = d.ReadToken()
	return object, err
}

func (d decoding) list(depth int) (any, error) {
	list := []any{}
	_, err := d.ReadToken()
	for err == nil && d.PeekKind() != ']' {
		var item any
		item, err = d.value(depth + 1)
		list = append(list, item)
	}
	if err != nil {
		return nil, err
	}
	_, err = d.ReadToken()
	return list, err
}

// string reads a string, or a name.
func (d decoding) string() (string, error) {
	quoted, err := d.raw()
	switch {
	case err != nil:
		return "", err
	case strings.IndexByte(quoted, '\\') < 0:
		return quoted[1 : len(quoted)-1], nil
	}
	plain, err := jsontext.AppendUnquote(nil, quoted)
	return string(plain), err
}

// raw reads a string or a number, as it is written.
func (d decoding) raw() (string, error) {
	read, err := d.ReadValue()
	if err != nil {
		return "", err
	}
	end := d.InputOffset()
	return d.text[end-int64(len(read)) : end], nil
}
