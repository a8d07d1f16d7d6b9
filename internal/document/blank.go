package document

import (
	"bytes"
	"strings"
)

// Blank tells whether a text holds no value: comments of YAML, marks of a document
// and white space alone.
func Blank(data []byte) bool {
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\ufeff"))) {
		text := strings.TrimSpace(string(line))
		if text != "" && text != "---" && text != "..." && text[0] != '#' {
			return false
		}
	}
	return true
}
