package infer

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// Names of parameters that page through a list, plain.
var (
	limitNames  = []string{"limit", "perpage", "pagesize", "size", "count", "first", "maxresults", "maxitems", "top", "take", "pagelimit", "resultsperpage"}
	pageNames   = []string{"page", "pagenumber", "pageno", "pageindex"}
	offsetNames = []string{"offset", "skip", "startindex", "start", "pageoffset"}
	cursorNames = []string{"cursor", "after", "pagetoken", "marker", "nexttoken", "startingafter", "pagecursor", "nextcursor", "pageafter", "continue", "continuationtoken"}
	searchNames = []string{"q", "search", "query", "keyword", "searchterm", "text"}
)

// sortNames are those of parameters that order a list.
var sortNames = []string{"sort", "sortby", "sortorder", "sortdirection", "order", "orderby", "orderdirection", "orderdir", "direction", "sortdir", "sorting", "ordering"}

// ascends tells whether a parameter's values are directions.
func ascends(schema *document.Node) bool {
	values := schema.Get("enum").Texts()
	return len(values) > 0 && !slices.ContainsFunc(values, func(v string) bool { return !slices.Contains([]string{"asc", "desc"}, strings.ToLower(v)) })
}

// sortedBy is the stamp that a list is ordered by, "" for none.
func (c *collection) sortedBy() string {
	if by := c.stamp(modifiedNames); by != "" {
		return by
	}
	return c.stamp(createdNames)
}

// member finds the member that a name is of: as it is, of a time without its
// "at", in the plural of a list, or of an id in the plural.
func (c *collection) member(name string) string {
	for _, way := range []string{name, name + "at", name + "on", "date" + name, name + "s", singular(name)} {
		if found := c.resource.called(way); found != "" && plainName(way) != "" {
			return found
		}
	}
	return ""
}

// mostOrdering is by how many members a list is ordered.
const mostOrdering = 50

// ordering are the members that the values of a parameter may name, none where it lists
// values of which none does.
func (c *collection) ordering(schema *document.Node, kind string) []string {
	if kind == "array" {
		schema = document.Items(schema)
		kind = document.TypeOf(schema)
	}
	if kind != "string" {
		return nil
	}
	values := schema.Deref().Get("enum").Texts()
	for i, v := range values {
		values[i] = plainName(orderedBy(v))
	}
	var out []string
	for _, m := range c.resource.members {
		named := len(values) == 0 || slices.Contains(values, plainName(m.name))
		if named && isScalar(m.schema) && !document.Flagged(m.schema, "writeOnly") && len(out) < mostOrdering {
			out = append(out, m.name)
		}
	}
	return out
}

// orderedBy is the name in a value such as -name, name:desc and name_asc.
func orderedBy(value string) string {
	value = strings.TrimLeft(value, "+- ")
	for _, direction := range []string{"asc", "desc"} {
		if cut, is := strings.CutSuffix(strings.ToLower(value), direction); is && cut != strings.TrimRight(cut, ":_-. ") {
			return value[:len(strings.TrimRight(cut, ":_-. "))]
		}
	}
	return value
}

// named tells whether a parameter of a list names the member that it is ordered by, so
// that another one may say in which direction.
func (c *collection) named(lists ...*document.Node) bool {
	for _, list := range lists {
		for _, raw := range itemsOf(list) {
			p := raw.Deref()
			schema := p.Get("schema")
			if p.Get("in").Text() == "query" && slices.Contains(sortNames, plainName(p.Get("name").Text())) && !ascends(schema) && len(c.ordering(schema, document.TypeOf(schema))) > 0 {
				return true
			}
		}
	}
	return false
}

func itemsOf(list *document.Node) []*document.Node {
	if list == nil {
		return nil
	}
	return list.Items
}

// maxSearched is how many members a search looks at.
const maxSearched = 8

// filters says what the query parameters of a list do.
func (d *doc) filters(o *operation, c *collection) {
	lists := []*document.Node{o.node.Get("parameters"), o.item.Get("parameters")}
	taken := map[string]bool{"direction": c.named(lists...)}
	for _, list := range lists {
		for _, raw := range itemsOf(list) {
			p := raw.Deref()
			if p == nil || p.Get("in").Text() != "query" || p.Own("x-filter") != nil || d.filtered[raw] {
				continue
			}
			value, why := filterOf(p.Get("name").Text(), p.Get("schema"), c, taken)
			d.guess(raw, "x-filter", why, value) // beside a $ref: others may share what it leads to
		}
	}
}

