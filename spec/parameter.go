package spec

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/instant"
)

// Parameter is one parameter of a path, a query, a header or a cookie.
type Parameter struct {
	Name       string
	Required   bool
	Schema     *Schema // of one value; nil for any
	Repeatable bool    // may be given more than once: any of the values
	Separator  string  // between the values of a list in one text: ",", " " or "|"; "" for none
	Default    any     // nil for none; a filter with its default filters nothing
	Open       bool    // an object: its members are names of their own, such as filter[name]
	Filter     Filter
	Features   []string

	node    *node
	written *node  // what stands in the list of its operation: node, or a reference to it
	kind    string // the type of a value
	instant bool   // a value is a date
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
	At         []string // count: where the number goes in the reply
	Guessed    bool     // no document says what it does: that was worked out

	node *node // the x-filter, nil for none
}

// Opens tells whether a name of a query is a member of the parameter.
func (p *Parameter) Opens(name string) bool {
	return p.Open && (strings.HasPrefix(name, p.Name+"[") || p.node.Get("style").Text() != "deepObject")
}

// Parse reads the values of a parameter as its schema wants them: json.Number,
// bool or string. The violations have no pointer: a parameter is named.
func (p *Parameter) Parse(raw []string) ([]any, []Violation) {
	if len(raw) > 1 && !p.Repeatable {
		return nil, []Violation{{Detail: fmt.Sprintf("is given %d times, and may be given once", len(raw))}}
	}
	raw = p.split(raw)
	var out []any
	var bad []Violation
	for _, text := range raw {
		value, ok := typed(text, p.Schema.Type())
		if !ok {
			bad = append(bad, Violation{Detail: fmt.Sprintf("%q is not a valid %s", clip(text), p.Schema.Type())})
			continue
		}
		for _, v := range p.Schema.Check(value) {
			bad = append(bad, Violation{Detail: fmt.Sprintf("%q: %s", clip(text), v.Detail)})
		}
		if p.instant {
			if _, err := instant.Parse(text); err != nil {
				bad = append(bad, Violation{Detail: fmt.Sprintf("%q is not a date of RFC 3339", clip(text))})
			}
		}
		out = append(out, value)
	}
	return out, bad
}

// split takes the texts of a list apart.
func (p *Parameter) split(raw []string) []string {
	if p.Separator == "" {
		return raw
	}
	var out []string
	for _, text := range raw {
		if text != "" {
			out = append(out, strings.Split(text, p.Separator)...)
		}
	}
	return out
}

// Accepts is Parse for those who want to know only whether there is no
// violation.
func (p *Parameter) Accepts(raw []string) bool {
	if len(raw) > 1 && !p.Repeatable {
		return false
	}
	raw = p.split(raw)
	for _, text := range raw {
		if !p.accepts(text) {
			return false
		}
	}
	return true
}

func (p *Parameter) accepts(text string) bool {
	if p.Schema == nil {
		return true
	}
	fast := p.Schema.fastPath()
	if fast == nil {
		return true
	}
	switch p.kind {
	case "integer":
		if isInteger(text) && fast.acceptsNumber(text) {
			return true
		}
	case "boolean":
		if (text == "true" || text == "false") && fast.accepts(text == "true") {
			return true
		}
	case "string":
		if !p.instant && fast.acceptsText(text) {
			return true
		}
	}
	_, wrong := p.Parse([]string{text})
	return len(wrong) == 0
}

func typed(text, want string) (any, bool) {
	switch want {
	case "integer":
		return json.Number(text), isInteger(text)
	case "number":
		var n json.Number
		return n, json.Unmarshal([]byte(text), &n) == nil
	case "boolean":
		return text == "true", text == "true" || text == "false"
	}
	return text, true
}

func isInteger(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}

func clip(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// IsInstant tells whether the schema is of dates with a time.
func (s *Schema) IsInstant() bool {
	return s != nil && s.node.Get("format").Text() == "date-time"
}

// parameter reads one; written is what stands in the operation's list, where an
// extension may stand beside a $ref.
func (c *compiler) parameter(op *Operation, n, written *node) {
	p := &Parameter{Name: n.Get("name").Text(), Required: n.Get("required").True(), Features: n.Get("x-feature").Texts(), node: n, written: written}
	in := n.Get("in").Text()
	own := n.Own("schema")
	if content := n.Get("content"); own == nil && content != nil {
		own = nil // a text in another syntax: it is known, and not looked into
	} else if own == nil {
		c.report.Warn(n, "the parameter "+p.Name+" has no schema, so that any text fits", "add one")
	}
	switch document.TypeOf(own) {
	case "array":
		p.Repeatable = true
		own = document.Items(own)
		p.Separator = separator(n, in)
	case "object":
		own = nil // spread over several names, or a text in a syntax of its own
	}
	p.Schema = c.schemas.at(own, stored)
	p.Default, _ = p.Schema.Default()
	p.kind, p.instant = p.Schema.Type(), p.Schema.IsInstant()
	switch in {
	case "path":
		op.PathKeys = append(op.PathKeys, p)
	case "query":
		if n.Get("style").Text() == "deepObject" || document.TypeOf(n.Own("schema")) == "object" {
			p.Open = true
		}
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

// separator is what stands between the values of a list in one text.
func separator(n *node, in string) string {
	style, explode := n.Get("style").Text(), n.Get("explode")
	switch {
	case in == "path" || in == "header":
		return ","
	case style == "spaceDelimited" && !explode.True():
		return " "
	case style == "pipeDelimited" && !explode.True():
		return "|"
	case explode != nil && !explode.True():
		return ","
	}
	return ""
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
