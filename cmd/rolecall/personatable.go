package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/cotalker/rolecall/fixtures"
)

const (
	maxPersonas   = 20 // that the welcome shows
	widestName    = 24 // columns of a name or a token in the table; a longer token has a line of its own
	leastForRight = 20 // columns for what a persona may do
)

// personaTable lists who there is, with their tokens and what they may do, in
// lines no longer than so many columns. A token stays in one piece, to be copied.
func personaTable(out io.Writer, personas []fixtures.Persona, width int) {
	name, token := len("PERSONA"), len("TOKEN")
	for _, p := range personas {
		name = max(name, min(widestName, utf8.RuneCountInString(p.Name)))
		if n := utf8.RuneCountInString(p.Token); n <= widestName {
			token = max(token, n)
		}
	}
	const gap = "   "
	indent := strings.Repeat(" ", name+token) + gap + gap
	may := max(leastForRight, width-len(indent))
	fmt.Fprintf(out, "%s%s%s%sMAY\n", padded("PERSONA", name), gap, padded("TOKEN", token), gap)
	for _, p := range personas {
		fmt.Fprint(out, padded(cutOff(p.Name, name), name), gap, padded(p.Token, token))
		lines := wrapped(rightsText(p), may)
		if utf8.RuneCountInString(p.Token) > token {
			fmt.Fprint(out, "\n", indent, strings.Join(lines, "\n"+indent), "\n")
			continue
		}
		fmt.Fprint(out, gap, strings.Join(lines, "\n"+indent), "\n")
	}
}

// padded is a text with blanks up to so many columns.
func padded(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-utf8.RuneCountInString(text)))
}

// cutOff is a text of at most so many columns.
func cutOff(text string, columns int) string {
	if letters := []rune(text); len(letters) > columns {
		return string(letters[:columns-1]) + "…"
	}
	return text
}

// wrapped breaks a text at its blanks into lines of at most so many columns, and a
// word that is longer anywhere.
func wrapped(text string, columns int) []string {
	var lines []string
	line := []rune{}
	for word := range strings.FieldsSeq(text) {
		letters := []rune(word)
		if len(line) > 0 && len(line)+1+len(letters) > columns {
			lines, line = append(lines, string(line)), nil
		}
		if len(line) > 0 {
			line = append(line, ' ')
		}
		line = append(line, letters...)
		for len(line) > columns {
			lines, line = append(lines, string(line[:columns])), line[columns:]
		}
	}
	return append(lines, string(line))
}
