package engine

import (
	"iter"
	"maps"
	"slices"
	"strings"

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
		case isSecret(m.Name) || isPlace(m.Name) || isOfPath(r, m.Name):
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

// LeastOf is a body without the members that it need not have.
func LeastOf(op *spec.Operation, body any) any {
	object, is := jsonvalue.Clone(body).(map[string]any)
	record, schema := written(op, object)
	if !is || record == nil {
		return body
	}
	for name := range record {
		if m := schema.Member(name); m != nil && !m.Required {
			delete(record, name)
		}
	}
	return object
}

// WrittenSchema is that of the part of a body that a record is written from.
func WrittenSchema(op *spec.Operation) *spec.Schema {
	_, schema := written(op, nil)
	return schema
}

// isOfPath tells whether a member is, or holds, what the path or the server says of a
// record: its id, what it stands below, when it was made or changed.
func isOfPath(r *spec.Resource, member string) bool {
	settled := []string{r.ID, r.Created, r.Modified}
	for _, p := range r.Parents {
		settled = append(settled, p.Member)
	}
	return slices.ContainsFunc(settled, func(path string) bool { return path == member || strings.HasPrefix(path, member+".") })
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

// OfferedNames are the names of what is offered, always in one order.
func OfferedNames(values map[string]any) []string { return slices.Sorted(maps.Keys(values)) }
