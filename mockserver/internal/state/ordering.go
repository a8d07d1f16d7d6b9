package state

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// ordering is a member that a list is ordered by.
type ordering struct {
	name string // plain
	path string // as gjson reads it
	down bool   // the last come first
}

// plainName is a name without what is written in several ways.
func plainName(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
}

// Orders notes what the values of a parameter order by: names of members, parted by
// commas, each with - or + before it, or a direction behind it (name:desc, name_asc). What
// names no member is passed over.
func (l *Listing) Orders(f *Criterion, values []string) {
	for _, value := range values {
		for one := range strings.SplitSeq(value, ",") {
			one = strings.TrimSpace(one)
			name := strings.TrimLeft(one, "+- ")
			down := strings.HasPrefix(one, "-")
			at := f.ordering(name)
			for _, direction := range []string{"asc", "desc"} {
				cut, is := strings.CutSuffix(strings.ToLower(name), direction)
				if short := strings.TrimRight(cut, ":_-. "); is && at < 0 && short != cut {
					at, down = f.ordering(short), direction == "desc"
				}
			}
			if at >= 0 {
				by := f.orders[at]
				by.down = down
				l.by = append(l.by, by)
			}
		}
	}
}

func (f *Criterion) ordering(name string) int {
	return slices.IndexFunc(f.orders, func(o ordering) bool { return o.name == plainName(name) })
}

// arranged is a list in the order that a listing asks for. Records that lack the member
// are the last, and of equal ones the first made is the first.
func (l *Listing) arranged(list []*Record) []*Record {
	type row struct {
		record *Record
		values []gjson.Result
	}
	rows := make([]row, len(list))
	for i, r := range list {
		rows[i].record = r
		for _, by := range l.by {
			rows[i].values = append(rows[i].values, gjson.Get(r.JSON, by.path))
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		for i, by := range l.by {
			x, y := a.values[i], b.values[i]
			if has, lacks := x.Type != gjson.Null, y.Type == gjson.Null; has == lacks { // one of them lacks it
				if has {
					return -1
				}
				return 1
			}
			if order := compareValues(x, y); order != 0 {
				if by.down {
					return -order
				}
				return order
			}
		}
		return 0
	})
	for i := range rows {
		list[i] = rows[i].record
	}
	return list
}

func compareValues(a, b gjson.Result) int {
	if a.Type == gjson.Number && b.Type == gjson.Number {
		return cmp.Compare(a.Num, b.Num)
	}
	return cmp.Compare(a.String(), b.String())
}
