package mockserver

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/spec"
	"github.com/tidwall/btree"
)

// term is one parameter of a list request with its values.
type term struct {
	parameter *spec.Parameter
	values    []any
}

// listPlan is what a list operation knows before a request comes.
type listPlan struct {
	limit int // of a page when none is asked for
}

func planList(op *spec.Operation) *listPlan {
	p := &listPlan{limit: math.MaxInt}
	for _, param := range op.Query {
		if param.Filter.Kind == spec.Limit {
			p.limit = integer(param.Default)
		}
	}
	return p
}

// integer reads a number of the query; one too large for an int is the largest.
func integer(v any) int {
	switch v := v.(type) {
	case int:
		return v
	case json.Number:
		n, err := strconv.Atoi(string(v))
		if err != nil {
			return math.MaxInt
		}
		return n
	}
	return 0
}

// listing is one list request, read from its terms.
type listing struct {
	limit, page int
	count       bool
	order       int // index of a tree of sorted; -1 for the order of creation
	conditions  []condition
}

// condition is a filter that a record must meet.
type condition struct {
	kind       spec.FilterKind
	paths      []string // as gjson reads them
	member     string   // dotted
	ignoreCase bool
	texts      []string // values, folded where case is nothing
	instants   []int64  // values in milliseconds, for dates
	isInstant  bool
}

func (c *collection) listing(plan *listPlan, terms []term) listing {
	l := listing{limit: plan.limit, page: 1, order: -1}
	for _, t := range terms {
		f := t.parameter.Filter
		first := t.values[0]
		switch f.Kind {
		case spec.Limit:
			l.limit = integer(first)
		case spec.Page:
			l.page = integer(first)
		case spec.Count:
			l.count = first == true
		case spec.Sort:
			l.order = slices.Index(c.plan.sorted, sorting{f.Members[0], first == "desc"})
		default:
			if first != t.parameter.Default {
				l.conditions = append(l.conditions, c.condition(f, t.values))
			}
		}
	}
	return l
}

func (c *collection) condition(f spec.Filter, values []any) condition {
	out := condition{kind: f.Kind, member: f.Members[0], ignoreCase: f.IgnoreCase}
	out.isInstant = c.plan.resource.Schema.At(out.member).IsInstant()
	for _, member := range f.Members {
		out.paths = append(out.paths, jsonPath(member))
	}
	for _, v := range values {
		text := plainText(v)
		if out.isInstant {
			ms, _ := spec.ParseInstant(text) // the schema stage has refused what is no date
			out.instants = append(out.instants, ms)
		}
		out.texts = append(out.texts, fold(text, f.IgnoreCase))
	}
	return out
}

func plainText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// meets tells whether a record fits the condition.
func (q *condition) meets(resource *spec.Resource, r *record) bool {
	if q.isInstant {
		at := r.modified
		switch q.member {
		case resource.Modified:
		case resource.Created:
			at = r.created
		default:
			at = instant(r.text(q.paths[0]))
		}
		return slices.ContainsFunc(q.instants, func(ms int64) bool { return q.holds(cmp.Compare(at, ms)) })
	}
	if q.kind != spec.Substring && q.member == resource.ID {
		return slices.Contains(q.texts, r.id)
	}
	for _, path := range q.paths {
		for _, value := range r.texts(path) {
			value = fold(value, q.ignoreCase)
			for _, want := range q.texts {
				if q.kind == spec.Substring && strings.Contains(value, want) || q.kind != spec.Substring && q.holds(compareText(value, want)) {
					return true
				}
			}
		}
	}
	return false
}

