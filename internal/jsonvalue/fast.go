package jsonvalue

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// fastReader reads the JSON that most clients send: strings without escapes,
// whole numbers, small objects, little nesting. It is never wrong, but gives up
// on everything else, which jsontext then reads, or refuses with a reason. What
// it saves is half of what reading a small body costs.
type fastReader struct {
	text string
	at   int
	into *Decoder // nil for objects of their own
}

// What a fastReader goes into.
const fastDepth, fastMembers, fastDigits = 8, 16, 15

// read is the one value that the text holds, false where it gives up.
func (r *fastReader) read() (any, bool) {
	v, ok := r.value(0)
	return v, ok && r.peek() == 0 && r.at == len(r.text)
}

// peek skips blanks and is the next byte, 0 at the end.
func (r *fastReader) peek() byte {
	for ; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; c {
		case ' ', '\n', '\r', '\t':
		default:
			return c
		}
	}
	return 0
}

// skip takes the next byte, if it is the one.
func (r *fastReader) skip(c byte) bool {
	if r.peek() != c {
		return false
	}
	r.at++
	return true
}

func (r *fastReader) value(depth int) (any, bool) {
	switch c := r.peek(); {
	case depth > fastDepth:
		return nil, false
	case c == '"':
		return r.string()
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.list(depth)
	case c == 't':
		return true, r.word("true")
	case c == 'f':
		return false, r.word("false")
	case c == 'n':
		return nil, r.word("null")
	}
	return r.number()
}

func (r *fastReader) word(word string) bool {
	is := strings.HasPrefix(r.text[r.at:], word)
	r.at += len(word)
	return is
}

func (r *fastReader) string() (string, bool) {
	if !r.skip('"') {
		return "", false
	}
	start, ascii := r.at, true
	for ; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; {
		case c == '"':
			s := r.text[start:r.at]
			r.at++
			return s, ascii || utf8.ValidString(s)
		case c < ' ', c == '\\':
			return "", false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return "", false
}

// number reads a whole one. What follows it is for others to expect: of a
// fraction or an exponent they do not.
func (r *fastReader) number() (json.Number, bool) {
	start := r.at
	if r.at < len(r.text) && r.text[r.at] == '-' {
		r.at++
	}
	first := r.at
	for r.at < len(r.text) && '0' <= r.text[r.at] && r.text[r.at] <= '9' {
		r.at++
	}
	digits := r.at - first
	padded := digits > 1 && r.text[first] == '0'
	return json.Number(r.text[start:r.at]), 0 < digits && digits <= fastDigits && !padded
}

func (r *fastReader) list(depth int) (any, bool) {
	r.at++
	list := []any{}
	if r.skip(']') {
		return list, true
	}
	for {
		item, ok := r.value(depth + 1)
		if !ok {
			return nil, false
		}
		list = append(list, item)
		if !r.skip(',') {
			return list, r.skip(']')
		}
	}
}

// object makes its map last, like the one of decoding.
func (r *fastReader) object(depth int) (any, bool) {
	r.at++
	var few [fastMembers]struct {
		name  string
		value any
	}
	n := 0
	for n > 0 || r.peek() != '}' {
		if n == len(few) {
			return nil, false
		}
		m, ok := &few[n], false
		if m.name, ok = r.string(); !ok || !r.skip(':') {
			return nil, false
		}
		for i := range few[:n] {
			if few[i].name == m.name {
				return nil, false
			}
		}
		if m.value, ok = r.value(depth + 1); !ok {
			return nil, false
		}
		n++
		if !r.skip(',') {
			break
		}
	}
	if !r.skip('}') {
		return nil, false
	}
	object := r.into.object(n)
	for i := range few[:n] {
		object[few[i].name] = few[i].value
	}
	return object, true
}
