package mockserver

import (
	"slices"

	"github.com/cotalker/rolecall/spec"
)

// endpoint is an operation with all that can be worked out before a request
// comes.
type endpoint struct {
	*spec.Operation
	list        *listPlan
	envelope    envelope
	defaults    []defaultValue // create: what is stored where it is not sent
	hasLocation bool           // create: the new resource can be read below its path
	references  []reference    // that a body may bring

	schemes      []*spec.Scheme    // that carry a caller's token
	alternatives []alternative     // of its access
	headers      []*spec.HeaderKey // that every caller must send

	// Refusals that do not depend on the request.
	missingToken, unknownToken, disabled, missingHeader, wrongHeader, forbidden *refusal
}

// reference is a member that names records of another collection.
type reference struct {
	spec.Reference
	memberPath
	into *spec.Resource
}

// references are those of what the operation writes.
func references(c *spec.Contract, op *spec.Operation) []reference {
	var out []reference
	if op.Body == nil || op.Action.Resource == nil {
		return nil
	}
	for _, ref := range op.Action.Resource.References {
		out = append(out, reference{ref, memberPathOf(ref.Member), c.ResourceOf(ref.Collection)})
	}
	return out
}

// defaultValue is the value of a member that is not sent.
type defaultValue struct {
	member string
	value  any
}

// defaults are those of the body's schema, and then of what is stored.
func defaults(op *spec.Operation) []defaultValue {
	var out []defaultValue
	for _, s := range []*spec.Schema{op.Body.Schema, op.Action.Resource.Schema} {
		for _, m := range s.Members() {
			value, has := m.Schema.Default()
			known := slices.ContainsFunc(out, func(d defaultValue) bool { return d.member == m.Name })
			if has && !known && !op.Action.Resource.Stamped(m.Name) {
				out = append(out, defaultValue{m.Name, value})
			}
		}
	}
	return out
}
