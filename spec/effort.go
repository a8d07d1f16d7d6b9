package spec

import (
	"errors"
	"math"
	"reflect"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// jsonschema tries each alternative of a value, and in it each alternative of each
// member: a small value twenty levels deep may be held to its schema a million times.
// How often is known before, for what a value is held to twice is counted once. A
// schema that does not hold itself, and has few ways, is not asked about.
const (
	fewWays    = 10_000  // of a schema that is not asked about, for one value
	mostEffort = 500_000 // times that a value, or one in it, may be held to a schema
	usedEffort = 100     // the same, for each value in it, where it has many
)

var (
	errUnchecked = errors.New("cannot be checked: its alternatives, one within another, would have to be tried over 500000 times")
	errUntold    = errors.New("does not fit, and has too many alternatives, one within another, to tell why")
)

// validate tells why a value does not fit, nil where it does. Whether it does is
// found first where it may be found in many ways, for that takes fewer of them.
func (s *Schema) validate(v any) error {
	if s.answer == nil {
		return s.compiled.Validate(v)
	}
	if tooMuch(s.compiled, v, true) {
		return errUnchecked
	}
	if s.answer.Validate(v) == nil {
		return nil
	}
	if tooMuch(s.compiled, v, false) {
		return errUntold
	}
	return s.compiled.Validate(v)
}

// valid is validate where the reason is no matter.
func (s *Schema) valid(v any) bool {
	if s.answer == nil {
		return s.compiled.Validate(v) == nil
	}
	return !tooMuch(s.compiled, v, true) && s.answer.Validate(v) == nil
}

func tooMuch(s *jsonschema.Schema, v any, ending bool) bool {
	e := effort{known: map[heldTo]int64{}, ending: ending, most: max(mostEffort, usedEffort*valuesIn(v))}
	return e.of(s, v) > e.most
}

// valuesIn counts a value and all those in it.
func valuesIn(v any) int64 {
	n := int64(1)
	switch v := v.(type) {
	case map[string]any:
		for _, member := range v {
			n += valuesIn(member)
		}
	case []any:
		for _, item := range v {
			n += valuesIn(item)
		}
	}
	return n
}

// effort counts how often a value, and those in it, are held to schemas.
type effort struct {
	known  map[heldTo]int64
	ending bool // with the first reason why a value does not fit
	most   int64
}

// heldTo is a schema, and the address of an object or an array; 0 for other values,
// which all are the same effort.
type heldTo struct {
	schema *jsonschema.Schema
	value  uintptr
}

func (e *effort) of(s *jsonschema.Schema, v any) int64 {
	key := heldTo{s, addressOf(v)}
	if n, known := e.known[key]; known {
		return n
	}
	if int64(len(e.known)) > e.most {
		return e.most + 1
	}
	if e.ending && endsAtOnce(s, v) {
		e.known[key] = 1
		return 1
	}
	e.known[key] = 0 // what leads to itself by nothing but references is looked at once
	n := int64(1)
	add := func(other *jsonschema.Schema, v any) {
		if n <= e.most {
			n += e.of(other, v)
		}
	}
	beside(s, func(other *jsonschema.Schema) { add(other, v) })
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			ofMembers(s, name, func(other *jsonschema.Schema) { add(other, member) })
		}
	case []any:
		for i, item := range v {
			ofItems(s, i, func(other *jsonschema.Schema) { add(other, item) })
		}
	}
	e.known[key] = n
	return n
}

// endsAtOnce tells whether a value is not of a schema's type, or lacks a member: that is
// found before anything in it is looked at.
func endsAtOnce(s *jsonschema.Schema, v any) bool {
	object, isObject := v.(map[string]any)
	_, isArray := v.([]any)
	if !isObject && !isArray {
		return false // which is found soon enough
	}
	if s.Types != nil && !s.Types.IsEmpty() && !typesOf(s.Types.ToStrings()).hold(typeBit(v)) {
		return true
	}
	return isObject && slices.ContainsFunc(s.Required, func(name string) bool {
		_, has := object[name]
		return !has
	})
}

func addressOf(v any) uintptr {
	switch v.(type) {
	case map[string]any, []any:
		return reflect.ValueOf(v).Pointer()
	}
	return 0
}

// ways counts how often one value in a value can be held to a schema, or a part of it.
// It is math.MaxInt64 for what holds itself, and for what holds such a schema.
type ways map[*jsonschema.Schema]int64

func (all ways) of(s *jsonschema.Schema) int64 {
	if n, known := all[s]; known {
		return n
	}
	all[s] = math.MaxInt64 // met again before it is known, it holds itself
	n := int64(1)
	add := func(other *jsonschema.Schema) {
		if more := all.of(other); n > fewWays || more > fewWays {
			n = math.MaxInt64
		} else {
			n += more
		}
	}
	beside(s, add)
	ofMembers(s, anyName, add)
	ofItems(s, anyItem, add)
	all[s] = n
	return n
}
