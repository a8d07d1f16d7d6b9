package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// Equal tells whether two decoded values are the same. Numbers are compared as
// numbers, however they are written.
func Equal(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		y, is := b.(map[string]any)
		if !is || len(x) != len(y) {
			return false
		}
		for name, value := range x {
			if other, present := y[name]; !present || !Equal(value, other) {
				return false
			}
		}
		return true
	case []any:
		y, is := b.([]any)
		return is && slices.EqualFunc(x, y, Equal)
	case json.Number, int, float64:
		switch b.(type) {
		case json.Number, int, float64:
			return ReadNumber(fmt.Sprint(a)) == ReadNumber(fmt.Sprint(b))
		}
		return false
	}
	return reflect.DeepEqual(a, b)
}

// number is a JSON number in the one form that no other of its value has.
type number struct {
	negative bool
	digits   string // without zeros at the ends
	exponent int64  // of ten, that the digits are multiplied by
}

// ReadNumber reads the text of a JSON number. One whose exponent cannot be held
// is its text.
func ReadNumber(text string) number {
	var n number
	rest, negative := strings.CutPrefix(text, "-")
	mantissa, power, _ := strings.Cut(strings.ToLower(rest), "e")
	if power != "" {
		var err error
		if n.exponent, err = strconv.ParseInt(power, 10, 32); err != nil {
			return number{digits: text}
		}
	}
	whole, part, _ := strings.Cut(mantissa, ".")
	n.exponent -= int64(len(part))
	digits := strings.TrimLeft(whole+part, "0")
	n.digits = strings.TrimRight(digits, "0")
	n.exponent += int64(len(digits) - len(n.digits))
	if n.digits == "" {
		return number{} // zero has no sign
	}
	n.negative = negative
	return n
}

// Decimal is the number without an exponent, where it is a whole one of few
// digits.
func (n number) Decimal() json.Number {
	sign := ""
	if n.negative {
		sign = "-"
	}
	switch {
	case n.digits == "":
		return "0"
	case n.exponent >= 0 && n.exponent+int64(len(n.digits)) <= 18:
		return json.Number(sign + n.digits + strings.Repeat("0", int(n.exponent)))
	}
	return json.Number(fmt.Sprintf("%s%se%d", sign, n.digits, n.exponent))
}

// Short is a value in words.
func Short(v any) string {
	if v == nil {
		return "absent"
	}
	const most = 80
	left := most
	text := string(jsonvalue.Append(nil, beginning(v, &left)))
	if len(text) > most || left <= 0 {
		text = strings.ToValidUTF8(text[:min(len(text), most)], "") + "…"
	}
	return text
}

// Written is a value as a body has it, in words.
func Written(v any) string {
	if v == nil {
		return "null"
	}
	return Short(v)
}

// beginning is a value with no more parts than are left: one may be large.
func beginning(v any, left *int) any {
	*left--
	switch v := v.(type) {
	case string:
		return strings.ToValidUTF8(v[:min(len(v), 100)], "")
	case json.Number:
		return v[:min(len(v), 100)]
	case map[string]any:
		out := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if *left <= 0 {
				break
			}
			out[name] = beginning(v[name], left)
		}
		return out
	case []any:
		out := []any{}
		for _, item := range v {
			if *left <= 0 {
				break
			}
			out = append(out, beginning(item, left))
		}
		return out
	}
	return v
}
