package mockserver

import (
	"slices"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// filter is a query parameter with what it looks at.
type filter struct {
	*spec.Parameter
	defaultText string       // its default, which filters nothing; "" for none
	paths       []memberPath // of the members
	instant     bool         // the member is a date
	id          bool         // the member is the id

	// Indexes of a collection that answer it, -1 for none.
	unique, group, ascending, descending int
}

// newFilter is a parameter with what it looks at in a collection.
func (p *storagePlan) newFilter(param *spec.Parameter) *filter {
	f := &filter{Parameter: param, unique: -1, group: -1}
	if param.Default != nil && !param.Filter.Always {
		f.defaultText = jsonvalue.Text(param.Default)
	}
	for _, member := range param.Filter.Members {
		f.paths = append(f.paths, memberPathOf(member))
	}
	if len(f.paths) > 0 {
		f.instant = p.resource.Schema.At(param.Filter.Members[0]).IsInstant()
		p.assignIndexes(f)
	}
	return f
}

// assignIndexes notes the indexes that answer a filter.
func (p *storagePlan) assignIndexes(f *filter) {
	member := f.Filter.Members[0]
	f.id = member == p.resource.ID
	f.unique = slices.IndexFunc(p.unique, func(u uniqueMember) bool { return u.Member == member && u.IgnoreCase == f.Filter.IgnoreCase })
	if !f.Filter.IgnoreCase {
		f.group = slices.IndexFunc(p.groups, func(g groupMember) bool { return g.member == member })
	}
	f.ascending = slices.Index(p.sorted, sorting{member, false})
	f.descending = slices.Index(p.sorted, sorting{member, true})
}
