package infer

import (
	"sort"
	"strconv"
	"strings"
)

// nameOf is a name for a collection that no other has.
func nameOf(path string, taken map[string]bool) string {
	name := clean(last(path))
	for up := above(path); taken[name] && up != ""; up = above(up) {
		if more := clean(last(up)); more != "" && !strings.HasPrefix(name, more+"-") {
			name = more + "-" + name
		}
	}
	if !taken[name] {
		return name
	}
	numbered := func(i int) string { return name + strconv.Itoa(i+2) }
	free := sort.Search(len(taken), func(i int) bool { return !taken[numbered(i)] }) // of thousands that are called so
	for taken[numbered(free)] {
		free++
	}
	return numbered(free)
}

// clean is a segment as a collection may be called.
func clean(segment string) string {
	name := strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_' || r == '-' {
			return r
		}
		return '-'
	}, segment)
	name = strings.Trim(name, "-_0123456789")
	if name == "" {
		return "records"
	}
	return name
}

// said are the names of the collections that the document names itself.
func (d *doc) said() map[string]bool {
	names := map[string]bool{}
	for _, schema := range d.root.Get("components", "schemas").Members() {
		if x := schema.Get("x-resource", "collection"); x != nil {
			names[x.Text()] = true
		}
	}
	return names
}

// names are those of the collections that there are.
func (d *doc) names() map[string]bool {
	names := d.said()
	for _, c := range d.found {
		names[c.name] = true
	}
	return names
}