// where says what the members of a body do in which a list is asked for: as query
// parameters that are called so, and a text is looked for in the member. It is nil
// where none is understood.
func (o *operation) where(c *collection) *document.Node {
	out, understood := object(), false
	if o.method != "post" || o.body == nil {
		return nil
	}
	taken := map[string]bool{"order": true} // of which no body is understood
	for _, m := range o.body.members {
		value, _ := filterOf(m.name, m.schema, c, taken)
		if in := value.Own("in").Text(); in != "" && isText(c.resource.at(in)) {
			value = object("substring", in, "ignoreCase", true)
		}
		understood = understood || value.Own("ignore") == nil
		out.Set(m.name, value)
	}
	if !understood {
		return nil
	}
	return out
}

func filterOf(written string, schema *document.Node, c *collection, taken map[string]bool) (*document.Node, string) {
	name := plainName(written)
	kind := document.TypeOf(schema)
	once := func(paging string) bool {
		free := !taken[paging]
		taken[paging] = true
		return free
	}
	whole := kind == "integer" || kind == "number"
	switch {
	case slices.Contains(limitNames, name) && whole && once("limit"):
		return object("paging", "limit"), "how many a page holds"
	case slices.Contains(pageNames, name) && whole && once("page"):
		return object("paging", "page"), "which page"
	case slices.Contains(offsetNames, name) && whole && once("offset"):
		return object("paging", "offset"), "how many to pass over"
	case slices.Contains(cursorNames, name) && kind == "string" && once("cursor"):
		return object("paging", "cursor"), "where the page before ended"
	}
	if value := byMember(written, schema, kind, c); value != nil {
		return value, "is called as a member"
	}
	if slices.Contains(sortNames, name) && ascends(schema) && taken["direction"] {
		return object("order", c.ordering(&document.Node{}, "string")), "says in which direction another orders"
	}
	if by := c.sortedBy(); by != "" && slices.Contains(sortNames, name) && ascends(schema) {
		return object("sort", by), "orders by the time that the server stamps"
	}
	if slices.Contains(sortNames, name) && !ascends(schema) && !taken["order"] {
		if members := c.ordering(schema, kind); len(members) > 0 {
			return object("order", members), "orders by the member that it names"
		}
	}
	if slices.Contains(searchNames, name) && kind == "string" {
		var texts []string
		for _, m := range c.resource.members {
			if isText(m.schema) && len(texts) < maxSearched && !document.Flagged(m.schema, "writeOnly") {
				texts = append(texts, m.name)
			}
		}
		if len(texts) > 0 {
			return object("substring", texts, "ignoreCase", true), "searches in texts"
		}
	}
	return object("ignore", true), "nothing says what it looks at"
}

// bounds are what a name may begin or end with that compares, and the word.
var bounds = []struct{ word, filter string }{
	{"gte", "gte"}, {"gt", "gt"}, {"lte", "lte"}, {"lt", "lt"}, {"min", "gte"}, {"max", "lte"}, {"after", "gt"}, {"before", "lt"}, {"from", "gte"}, {"to", "lte"}, {"since", "gte"}, {"until", "lte"},
}

// byMember is a filter by the member that a parameter is called as.
func byMember(written string, schema *document.Node, kind string, c *collection) *document.Node {
	name := strings.TrimSuffix(written, "[]")
	if inner, is := strings.CutPrefix(name, "filter["); is {
		name = strings.TrimSuffix(inner, "]")
	}
	always := schema.Own("default") != nil || document.Items(schema).Own("default") != nil
	if found := c.member(plainName(name)); found != "" && !document.Flagged(c.resource.at(found), "writeOnly") {
		of := c.resource.at(found)
		switch {
		case document.TypeOf(of) == "array" && isScalar(document.Items(of)):
			return object("has", found, "always", always)
		case isScalar(of) && comparable(schema, kind, of):
			return object("in", found, "always", always)
		}
	}
	plain := plainName(name)
	for _, b := range bounds {
		for _, member := range []string{strings.TrimSuffix(plain, b.word), strings.TrimPrefix(plain, b.word)} {
			if member == plain || member == "" {
				continue
			}
			found := c.member(member)
			if of := c.resource.at(found); found != "" && ordered(of) && kind == document.TypeOf(of) {
				return object(b.filter, found)
			}
		}
	}
	return nil
}

// comparable tells whether values of a parameter are such as those of a member.
func comparable(schema *document.Node, kind string, of *document.Node) bool {
	if kind == "array" {
		kind = document.TypeOf(document.Items(schema))
	}
	want := document.TypeOf(of)
	return kind == want || kind == "" || kind == "number" && want == "integer" || kind == "integer" && want == "number"
}

// ordered tells whether values of a member come one after another.
func ordered(of *document.Node) bool {
	switch document.TypeOf(of) {
	case "integer", "number":
		return true
	case "string":
		return document.FormatOf(of) == "date-time"
	}
	return false
}
