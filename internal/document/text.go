package document

import "strings"

// OneLine is an error's text with its line breaks as blanks.
func OneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
