package report

import (
	"strings"
	"unicode"
)

// allowed is a text without what neither HTML nor XML is to hold, written in
// any way: control characters, surrogates and noncharacters.
func allowed(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Noncharacter_Code_Point, r):
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
