package wire

import (
	"bytes"
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// view is a text as a reader of its escapes sees it, and where in the text each
// of its bytes comes from.
type view struct {
	text  []byte
	spans []span // nil where each byte is its own
}

func (v *view) from(i int) int {
	if v.spans == nil {
		return i
	}
	return v.spans[i].from
}

func (v *view) to(i int) int {
	if v.spans == nil {
		return i + 1
	}
	return v.spans[i].to
}

// maxNested is how often a text is unescaped that was escaped more than once.
const maxNested = 4

// views are a text as it is, and as readers of percents, of backslashes, of
// entities and of all of them see it.
func views(text string) []*view {
	out := []*view{{text: []byte(text)}}
	var present string
	for _, begin := range []string{"%", `\`, "&"} {
		if strings.Contains(text, begin) {
			present += begin
		}
	}
	if len(present) > 1 {
		for i := range present {
			out = append(out, out[0].unescape(present[i:i+1]))
		}
	}
	for last := out[0]; len(out) <= len(present)+maxNested; {
		next := last.unescape(`%\&`)
		if len(next.text) == len(last.text) {
			break
		}
		out = append(out, next)
		last = next
	}
	return out
}

// unescape reads the escapes that begin with one of some characters.
func (v *view) unescape(begins string) *view {
	out := &view{text: make([]byte, 0, len(v.text)), spans: make([]span, 0, len(v.text))}
	for i := 0; i < len(v.text); {
		var meant []byte
		length := 1
		if strings.IndexByte(begins, v.text[i]) >= 0 {
			meant, length = escape(v.text[i:])
		}
		if meant == nil {
			meant, length = v.text[i:i+1], 1
		}
		for _, c := range meant {
			out.text = append(out.text, c)
			out.spans = append(out.spans, span{v.from(i), v.to(i + length - 1)})
		}
		i += length
	}
	return out
}

// escape is what the escape at the beginning of a text means and how long it
// is; nil where there is none.
func escape(text []byte) ([]byte, int) {
	switch {
	case text[0] == '%' && len(text) > 2:
		if c, ok := unsigned(text[1:3], 16); ok {
			return []byte{byte(c)}, 3
		}
	case text[0] == '&':
		end := bytes.IndexByte(text[:min(len(text), 40)], ';')
		if end > 2 && text[1] == '#' {
			digits, base := text[2:end], 10
			if digits[0] == 'x' || digits[0] == 'X' {
				digits, base = digits[1:], 16
			}
			if r, ok := unsigned(digits, base); ok {
				return utf8.AppendRune(nil, rune(r)), end + 1
			}
		} else if end > 0 {
			if name := string(text[:end+1]); html.UnescapeString(name) != name {
				return []byte(html.UnescapeString(name)), end + 1
			}
		}
	case text[0] == '\\' && len(text) > 1:
		return backslash(text)
	}
	return nil, 1
}

// backslash reads the escapes of JSON, Go and JavaScript.
func backslash(text []byte) ([]byte, int) {
	const names, meanings = `abfnrtv"'/\`, "\a\b\f\n\r\t\v\"'/\\"
	if i := strings.IndexByte(names, text[1]); i >= 0 {
		return []byte{meanings[i]}, 2
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[text[1]]
	if digits == 0 {
		return nil, 1
	}
	if text[1] == 'u' && len(text) > 3 && text[2] == '{' {
		if end := bytes.IndexByte(text[:min(len(text), 12)], '}'); end > 0 {
			if r, ok := unsigned(text[3:end], 16); ok {
				return utf8.AppendRune(nil, rune(r)), end + 1
			}
		}
		return nil, 1
	}
	if len(text) < 2+digits {
		return nil, 1
	}
	r, ok := unsigned(text[2:2+digits], 16)
	switch {
	case !ok:
		return nil, 1
	case digits == 2:
		return []byte{byte(r)}, 4
	case digits == 4 && r&0xFC00 == 0xD800 && len(text) >= 12 && text[6] == '\\' && text[7] == 'u':
		if low, ok := unsigned(text[8:12], 16); ok && low&0xFC00 == 0xDC00 {
			return utf8.AppendRune(nil, rune(0x10000+(r-0xD800)<<10+low-0xDC00)), 12
		}
	}
	return utf8.AppendRune(nil, rune(r)), 2 + digits
}

func unsigned(digits []byte, base int) (uint64, bool) {
	n, err := strconv.ParseUint(string(digits), base, 31)
	return n, err == nil
}

// fold makes one of what differs by the case of letters, by how a blank is
// written in a query, and by the alphabet of base64.
func fold(text string) string { return string((&view{text: []byte(text)}).fold().text) }

func (v *view) fold() *view {
	out := &view{text: make([]byte, 0, len(v.text)), spans: make([]span, 0, len(v.text))}
	for i := 0; i < len(v.text); {
		r, size := utf8.DecodeRune(v.text[i:])
		whole := span{v.from(i), v.to(i + size - 1)}
		before := len(out.text)
		switch {
		case r == utf8.RuneError && size == 1:
			out.text = append(out.text, v.text[i])
		case r == ' ' || r == '-':
			out.text = append(out.text, '+')
		case r == '_':
			out.text = append(out.text, '/')
		default:
			out.text = utf8.AppendRune(out.text, unicode.ToLower(unicode.ToUpper(r)))
		}
		for range len(out.text) - before {
			out.spans = append(out.spans, whole)
		}
		i += size
	}
	return out
}
