package state

import (
	"slices"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// Criterion is a query parameter with what it looks at.
type Criterion struct {
	*spec.Parameter
	DefaultText string       // its default, which filters nothing; "" for none
	paths       []MemberPath // of the members
	instant     bool         // the member is a date
	id          bool         // the member is the id
	orders      []ordering   // that a value may name

	// Indexes of a collection that answer it, -1 for none.
	unique, group, Ascending, Descending int
}

// NewCriterion is a parameter with what it looks at in a collection.
func (p *Plan) NewCriterion(param *spec.Parameter) *Criterion {
	f := &Criterion{Parameter: param, unique: -1, group: -1}
	if param.Default != nil && !param.Filter.Always {
		f.DefaultText = jsonvalue.Text(param.Default)
	}
	for _, member := range param.Filter.Members {
		f.paths = append(f.paths, MemberPathOf(member))
	}
	for _, member := range param.Filter.Order {
		f.orders = append(f.orders, ordering{plainName(member), MemberPathOf(member).path, false})
	}
	if len(f.paths) > 0 {
		f.instant = p.Resource.Schema.At(param.Filter.Members[0]).IsInstant()
		p.assignIndexes(f)
	}
	return f
}

// assignIndexes notes the indexes that answer a filter.
func (p *Plan) assignIndexes(f *Criterion) {
	member := f.Filter.Members[0]
	f.id = member == p.Resource.ID && !f.Filter.IgnoreCase
	f.unique = slices.IndexFunc(p.Unique, func(u uniqueMember) bool { return u.Member == member && u.IgnoreCase == f.Filter.IgnoreCase })
	if !f.Filter.IgnoreCase {
		f.group = slices.IndexFunc(p.groups, func(g groupMember) bool { return g.member == member })
	}
	f.Ascending = slices.Index(p.sorted, sorting{member, false})
	f.Descending = slices.Index(p.sorted, sorting{member, true})
}
