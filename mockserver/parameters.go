package mockserver

import (
	"net/http"
	"net/url"

	"github.com/cotalker/rolecall/internal/cookie"
	"github.com/cotalker/rolecall/spec"
)

// checkParameters looks at what a request brings beside its path and its body,
// but for the query of a list.
func (x *exchange) checkParameters() *refusal {
	e := x.endpoint
	var wrong []fault
	check := func(p *spec.Parameter, values []string) {
		switch {
		case len(values) == 0 && p.Required:
			wrong = append(wrong, fault{parameter: p.Name, detail: "is missing", where: p.Position()})
		case len(values) > 0 && !p.Accepts(values):
			_, violations := p.Parse(values)
			for _, v := range violations {
				wrong = append(wrong, fault{parameter: p.Name, detail: v.Detail, where: p.Position()})
			}
		}
	}
	for _, p := range e.Headers {
		if !x.isCredential("header", p.Name) {
			check(p, x.request.Header[p.Name])
		}
	}
	for _, p := range e.Cookies {
		if !x.isCredential("cookie", p.Name) {
			check(p, cookieValues(x.request, p))
		}
	}
	var query url.Values
	for _, p := range e.Query {
		if query == nil && (p.Open || e.list == nil) {
			query = x.request.URL.Query()
		}
		switch {
		case e.list != nil && !p.Open && !p.Required: // what is given was read with the list
		case x.isCredential("query", p.Name):
		case p.Open:
			given, violations := p.Object(query)
			if !given && p.Required && len(p.Whole.Check(map[string]any{})) > 0 {
				check(p, nil)
			}
			for _, v := range violations {
				wrong = append(wrong, fault{parameter: p.MemberName(v.Pointer), detail: v.Detail, where: p.Position()})
			}
		case e.list == nil:
			check(p, query[p.Name])
		case p.Required && !x.sends(p.Name):
			check(p, nil)
		}
	}
	if len(wrong) > 0 {
		return x.server.refuse(spec.BadParameter, e.Operation, "the parameters do not fit: "+joinFaults(wrong), wrong...)
	}
	return nil
}

// cookieValues are those of a parameter, as they were sent or, where they fit so alone,
// as they were meant.
func cookieValues(r *http.Request, p *spec.Parameter) []string {
	sent := cookie.Values(r.Header, p.Name)
	if meant := cookie.Unescaped(sent); meant != nil && !p.Accepts(sent) && p.Accepts(meant) {
		return meant
	}
	return sent
}

// sends tells whether the query of a list has a parameter.
func (x *exchange) sends(name string) bool {
	for _, t := range x.query.terms {
		if t.filter.Name == name {
			return true
		}
	}
	return false
}

// isCredential tells whether a parameter is where a token of the operation
// stands.
func (x *exchange) isCredential(in, name string) bool {
	for _, s := range x.endpoint.schemes {
		if s.Kind == spec.APIKey && s.In == in && s.Key == name {
			return true
		}
	}
	return false
}

// isOpen tells whether a name of a list's query is one that the document leaves
// to the client: a member of a parameter that is an object.
func (e *endpoint) isOpen(name string) bool {
	for _, p := range e.Query {
		if p.Opens(name) {
			return true
		}
	}
	return false
}
