package spec

import (
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// Parameter is one parameter of a path, a query, a header or a cookie.
type Parameter struct {
	Name       string
	Required   bool
	Schema     *Schema // of one value; nil for any
	Whole      *Schema // of what it holds: a list, an object, what its JSON says; nil where that is one value
	Repeatable bool    // may be given more than once: any of the values
	Separator  string  // between the values of a list in one text: ",", " " or "|"; "" for none
	Default    any     // nil for none; a filter with its default filters nothing
	Open       bool    // an object in the query: its members are names of their own, such as filter[name]
	Filter     Filter  // of a query; of a key, what x-action has it choose by
	Features   []string

	node    *node
	written *node // what stands in the list of its operation: node, or a reference to it
	style
}

// FilterKind is what a query parameter does to a list.
type FilterKind string

// The kinds of filter.
const (
	NoFilter  FilterKind = ""
	In        FilterKind = "in"        // the member is any of the values
	Has       FilterKind = "has"       // the member is a list that holds any of the values
	Substring FilterKind = "substring" // any of the members contains the value
	Greater   FilterKind = "gt"
	AtLeast   FilterKind = "gte"
	Less      FilterKind = "lt"
	AtMost    FilterKind = "lte"
	Sort      FilterKind = "sort"   // asc or desc by the member
	Order     FilterKind = "order"  // by the member that the value names, - before it for the last first
	Limit     FilterKind = "limit"  // how many a page holds
	Page      FilterKind = "page"   // which page, from 1
	Offset    FilterKind = "offset" // how many to pass over
	Cursor    FilterKind = "cursor" // where the page before ended
	Count     FilterKind = "count"  // whether to count all matches
)

var filterKinds = []FilterKind{In, Has, Substring, Greater, AtLeast, Less, AtMost, Sort}

// Filter says how a query parameter acts on a list.
type Filter struct {
	Kind       FilterKind
	Members    []string // dotted paths of the members it looks at
	IgnoreCase bool
	Always     bool     // also by the parameter's default, which filters nothing otherwise
	Order      []string // dotted paths of the members that a value may name
	At         []string // count: where the number goes in the reply
	Guessed    bool     // no document says what it does: that was worked out

	node *node // the x-filter, nil for none
}

// Opens tells whether a name of a query is a member of the parameter.
func (p *Parameter) Opens(name string) bool {
	return p.Open && (strings.HasPrefix(name, p.Name+"[") || !p.deep)
}

// IsInstant tells whether the schema is of dates with a time.
func (s *Schema) IsInstant() bool {
	return s != nil && document.FormatOf(s.node) == "date-time"
}

// parameter reads one; written is what stands in the operation's list, where an
// extension may stand beside a $ref.
func (c *compiler) parameter(op *Operation, n, written *node) {
	p := &Parameter{Name: n.Get("name").Text(), Required: n.Get("required").True(), Features: n.Get("x-feature").Texts(), node: n, written: written}
	in := n.Get("in").Text()
	own := n.Own("schema")
	if content := n.Get("content"); own == nil && content != nil {
		own = p.encodedIn(content)
	} else if own == nil {
		c.report.Warn(n, "the parameter "+p.Name+" has no schema, so that any text fits", "add one")
	}
	if called := n.Get("style").Text(); called == "label" || called == "matrix" {
		c.report.Warn(n, "the style "+called+" of the parameter "+p.Name+" is not read: its text is taken as it stands in the path", "leave the style out: values are then parted by commas")
	}
	one := p.plan(n, own, in, own != nil && c.schemas.at(own, stored).Type() == "object")
	if p.Schema = c.schemas.at(one, stored); one != own || p.encoded {
		p.Whole = c.schemas.at(own, stored)
	}
	p.Default, _ = p.Schema.Default()
	p.instant = p.Schema.IsInstant()
	switch in {
	case "path":
		op.PathKeys = append(op.PathKeys, p)
	case "query":
		p.Filter = c.filter(n, written)
		op.Query = append(op.Query, p)
	case "header":
		switch strings.ToLower(p.Name) {
		case "accept", "content-type", "authorization", // OpenAPI has such a declaration ignored
			"host", "connection", "content-length", "transfer-encoding": // the connection has them, and not who asks
		default:
			p.Name = canonicalHeader(p.Name)
			op.Headers = append(op.Headers, p)
		}
	case "cookie":
		op.Cookies = append(op.Cookies, p)
	case "querystring":
	default:
		c.report.Warn(n, "the parameter "+p.Name+" is in nothing that is known, and is let be", "write in: path, query, header or cookie")
	}
}

// filter reads x-filter; what it names is checked when the action is known.
func (c *compiler) filter(n, written *node) Filter {
	x := written.Own("x-filter")
	if x == nil {
		x = n.Get("x-filter")
	}
	return filterIn(x)
}

// filterIn is what an x-filter says.
func filterIn(x *node) Filter {
	f := Filter{node: x, IgnoreCase: x.Get("ignoreCase").True(), Always: x.Get("always").True()}
	for _, kind := range filterKinds {
		if v := x.Get(string(kind)); v != nil {
			f.Kind, f.Members = kind, v.Texts()
		}
	}
	if v := x.Get("order"); v != nil {
		f.Kind, f.Order = Order, v.Texts()
	}
	if v := x.Get("paging"); v != nil {
		f.Kind = FilterKind(v.Text())
	}
	if v := x.Get("count"); v != nil {
		f.Kind = Count
		for token := range strings.SplitSeq(strings.TrimPrefix(v.Text(), "/"), "/") {
			f.At = append(f.At, document.UnescapePointer(token))
		}
	}
	return f
}
