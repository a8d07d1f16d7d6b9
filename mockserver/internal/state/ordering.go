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
// commas, each with - or + before it, or a direction behind it (name:desc, name_asc). A
// direction alone is that of the names before it (name,desc), and where a parameter has
// nothing else, of what all others name. What names no member is passed over.
func (l *Listing) Orders(f *Criterion, values []string) {
	if len(values) == 1 {
		if direction := strings.ToLower(values[0]); f.ordering(direction) < 0 && (direction == "asc" || direction == "desc") {
			l.direction = direction
			return
		}
	}
	first, named := len(l.by), len(l.by)
	for _, value := range values {
		for i, one := range strings.Split(value, ",") {
			one = strings.TrimSpace(one)
			switch direction := strings.ToLower(one); {
			case f.ordering(direction) >= 0 || direction != "asc" && direction != "desc":
				if i == 0 {
					first = named
				}
				if by, is := f.orderedBy(one); is {
					l.by = append(l.by, by)
				}
				named = len(l.by)
			default:
				for ; first < len(l.by); first++ {
					l.by[first].down = direction == "desc"
				}
			}
		}
	}
}

// orderedBy is the member that a value names, and the direction that it names with it.
func (f *Criterion) orderedBy(one string) (ordering, bool) {
	name := strings.TrimLeft(one, "+- ")
	down := strings.HasPrefix(one, "-")
	at := f.ordering(name)
	for _, direction := range []string{"asc", "desc"} {
		cut, is := strings.CutSuffix(strings.ToLower(name), direction)
		if short := strings.TrimRight(cut, ":_-. "); is && at < 0 && short != cut {
			at, down = f.ordering(short), direction == "desc"
		}
	}
	if at < 0 {
		return ordering{}, false
	}
	by := f.orders[at]
	by.down = down
	return by, true
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
	if l.direction != "" {
		for i := range l.by {
			l.by[i].down = l.direction == "desc"
		}
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
