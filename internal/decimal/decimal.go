// Package decimal reads numbers as a person writes them: digits, and a point between
// them where there is a fraction. What strconv reads beside that, such as 0x1p-2, +2,
// 1e9 and Inf, is none.
package decimal

import (
	"strconv"
	"strings"
)

// Parse reads a number that may have a fraction.
func Parse(text string) (value float64, is bool) {
	whole, fraction, broken := strings.Cut(text, ".")
	if !isDigits(whole) || broken && !isDigits(fraction) {
		return 0, false
	}
	value, err := strconv.ParseFloat(text, 64)
	return value, err == nil
}

// Whole reads a number that has none, and that fits an int.
func Whole(text string) (value int, is bool) {
	value, err := strconv.Atoi(text)
	return value, err == nil && isDigits(text)
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
