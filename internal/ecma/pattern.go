// Package ecma writes regular expressions of ECMA-262, which JSON Schema has, in the
// words of RE2.
package ecma

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// White space of ECMA-262 and all else, as the ranges of a class: more than RE2 has in
// \s.
const (
	space    = `\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`
	notSpace = `\x{0}-\x{8}\x{e}-\x{1f}!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}`
	lineEnds = `\n\r\x{2028}\x{2029}`
)

// RE2 is a pattern as RE2 writes it. What RE2 does not have stays as it is, and
// does not compile there: look-ahead, back references, a repeat beyond 1000.
func RE2(pattern string) string {
	var out strings.Builder
	inClass := false
	for rest := pattern; rest != ""; {
		length := 1
		switch c := rest[0]; {
		case c == '\\' && len(rest) > 1:
			var text string
			text, length = escape(rest, inClass)
			out.WriteString(text)
		case inClass:
			inClass = c != ']'
			if c == '[' {
				out.WriteByte('\\') // a class of POSIX is none here
			}
			out.WriteByte(c)
		case strings.HasPrefix(rest, "[^]"):
			length = 3
			out.WriteString(`[\x{0}-\x{10ffff}]`)
		case strings.HasPrefix(rest, "[]"):
			length = 2
			out.WriteString(`[^\x{0}-\x{10ffff}]`)
		case c == '[':
			inClass = true
			out.WriteByte(c)
		case c == '.':
			out.WriteString("[^" + lineEnds + "]")
		default:
			out.WriteByte(c)
		}
		rest = rest[length:]
	}
	return out.String()
}

// escape writes the escape that a text begins with, and tells how long that was.
func escape(text string, inClass bool) (out string, length int) {
	switch c := text[1]; {
	case c == 'u':
		return unicodeEscape(text)
	case c == 'c' && len(text) > 2:
		return fmt.Sprintf(`\x%02x`, text[2]%32), 3
	case c == 's' && inClass:
		return space, 2
	case c == 's':
		return "[" + space + "]", 2
	case c == 'S' && inClass:
		return notSpace, 2
	case c == 'S':
		return "[^" + space + "]", 2
	case c == 'b' && inClass:
		return `\x08`, 2
	case c == '0':
		return `\x00`, 2
	case (c == 'p' || c == 'P') && strings.HasPrefix(text[2:], "{"):
		return property(text)
	case c == '_' || c >= 0x80: // stands for itself
		return text[1:2], 2
	}
	return text[:2], 2
}

// unicodeEscape is a code point, which two halves may make.
func unicodeEscape(text string) (out string, length int) {
	if digits, _, closed := strings.Cut(text[2:], "}"); closed && strings.HasPrefix(digits, "{") {
		return `\x` + digits + "}", len(`\u`) + len(digits) + 1
	}
	high, is := fourDigits(text)
	if !is {
		return text[:2], 2
	}
	if low, is := fourDigits(text[6:]); is && utf16.IsSurrogate(rune(high)) {
		if r := utf16.DecodeRune(rune(high), rune(low)); r != '\uFFFD' {
			return fmt.Sprintf(`\x{%x}`, r), 12
		}
	}
	return fmt.Sprintf(`\x{%x}`, high), 6
}

// fourDigits reads what a text begins with.
func fourDigits(text string) (uint64, bool) {
	if len(text) < 6 || text[:2] != `\u` {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:6], 16, 32)
	return n, err == nil
}

// property is a class of Unicode by its value alone: \p{Script=Greek} is \p{Greek}.
func property(text string) (out string, length int) {
	name, _, closed := strings.Cut(text[3:], "}")
	if !closed {
		return text[:2], 2
	}
	length = len(`\p{`) + len(name) + 1
	if kind, value, is := strings.Cut(name, "="); is {
		switch kind {
		case "Script", "sc", "General_Category", "gc":
			name = value
		}
	}
	return text[:2] + "{" + name + "}", length
}
