package mockserver

import (
	"strconv"
	"strings"
)

// decimal reads a number as a person writes it: digits, and a point between them
// where it has a fraction. What strconv reads beside that, such as 0x1p-2, +2, 1e9
// and Inf, is none.
func decimal(text string) (value float64, is bool) {
	whole, fraction, broken := strings.Cut(text, ".")
	if !isDigits(whole) || broken && !isDigits(fraction) {
		return 0, false
	}
	value, err := strconv.ParseFloat(text, 64)
	return value, err == nil
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
