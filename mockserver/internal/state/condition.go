package state

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/spec"
)

// condition is a filter with the values that a record is held to.
type condition struct {
	*Criterion
	values   []string // folded where case is nothing
	instants []int64  // values in milliseconds, for dates
}

func newCondition(f *Criterion, values []string) condition {
	q := condition{Criterion: f, values: values}
	for i, text := range values {
		q.values[i] = fold(text, q.Filter.IgnoreCase)
		if q.instant {
			ms, _ := instant.Parse(text) // the schema stage has refused what is no date
			q.instants = append(q.instants, ms)
		}
	}
	return q
}

// matches tells whether a record fits the condition.
func (q *condition) matches(resource *spec.Resource, r *Record) bool {
	if q.instant {
		at := r.modified
		switch q.Filter.Members[0] {
		case resource.Modified:
		case resource.Created:
			at = r.created
		default:
			at = r.instant(q.paths[0].path)
		}
		return slices.ContainsFunc(q.instants, func(ms int64) bool { return q.allows(cmp.Compare(at, ms)) })
	}
	substring := q.Filter.Kind == spec.Substring
	if q.id && (q.Filter.Kind == spec.In || q.Filter.Kind == spec.Has) {
		return slices.Contains(q.values, r.ID)
	}
	for _, p := range q.paths {
		for value := range r.values(p) {
			value = fold(value, q.Filter.IgnoreCase)
			for _, want := range q.values {
				if substring && strings.Contains(value, want) || !substring && q.allows(compareText(value, want)) {
					return true
				}
			}
		}
	}
	return false
}

// allows reads the comparison of a member with a value.
func (q *condition) allows(order int) bool {
	switch q.Filter.Kind {
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

// compareText compares numbers as numbers and all else as text.
func compareText(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a, b)
}
