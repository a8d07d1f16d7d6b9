package engine

import (
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// IDOf is the id of a record as a path has it, "" where it has none. A nil
// record has none either.
func IDOf(r *spec.Resource, record map[string]any) string {
	return IDText(jsonvalue.ValueAt(record, r.ID))
}

// IDText is an id of a reply, a text or a number, as a path has it.
func IDText(v any) string {
	switch id := v.(type) {
	case string:
		return id
	case json.Number:
		return id.String()
	}
	return ""
}

// WholeNumber is a whole number of a reply that is not negative, and whether it is one.
func WholeNumber(v any) (int, bool) {
	n, err := strconv.Atoi(IDText(v))
	return n, err == nil && n >= 0
}

// IDValue is an id as a body has it.
func IDValue(r *spec.Resource, id string) any {
	switch r.Schema.At(r.ID).Type() {
	case "integer", "number":
		return json.Number(id)
	}
	return id
}

// IDValues are ids as a body has a list of them.
func IDValues(r *spec.Resource, ids ...string) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = IDValue(r, id)
	}
	return out
}

// UnknownID is an id of the same kind that no record has.
func UnknownID(r *spec.Resource, id string) string {
	schema := r.Schema.At(r.ID)
	if len(id) < minTelling { // another as short may well be somebody's
		if text := longNumber(schema); text != "" && text != id {
			return text
		}
	}
	if text := Reshuffled(id); isTelling(id) && schema.Valid(IDValue(r, text)) && schema.Type() == "string" && text != id {
		return text
	}
	if day := dayOf(id); schema.Words().Format == "date" && schema.Valid(day) && day != id {
		return day
	}
	if schema.Type() == "string" {
		if text, err := fixtures.Matching(schema, rand.Uint64(), rand.Uint64()); err == nil && len(text) >= min(len(id), minTelling) && schema.Valid(text) && text != id {
			return text
		}
	}
	if text := longNumber(schema); text != "" && text != id {
		return text
	}
	return Reshuffled(id)
}

// UnknownKey is an id that no record has and that the last key of an operation's
// path takes, "" where none is found.
func UnknownKey(op *spec.Operation, id string) string {
	key := op.PathKeys[len(op.PathKeys)-1]
	tries := []string{UnknownID(op.Action.Resource, id)}
	if !isListed(key) {
		tries = append(tries, fixtures.KeyText(key.Schema, rand.Uint64()))
	}
	for _, text := range tries {
		if text != "" && text != id && key.Accepts([]string{text}) {
			return text
		}
	}
	return ""
}

// isListed tells whether a key is one of a few texts, so that no record is a
// check's alone.
func isListed(p *spec.Parameter) bool {
	w := p.Schema.Words()
	return w.Enum != nil || w.Const != nil
}

// UnknownIDOf is an id as those of a collection are, that no record has. A check
// for which none is known does not apply.
func (t *Trial) UnknownIDOf(r *spec.Resource) string { return UnknownID(r, t.anySubject(r).ID) }

// minTelling is how long a text is that is nobody's by chance.
const minTelling = 6

// longNumber is the digits of a number that a schema takes, as a text or a number, ""
// for none. It is large: ids that are numbers count up.
func longNumber(s *spec.Schema) string {
	for _, digits := range []int64{1e15, 1e9, 1e6, 1e4, 100} {
		n := digits*4/5 + rand.Int64N(digits/5)
		for _, n := range []int64{n, n - n%1000} { // ids may be multiples
			text := strconv.FormatInt(n, 10)
			if value := any(json.Number(text)); s.Valid(value) || s.Type() == "string" && s.Valid(text) {
				return text
			}
		}
	}
	return ""
}

// isTelling tells whether a text has so many digits that another of others is nobody's by
// chance.
func isTelling(id string) bool {
	found := 0
	for _, r := range id {
		if strings.ContainsRune(digits+letters, r) {
			found++
		}
	}
	return found >= minTelling
}

const digits, letters = "0123456789", "abcdef"

// Reshuffled is a text with other hexadecimal digits in the place of each, of a UUID
// but for those of its version and its variant, which servers look at. The first digit
// grows no larger: a ULID has no room for it.
func Reshuffled(id string) string {
	out, uuid := []byte(id), isUUID.MatchString(id)
	for i, c := range out {
		switch {
		case uuid && (i == 14 || i == 19):
		case i == 0 && '0' <= c && c <= '9':
			if c > '1' {
				out[i] = digits[1+rand.IntN(int(c-'0'))]
			}
		case strings.IndexByte(digits, c) >= 0:
			out[i] = digits[rand.IntN(len(digits))]
		case strings.IndexByte(letters, c) >= 0:
			out[i] = letters[rand.IntN(len(letters))]
		}
	}
	return string(out)
}

var isUUID = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
