package engine

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// How many members of a body are offered, and how many values in all of them.
const (
	mostOffered       = 64
	mostOfferedValues = 1000
)

// Offered are values of the members that a call's body may bring and a record shows, each
// another than a record has now and than the default. None are of what means something
// to the server: ids, versions, secrets, and what is stamped.
func (c *Call) Offered(now map[string]any) map[string]any {
	out := map[string]any{}
	op, r := c.Operation, c.Operation.Action.Resource
	object, is := c.Body.(map[string]any)
	if !is || r == nil || op.Action.Listed || !mediatype.IsJSON(c.Media) {
		return out
	}
	record, schema := written(op, object)
	o := &offerer{mark: c.mark, left: mostOfferedValues}
	for m := range SomeWritable(schema) {
		kept := r.Schema.Member(m.Name)
		_, sent := record[m.Name]
		switch {
		case m.WriteOnly || kept == nil || kept.WriteOnly || kept.ReadOnly || r.Stamped(m.Name) || m.Name == op.Action.ID || c.Trial.Session.IsVersion(op, m.Name):
			continue
		case isSecret(m.Name) || isPlace(m.Name) || slices.ContainsFunc(r.Parents, func(p spec.Parent) bool { return p.Member == m.Name }):
			continue
		case r.ReferenceAt(m.Name) == nil && namesOther(m), sent && isDistinct(r, m.Name), sent && r.ReferenceAt(m.Name) != nil:
			continue
		}
		if value := o.value(m.Schema, now[m.Name], 0); value != nil && m.Schema.Valid(value) && kept.Schema.Valid(value) {
			out[m.Name] = value
		}
		if len(out) >= mostOffered || o.left <= 0 {
			break
		}
	}
	return out
}

// SomeWritable are the first of the members that a body may bring: of thousands each would
// be compiled.
func SomeWritable(s *spec.Schema) iter.Seq[spec.Member] {
	return func(yield func(spec.Member) bool) {
		looked := 0
		for m := range Writable(s) {
			if looked++; looked > 2*mostOffered || !yield(m) {
				return
			}
		}
	}
}

// WithOffered is the call with those of some members in its body that fit there together,
// and what it sends of them.
func (c *Call) WithOffered(values map[string]any, names []string) (*Call, map[string]any) {
	op := c.Operation
	object, _ := jsonvalue.Clone(c.Body).(map[string]any)
	record, _ := written(op, object)
	if record == nil {
		return c, nil
	}
	for _, name := range names {
		before, had := record[name]
		record[name] = jsonvalue.Clone(values[name])
		if op.Body.Schema.Valid(object) {
			continue
		}
		if delete(record, name); had {
			record[name] = before
		}
	}
	err := Guarded(func() { c.Trial.makeDistinct(op, object, c.mark) })
	others := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return op.Action.Resource.ReferenceAt(name) != nil })
	switch {
	case err != nil && len(others) < len(names): // what they name can neither be found nor made
		return c.WithOffered(values, others)
	case err != nil || !op.Body.Schema.Valid(object):
		return c, nil
	}
	sent := map[string]any{}
	for _, name := range names {
		if value, is := record[name]; is {
			sent[name] = value
		}
	}
	return c.WithBody(object), sent
}

// Written is the part of a call's body that a record is written from, and its schema.
func (c *Call) Written() (map[string]any, *spec.Schema) {
	object, _ := c.Body.(map[string]any)
	return written(c.Operation, object)
}

// WrittenSchema is that of the part of a body that a record is written from.
func WrittenSchema(op *spec.Operation) *spec.Schema {
	_, schema := written(op, nil)
	return schema
}

// isSecret tells of a member by its name whether a server shows it, if at all, otherwise
// than it was sent.
func isSecret(name string) bool {
	plain := plainly(name)
	return slices.Contains([]string{"pin", "otp", "cvv", "cvc", "ssn", "iban"}, plain) ||
		slices.ContainsFunc([]string{"password", "passwd", "passphrase", "secret", "token", "credential", "apikey", "privatekey", "cardnumber"}, func(word string) bool {
			return strings.Contains(plain, word)
		})
}

// isPlace tells of a member by its name whether it says where among others a record stands,
// which they have a say in.
func isPlace(name string) bool {
	return slices.Contains([]string{"position", "order", "index", "rank", "sequence", "sort", "sortorder", "ordinal"}, plainly(name))
}

// plainly is a name in small letters without signs.
func plainly(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
}

// namesOther tells of a member whether it is likely to hold the id of something, which
// must be there.
func namesOther(m spec.Member) bool {
	format := m.Schema.Words().Format
	if items := m.Schema.Items(); items != nil {
		format = items.Words().Format
	}
	return format == "uuid" || slices.ContainsFunc([]string{"Id", "_id", "ID", "Ids", "_ids", "IDs", "-id"}, func(end string) bool { return strings.HasSuffix(m.Name, end) })
}

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
		return []any{"12.50", "7.25", "2.5", "3", "1", "0.5"}
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

// OfferedNames are the names of what is offered, always in one order.
func OfferedNames(values map[string]any) []string { return slices.Sorted(maps.Keys(values)) }
