package journal

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxLogged is how many characters of a text a line of the log shows.
const maxLogged = 500

// Printable is a text as the log writes it: in one line, cut where it is long, and
// with nothing in it that a terminal obeys or that hides or turns what stands
// beside it. What a request brings comes from anybody; a web page will do.
func Printable(text string) string {
	plain := len(text) <= maxLogged
	for i := 0; plain && i < len(text); i++ {
		plain = text[i] >= ' ' && text[i] <= '~'
	}
	if plain {
		return text
	}
	var out strings.Builder
	count := 0
	for i, r := range text {
		if count == maxLogged {
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
