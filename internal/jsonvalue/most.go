package jsonvalue

// Most is how many values a JSON text has at most, those within others counted and
// names of members not. It is told without decoding the text, and so at no cost
// of memory: a value of two bytes is one of fifty when it is decoded.
func Most(text []byte) int {
	most, quoted := 1, false
	last := byte(0) // that is no blank
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ' ', c == '\t', c == '\r', c == '\n':
			continue
		case c == ',', c == '[', c == '{':
			most++ // the next of its siblings, or the first
		case c == ']' && last == '[', c == '}' && last == '{':
			most-- // there is no first
		}
		last = c
	}
	return most
}
