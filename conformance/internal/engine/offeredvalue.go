package engine

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// offerer makes values of which it can be told whether they are kept.
type offerer struct {
	mark string
	left int
}

// deepestOffered is how deep objects and lists are that are made up in a body.
const deepestOffered = 4

// value is one of a schema that is neither what there is now nor its default, nil where
// none is found.
func (o *offerer) value(s *spec.Schema, now any, depth int) any {
	if o.left--; o.left < 0 || s == nil || depth > deepestOffered {
		return nil
	}
	usual, _ := s.Default()
	is := func(v any) bool { return v != nil && !Equal(v, now) && !Equal(v, usual) && s.Valid(v) }
	if words := s.Words(); len(words.Enum) > 0 {
		for _, v := range slices.Backward(words.Enum) {
			if is(v) {
				return v
			}
		}
		return nil
	}
	switch s.Type() {
	case "boolean":
		for _, v := range []any{true, false} {
			if is(v) && (now != nil || usual != nil || v == true) {
				return v
			}
		}
		return nil
	case "integer", "number":
		if at := slices.IndexFunc(numbersOf(s), is); at >= 0 {
			return numbersOf(s)[at]
		}
		return nil
	case "array":
		return o.list(s, depth)
	case "object":
		return o.object(s, now, depth)
	case "string":
		for _, v := range o.texts(s) {
			if is(v) {
				return v
			}
		}
	}
	return nil
}

// texts are texts to choose from.
func (o *offerer) texts(s *spec.Schema) []any {
	now := time.Now().UTC().Truncate(time.Second)
	switch s.Words().Format {
	case "date":
		return []any{now.Format(time.DateOnly), now.AddDate(0, 0, 1).Format(time.DateOnly)}
	case "date-time":
		return []any{now.Format(instant.Layout), now.Add(time.Hour).Format(instant.Layout)}
	case "decimal":
		var out []any
		for _, text := range decimals {
			out = append(out, text)
		}
		return out
	case "", "email", "uri", "url", "uuid", "hostname", "ipv4", "ipv6":
		return []any{SampleText(s, o.mark), SampleText(s, another(o.mark))}
	}
	return nil // how a server writes what it has read is its own
}

// list is one with an item, or with as many as there must be.
func (o *offerer) list(s *spec.Schema, depth int) any {
	items := s.Items()
	var out []any
	for i := range max(1, min(s.Words().MinItems, deepestOffered)) {
		other := *o
		other.mark = fmt.Sprint(o.mark, strings.Repeat(markEnd, i))
		one := other.value(items, nil, depth+1)
		if o.left = other.left; one == nil {
			return nil
		}
		out = append(out, one)
	}
	return out
}

// object is one with each of its members that a value is found for.
func (o *offerer) object(s *spec.Schema, now any, depth int) any {
	out := map[string]any{}
	for m := range Writable(s) {
		if o.left <= 0 {
			break
		}
		if m.Required || !m.WriteOnly && !isSecret(m.Name) && !namesOther(m) {
			if value := o.value(m.Schema, jsonvalue.ValueAt(now, m.Name), depth+1); value != nil {
				out[m.Name] = value
			} else if m.Required {
				out[m.Name] = Sample(m.Schema, o.mark, false)
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// numbersOf are numbers that a schema is likely to take, rather such as few records have.
func numbersOf(s *spec.Schema) []any {
	w := s.Words()
	tries := []*big.Rat{big.NewRat(3, 1), big.NewRat(2, 1), big.NewRat(5, 1), big.NewRat(1, 1)}
	if s.Type() == "number" {
		tries = append([]*big.Rat{big.NewRat(5, 2), big.NewRat(7, 2)}, tries...)
	}
	for _, low := range []*big.Rat{w.Minimum, w.ExclusiveMinimum} {
		if low != nil {
			tries = append(tries, new(big.Rat).Add(low, big.NewRat(1, 1)), new(big.Rat).Add(low, big.NewRat(2, 1)), low)
		}
	}
	for _, high := range []*big.Rat{w.Maximum, w.ExclusiveMaximum} {
		if high != nil {
			tries = append(tries, new(big.Rat).Sub(high, big.NewRat(1, 1)), high)
		}
	}
	if step := w.MultipleOf; step != nil {
		tries = append(tries, new(big.Rat).Mul(step, big.NewRat(3, 1)), new(big.Rat).Mul(step, big.NewRat(2, 1)), step)
	}
	out := make([]any, 0, len(tries)+1)
	for _, n := range tries {
		if n.IsInt() {
			out = append(out, json.Number(n.Num().String()))
		} else if text, exact := decimalOf(n); exact {
			out = append(out, json.Number(text))
		}
	}
	return append(out, json.Number("0"))
}

// decimalOf is a number with as many digits behind the point as it has, and whether they
// are few.
func decimalOf(n *big.Rat) (string, bool) {
	places, exact := n.FloatPrec()
	return n.FloatString(places), exact && places <= 6
}
