package conformance

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// idOf is the id of a record as a path has it, "" where it has none. A nil
// record has none either.
func idOf(r *spec.Resource, record map[string]any) string { return idText(record[r.ID]) }

// idText is an id of a reply, a text or a number, as a path has it.
func idText(v any) string {
	switch id := v.(type) {
	case string:
		return id
	case json.Number:
		return id.String()
	}
	return ""
}

// idValue is an id as a body has it.
func idValue(r *spec.Resource, id string) any {
	switch r.Schema.At(r.ID).Type() {
	case "integer", "number":
		return json.Number(id)
	}
	return id
}

func idValues(r *spec.Resource, ids ...string) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = idValue(r, id)
	}
	return out
}

// roleIDs are ids of roles as a body has them.
func (t *Trial) roleIDs(ids ...string) []any {
	return idValues(t.session.contract.Principal.Role, ids...)
}

// unlikeRole is an id that no role has.
func (t *Trial) unlikeRole(id string) any {
	role := t.session.contract.Principal.Role
	return idValue(role, unlike(role, id))
}

// unlike is an id of the same kind that no record has.
func unlike(r *spec.Resource, id string) string {
	schema := r.Schema.At(r.ID)
	if text := reshuffled(id); schema.Valid(idValue(r, text)) && schema.Type() == "string" && text != id {
		return text
	}
	if schema.Type() == "string" {
		if text, err := fixtures.Matching(schema, rand.Uint64(), rand.Uint64()); err == nil && schema.Valid(text) {
			return text
		}
	}
	for _, digits := range []int64{1e15, 1e9, 1e6, 1e4, 100} { // large: ids that are numbers count up
		if text := strconv.FormatInt(digits*4/5+rand.Int64N(digits/5), 10); schema.Valid(idValue(r, text)) && text != id {
			return text
		}
	}
	return reshuffled(id)
}

// reshuffled is a text with other hexadecimal digits in the place of each.
func reshuffled(id string) string {
	const digits, letters = "0123456789", "abcdef"
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(digits, r):
			return rune(digits[rand.IntN(len(digits))])
		case strings.ContainsRune(letters, r):
			return rune(letters[rand.IntN(len(letters))])
		}
		return r
	}, id)
}

// record is the first of the records that an attempt is about. A check that has
// none does not apply.
func (a *attempt) record() *record {
	if len(a.records) == 0 {
		panic(notApplicable(a.op.Method + " " + a.op.Path + " is about no record that a check could look at"))
	}
	return a.records[0]
}

// known is the record that a reply holds. One that holds none, or none with an
// id, ends the check as broken.
func (t *Trial) known(x *Exchange) map[string]any {
	one := x.one()
	if one == nil || idOf(x.Operation.Action.Resource, one) == "" {
		t.broken("%s %s answered without a record that has an id", x.Method, x.redact(x.URL))
	}
	return one
}

// ownOnly ends a check that would change what a persona of the target file may
// do: nothing would put that back.
func (t *Trial) ownOnly(f *family, r *record) {
	if r.persona {
		panic(notApplicable("it changes what a caller may do, and " + f.resource.Collection + " of our own cannot log in"))
	}
}

// needs ends a check that asks for an operation which the contract has not, or
// the target does not declare.
func (t *Trial) needs(f *family, what string, op *spec.Operation) {
	switch {
	case f == nil:
		panic(notApplicable("the contract has no operations on what this asks for"))
	case op == nil:
		panic(notApplicable("the contract has no operation that " + what + " one of " + f.resource.Collection))
	case !t.session.declares(op.Features):
		panic(notApplicable("the target does not declare how it " + what + " one of " + f.resource.Collection))
	}
}