// holds reads the comparison of a member with a value.
func (q *condition) holds(order int) bool {
	switch q.kind {
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

// source is where the records of a list come from, in the order asked for:
// how many there are, and those from an offset on.
type source struct {
	size int
	from func(offset int, yield func(*record) bool)
}

// run finds the page of a listing and, where asked, the number of all matches
// (-1 otherwise). The caller holds the lock.
func (c *collection) run(l listing, page []*record) ([]*record, int) {
	src, rest := c.source(l)
	skip, matches := offset(l), 0
	if len(rest) == 0 {
		src.from(skip, func(r *record) bool {
			page = append(page, r)
			return len(page) < l.limit
		})
		if l.count {
			return page, src.size
		}
		return page, -1
	}
	src.from(0, func(r *record) bool {
		for i := range rest {
			if !rest[i].meets(c.plan.resource, r) {
				return true
			}
		}
		if matches++; matches > skip && len(page) < l.limit {
			page = append(page, r)
		}
		return l.count || len(page) < l.limit
	})
	if l.count {
		return page, matches
	}
	return page, -1
}

func offset(l listing) int {
	if l.page-1 > math.MaxInt/l.limit {
		return math.MaxInt
	}
	return (l.page - 1) * l.limit
}

// source picks the tree that leaves the fewest records to look at, and returns
// the conditions that it does not already answer.
func (c *collection) source(l listing) (source, []condition) {
	best, answered := source{size: c.bySeq.Len(), from: byOffset(c.bySeq)}, -1
	for i, q := range l.conditions {
		if found, ok := c.narrow(q); ok && found.size < best.size || ok && answered < 0 {
			best, answered = found, i
		}
	}
	rest := l.conditions
	if answered >= 0 {
		rest = slices.Delete(slices.Clone(rest), answered, answered+1)
	}
	if l.order < 0 {
		return best, rest
	}
	tree := c.sorted[l.order]
	if answered < 0 {
		return sortedByOffset(tree), rest
	}
	// Few candidates are sorted; of many, the sorted tree is walked instead.
	if best.size <= 1000 || best.size <= tree.Len()/16 {
		return sortedCopy(best, tree.Less, c.plan.sorted[l.order].member == c.plan.resource.Created), rest
	}
	return sortedByOffset(tree), l.conditions
}

// narrow finds the records that meet one condition through an index, and tells
// whether there is one.
func (c *collection) narrow(q condition) (source, bool) {
	if q.kind != spec.In && q.kind != spec.Has {
		return source{}, false
	}
	if q.member == c.plan.resource.ID {
		return pick(c.byID, q.texts), true
	}
	for i, u := range c.plan.unique {
		if u.Member == q.member && u.IgnoreCase == q.ignoreCase {
			return pick(c.unique[i], q.texts), true
		}
	}
	i := slices.Index(c.plan.groups, q.member)
	if i < 0 || q.ignoreCase {
		return source{}, false
	}
	if len(q.texts) == 1 {
		tree := c.groups[i][q.texts[0]]
		if tree == nil {
			return few(nil), true
		}
		return source{tree.Len(), byOffset(tree)}, true
	}
	var all []*record
	for _, value := range q.texts {
		if tree := c.groups[i][value]; tree != nil {
			tree.Scan(func(_ uint64, r *record) bool {
				all = append(all, r)
				return true
			})
		}
	}
	return few(all), true
}

// pick looks values up in an index and gives what it finds in the order of
// creation, each record once.
func pick(index *btree.Map[string, *record], values []string) source {
	var all []*record
	for _, v := range values {
		if r, found := index.Get(v); found {
			all = append(all, r)
		}
	}
	return few(all)
}

// few gives records at hand in the order of creation, each once.
func few(list []*record) source {
	slices.SortFunc(list, func(a, b *record) int { return cmp.Compare(a.seq, b.seq) })
	return inOrder(slices.Compact(list))
}

func inOrder(list []*record) source {
	return source{len(list), func(offset int, yield func(*record) bool) {
		for _, r := range list[min(offset, len(list)):] {
			if !yield(r) {
				return
			}
		}
	}}
}

func byOffset(tree *btree.Map[uint64, *record]) func(int, func(*record) bool) {
	return func(offset int, yield func(*record) bool) {
		if first, _, found := tree.GetAt(offset); found {
			tree.Ascend(first, func(_ uint64, r *record) bool { return yield(r) })
		}
	}
}

func sortedByOffset(tree *btree.BTreeG[stamp]) source {
	return source{tree.Len(), func(offset int, yield func(*record) bool) {
		if first, found := tree.GetAt(offset); found {
			tree.Ascend(first, func(s stamp) bool { return yield(s.record) })
		}
	}}
}

func sortedCopy(src source, less func(a, b stamp) bool, created bool) source {
	list := make([]*record, 0, src.size)
	src.from(0, func(r *record) bool {
		list = append(list, r)
		return true
	})
	slices.SortFunc(list, func(a, b *record) int {
		if less(a.stamp(created), b.stamp(created)) {
			return -1
		}
		return 1
	})
	return inOrder(list)
}
