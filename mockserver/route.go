package mockserver

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// router finds the endpoint of a path: a tree of segments, in which a literal
// segment goes before one that holds a key and more, and that before a key.
type router struct {
	literal          map[string]*router
	templates        []*template
	key              *router
	endpoints        map[string]*endpoint // by method; nil where no path ends
	allow            []string
	methodNotAllowed *refusal // the refusal of any other method
}

// template is a segment with text beside its keys, such as {id}.json.
type template struct {
	text  string   // as the document has it, its keys without names
	parts []string // the texts around the keys: one more than there are keys
	next  *router
}

func (n *router) add(e *endpoint) {
	for segment := range strings.SplitSeq(strings.TrimPrefix(e.Path, "/"), "/") {
		n = n.child(segment)
	}
	if n.endpoints == nil {
		n.endpoints = map[string]*endpoint{}
	}
	if n.endpoints[e.Method] == nil { // the first of two that are told apart by nothing
		n.endpoints[e.Method] = e
	}
}

func (n *router) child(segment string) *router {
	parts := partsOf(segment)
	switch {
	case len(parts) == 1:
		if n.literal == nil {
			n.literal = map[string]*router{}
		}
		if n.literal[segment] == nil {
			n.literal[segment] = &router{}
		}
		return n.literal[segment]
	case len(parts) == 2 && parts[0] == "" && parts[1] == "":
		if n.key == nil {
			n.key = &router{}
		}
		return n.key
	}
	text := strings.Join(parts, "{}")
	for _, t := range n.templates {
		if t.text == text {
			return t.next
		}
	}
	t := &template{text, parts, &router{}}
	n.templates = append(n.templates, t)
	slices.SortStableFunc(n.templates, func(a, b *template) int { return len(b.text) - len(a.text) }) // what says most first
	return t.next
}

// partsOf takes a segment apart at its keys.
func partsOf(segment string) []string {
	parts := []string{}
	for {
		before, rest, opens := strings.Cut(segment, "{")
		_, after, closes := strings.Cut(rest, "}")
		if !opens || !closes {
			return append(parts, segment)
		}
		parts = append(parts, before)
		segment = after
	}
}

// seal writes the Allow header of every path.
func (n *router) seal(c *config) {
	if n.endpoints != nil {
		methods := []string{http.MethodOptions}
		h := hint{}
		for method, e := range n.endpoints {
			methods = append(methods, method)
			h.where = c.pathItem(e.Operation)
		}
		if n.endpoints[http.MethodGet] != nil {
			methods = append(methods, http.MethodHead)
		}
		slices.Sort(methods)
		list := strings.Join(slices.Compact(methods), ", ")
		n.allow = []string{list}
		n.methodNotAllowed = c.refuseAs(&spec.Refusal{Status: spec.NoMethod.Status()}, spec.NoMethod, nil, "this path answers "+list+" only", h)
		n.methodNotAllowed.allow = n.allow
	}
	for _, child := range n.literal {
		child.seal(c)
	}
	for _, t := range n.templates {
		t.next.seal(c)
	}
	if n.key != nil {
		n.key.seal(c)
	}
}

// find walks to the end of a path and collects its keys on the way. An escaped
// path is unescaped a segment at a time, so that a slash in a key does not part
// the path.
func (n *router) find(path string, escaped bool, keys *[]string) *router {
	if path == "" {
		if n.endpoints == nil {
			return nil
		}
		return n
	}
	if path[0] != '/' {
		return nil
	}
	segment, rest := path[1:], ""
	if end := strings.IndexByte(segment, '/'); end >= 0 {
		segment, rest = segment[:end], segment[end:]
	}
	if escaped {
		segment, _ = url.PathUnescape(segment) // net/http has refused what cannot be
	}
	if child := n.literal[segment]; child != nil {
		if found := child.find(rest, escaped, keys); found != nil {
			return found
		}
	}
	before := len(*keys)
	for _, t := range n.templates {
		if t.match(segment, keys) {
			if found := t.next.find(rest, escaped, keys); found != nil {
				return found
			}
		}
		*keys = (*keys)[:before]
	}
	if n.key != nil && segment != "" {
		*keys = append(*keys, segment)
		if found := n.key.find(rest, escaped, keys); found != nil {
			return found
		}
		*keys = (*keys)[:before]
	}
	return nil
}

// match collects the keys of a segment, each as short as can be but the last.
func (t *template) match(segment string, keys *[]string) bool {
	rest, is := strings.CutPrefix(segment, t.parts[0])
	if !is {
		return false
	}
	for i, text := range t.parts[1:] {
		at := len(rest) - len(text)
		if last := i+2 == len(t.parts); !last && text != "" && rest != "" {
			at = 1 + strings.Index(rest[1:], text)
		}
		if at <= 0 || !strings.HasPrefix(rest[at:], text) {
			return false
		}
		*keys = append(*keys, rest[:at])
		rest = rest[at+len(text):]
	}
	return true
}

// route is the first stage: the path and the method lead to an operation.
func (x *exchange) route() *refusal {
	path, escaped := x.request.URL.Path, x.request.URL.RawPath != ""
	if escaped {
		path = x.request.URL.RawPath
	}
	n := x.server.routes.find(path, escaped, &x.keys)
	if n == nil {
		return x.server.noPath(x.prefix, x.request.URL.Path)
	}
	method := x.request.Method
	if x.endpoint = n.endpoints[method]; x.endpoint == nil && method == http.MethodHead {
		x.endpoint = n.endpoints[http.MethodGet]
	}
	switch {
	case x.endpoint != nil:
		if !x.endpoint.ready.Load() {
			x.endpoint.prepare(x.server.config)
		}
		x.status = x.endpoint.status
		return nil
	case method == http.MethodOptions:
		x.header["Allow"] = n.allow
		x.writer.WriteHeader(http.StatusNoContent)
		x.status = http.StatusNoContent
		return nil
	}
	return n.methodNotAllowed
}
