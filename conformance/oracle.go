package conformance

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// term is a parameter of a list with its values.
type term struct {
	parameter *spec.Parameter
	values    []string
}

func (t term) String() string {
	return t.parameter.Name + "=" + strings.Join(t.values, " and "+t.parameter.Name+"=")
}

// matches works out from the contract whether a record meets a term. It is
// what the answers of a target are compared with.
func (t term) matches(r *spec.Resource, record map[string]any) bool {
	if t.parameter.Default != nil && slices.Contains(t.values, fmt.Sprint(t.parameter.Default)) {
		return true
	}
	for _, member := range t.parameter.Filter.Members {
		for _, value := range t.values {
			if r.Schema.At(member).IsInstant() {
				if t.comparesInstant(valueAt(record, member), value) {
					return true
				}
			} else if t.compares(valueAt(record, member), value) {
				return true
			}
		}
	}
	return false
}

func (t term) comparesInstant(have any, value string) bool {
	at, ok := instant(have)
	limit, err := spec.ParseInstant(value)
	return ok && err == nil && t.holds(cmp.Compare(at, limit))
}

func (t term) holds(order int) bool {
	switch t.parameter.Filter.Kind {
	case spec.Greater:
		return order > 0
	case spec.AtLeast:
		return order >= 0
	case spec.Less:
		return order < 0
	case spec.AtMost:
		return order <= 0
	}
	return order == 0
}

func (t term) compares(have any, value string) bool {
	if list, is := have.([]any); is {
		return slices.ContainsFunc(list, func(item any) bool { return t.compares(item, value) })
	}
	if have == nil {
		return false
	}
	text := fmt.Sprint(have)
	if t.parameter.Filter.IgnoreCase {
		text, value = strings.ToLower(text), strings.ToLower(value)
	}
	if t.parameter.Filter.Kind == spec.Substring {
		return strings.Contains(text, value)
	}
	return text == value
}

// options are the terms as a query.
func options(terms ...term) []option {
	var pairs []string
	for _, t := range terms {
		for _, value := range t.values {
			pairs = append(pairs, t.parameter.Name, value)
		}
	}
	return []option{query(pairs...)}
}

// expected are the ids of the records that meet every term, in their order.
func expected(r *spec.Resource, records []map[string]any, terms ...term) []string {
	out := []string{}
	for _, record := range records {
		if !slices.ContainsFunc(terms, func(t term) bool { return !t.matches(r, record) }) {
			id := idOf(r, record)
			out = append(out, id)
		}
	}
	return out
}

// idsOf are the ids of a list, in its order.
func idsOf(r *spec.Resource, records []map[string]any) []string {
	out := []string{}
	for _, record := range records {
		id := idOf(r, record)
		out = append(out, id)
	}
	return out
}
