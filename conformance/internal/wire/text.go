package wire

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// commands breaks what readers of logs take for a command wherever in a line it
// stands.
var commands = strings.NewReplacer("##[", "## [", "##vso[", "##vso [")

// printable shows control characters as a terminal would not obey them, and begins
// each line of a text as the first.
func printable(text, begin string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) || r == '\uFEFF' || r == utf8.RuneError:
			return '\uFFFD'
		}
		return r
	}, commands.Replace(strings.ReplaceAll(strings.TrimRight(text, "\r\n"), "\n", "\n"+begin)))
}

// MaxWords bounds what a report says in one line.
const MaxWords = 4000

// OneLine is a text as one line that a terminal, and a reader of workflow
// commands, sees nothing in.
func OneLine(text string) string { return printable(strings.ReplaceAll(text, "\n", " "), "") }

// Clipped is a body as a text, cut after 600 bytes with its length told.
func Clipped(body []byte) string {
	const most = 600
	if len(body) <= most {
		return string(body)
	}
	return strings.ToValidUTF8(string(body[:most]), "") + fmt.Sprintf("… (%d bytes)", len(body))
}
