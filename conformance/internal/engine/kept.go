package engine

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/spec"
)

// Keeps tells whether what a record shows of a member is what was sent. A server may write
// an instant in another zone and without its fraction of a second, a decimal with more
// zeros, a name of mail or a UUID in other letters, and a number as its storage has it.
func Keeps(s *spec.Schema, sent, now any) bool {
	if Equal(sent, now) {
		return true
	}
	switch value := sent.(type) {
	case string:
		shown, is := now.(string)
		return is && keepsText(s.Words().Format, value, shown)
	case json.Number, float64:
		return s.Type() != "integer" && isNear(value, now)
	}
	return false
}

func keepsText(format, sent, now string) bool {
	switch format {
	case "date-time":
		a, err := instant.Parse(strings.ToUpper(sent))
		b, wrong := instant.Parse(strings.ToUpper(now))
		return err == nil && wrong == nil && max(a-b, b-a) < 1000
	case "time":
		return len(sent) >= 8 && strings.HasPrefix(now, sent[:8])
	case "decimal", "number":
		return isNear(json.Number(sent), json.Number(now))
	case "email", "idn-email", "uuid", "hostname":
		return strings.EqualFold(sent, now)
	case "uri", "url":
		return strings.TrimSuffix(sent, "/") == strings.TrimSuffix(now, "/")
	}
	return false
}

// isNear tells whether two numbers are the same in the precision that every storage has.
func isNear(a, b any) bool {
	x, is := asFloat(a)
	y, too := asFloat(b)
	const precision = 1e-6
	return is && too && math.Abs(x-y) <= precision*max(math.Abs(x), math.Abs(y))
}

func asFloat(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	case json.Number:
		n, err := strconv.ParseFloat(v.String(), 64)
		return n, err == nil
	}
	return 0, false
}

// Shows tells whether a record shows a value as it was sent, the members of an object and
// the items of a list too: it may show more of them.
func Shows(s *spec.Schema, sent, now any) bool {
	switch value := sent.(type) {
	case map[string]any:
		shown, is := now.(map[string]any)
		if !is {
			return false
		}
		for name, inner := range value {
			m := s.Member(name)
			if m == nil || m.ReadOnly || m.WriteOnly || !m.Schema.Valid(inner) {
				continue // it is not said that it is shown
			}
			if !Shows(m.Schema, inner, shown[name]) {
				return false
			}
		}
		return true
	case []any:
		shown, is := now.([]any)
		if !is {
			return false
		}
		for _, inner := range value {
			found := false
			for _, one := range shown {
				found = found || Shows(s.Items(), inner, one)
			}
			if !found {
				return false
			}
		}
		return true
	}
	return Keeps(s, sent, now)
}
