package engine

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// Pick finds a record in a list by its id, nil for none.
func Pick(x *wire.Exchange, f *Family, id string) map[string]any {
	found, _ := x.Records()
	for _, one := range found {
		if IDOf(f.Resource, one) == id && strings.TrimSpace(id) != "" {
			return one
		}
	}
	return nil
}

// Term is a parameter of a list with its values.
type Term struct {
	Parameter *spec.Parameter
	Values    []string
}

func (t Term) String() string {
	return t.Parameter.Name + "=" + strings.Join(t.Values, " and "+t.Parameter.Name+"=")
}

// Matches works out from the contract whether a record meets a term. It is
// what the answers of a target are compared with.
func (t Term) Matches(r *spec.Resource, record map[string]any) bool {
	if t.Parameter.Default != nil && slices.Contains(t.Values, fmt.Sprint(t.Parameter.Default)) {
		return true
	}
	for _, member := range t.Parameter.Filter.Members {
		for _, value := range t.Values {
			if r.Schema.At(member).IsInstant() {
				if t.comparesInstant(jsonvalue.ValueAt(record, member), value) {
					return true
				}
			} else if t.compares(jsonvalue.ValueAt(record, member), value) {
				return true
			}
		}
	}
	return false
}

func (t Term) comparesInstant(have any, value string) bool {
	at, ok := Instant(have)
	limit, err := instant.Parse(value)
	return ok && err == nil && t.holds(cmp.Compare(at, limit))
}

func (t Term) holds(order int) bool {
	switch t.Parameter.Filter.Kind {
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

func (t Term) compares(have any, value string) bool {
	if list, is := have.([]any); is {
		return slices.ContainsFunc(list, func(item any) bool { return t.compares(item, value) })
	}
	if have == nil {
		return false
	}
	text := fmt.Sprint(have)
	if number, is := have.(json.Number); is {
		have, wrong := number.Float64()
		limit, wrongLimit := strconv.ParseFloat(value, 64)
		return wrong == nil && wrongLimit == nil && t.holds(cmp.Compare(have, limit))
	}
	if t.Parameter.Filter.IgnoreCase {
		text, value = strings.ToLower(text), strings.ToLower(value)
	}
	if t.Parameter.Filter.Kind == spec.Substring {
		return strings.Contains(text, value)
	}
	return text == value
}

// TermOptions are the terms as a query.
func TermOptions(terms ...Term) []wire.Option {
	var pairs []string
	for _, t := range terms {
		for _, value := range t.Values {
			pairs = append(pairs, t.Parameter.Name, value)
		}
	}
	return []wire.Option{wire.Query(pairs...)}
}

// ExpectedIDs are the ids of the records that meet every term, in their order.
func ExpectedIDs(r *spec.Resource, records []map[string]any, terms ...Term) []string {
	out := []string{}
	for _, record := range records {
		if !slices.ContainsFunc(terms, func(t Term) bool { return !t.Matches(r, record) }) {
			id := IDOf(r, record)
			out = append(out, id)
		}
	}
	return out
}

// IDsOf are the ids of a list, in its order.
func IDsOf(r *spec.Resource, records []map[string]any) []string {
	out := []string{}
	for _, record := range records {
		id := IDOf(r, record)
		out = append(out, id)
	}
	return out
}
