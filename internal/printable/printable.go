// Package printable shows texts that anybody may have sent to whoever reads a log, a
// terminal or a file of ours.
//
//	log.Info("no world named " + printable.Line(name))
package printable

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// most is how many characters of a text are shown.
const most = 500

// Line is a text in one line, cut after 500 characters, and with nothing in it that a
// terminal obeys or that hides or turns what stands beside it. What a request brings comes from anybody; a web page will do.
func Line(text string) string {
	plain := len(text) <= most
	for i := 0; plain && i < len(text); i++ {
		plain = text[i] >= ' ' && text[i] <= '~'
	}
	if plain {
		return text
	}
	var out strings.Builder
	count := 0
	for i, r := range text {
		if count == most {
			fmt.Fprintf(&out, "… (%d bytes more)", len(text)-i)
			break
		}
		count++
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			fmt.Fprintf(&out, `\x%02x`, text[i])
		case strconv.IsPrint(r):
			out.WriteRune(r)
		default:
			quoted := strconv.QuoteRuneToASCII(r)
			out.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return out.String()
}
