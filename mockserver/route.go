package mockserver

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// endpoint is an operation with all that can be worked out before a request
// comes.
type endpoint struct {
	*spec.Operation
	list        *listPlan
	envelope    envelope
	defaults    []defaultValue    // create: what is stored where it is not sent
	hasLocation bool              // create: the new resource can be read below its path
	headers     []*spec.HeaderKey // that every caller must send

	references []reference // that a body may bring

	// Refusals that do not depend on the request.
	missingToken, unknownToken, disabled, missingHeader, wrongHeader, forbidden *refusal
}

// reference is a member that names records of another collection.
type reference struct {
	spec.Reference
	memberPath
	into *spec.Resource
}

// references are those of what the operation writes.
func references(c *spec.Contract, op *spec.Operation) []reference {
	var out []reference
	if op.Body == nil || op.Action.Resource == nil {
		return nil
	}
	for _, ref := range op.Action.Resource.References {
		out = append(out, reference{ref, memberPathOf(ref.Member), c.ResourceOf(ref.Collection)})
	}
	return out
}

// defaultValue is the value of a member that is not sent.
type defaultValue struct {
	member string
	value  any
}

// defaults are those of the body's schema, and then of what is stored.
func defaults(op *spec.Operation) []defaultValue {
	var out []defaultValue
	for _, s := range []*spec.Schema{op.Body.Schema, op.Action.Resource.Schema} {
		for _, m := range s.Members() {
			value, has := m.Schema.Default()
			known := slices.ContainsFunc(out, func(d defaultValue) bool { return d.member == m.Name })
			if has && !known && !op.Action.Resource.Stamped(m.Name) {
				out = append(out, defaultValue{m.Name, value})
			}
		}
	}
	return out
}

// router finds the endpoint of a path: a tree of segments, in which a literal
// segment goes before a key.
type router struct {
	literal          map[string]*router
	key              *router
	endpoints        map[string]*endpoint // by method; nil where no path ends
	allow            []string
	methodNotAllowed *refusal // the refusal of any other method
}

func (n *router) add(e *endpoint) {
	for segment := range strings.SplitSeq(e.Path[1:], "/") {
		n = n.child(segment)
	}
	if n.endpoints == nil {
		n.endpoints = map[string]*endpoint{}
	}
	n.endpoints[e.Method] = e
}

func (n *router) child(segment string) *router {
	if strings.HasPrefix(segment, "{") {
		if n.key == nil {
			n.key = &router{}
		}
		return n.key
	}
	if n.literal == nil {
		n.literal = map[string]*router{}
	}
	if n.literal[segment] == nil {
		n.literal[segment] = &router{}
	}
	return n.literal[segment]
}

// seal writes the Allow header of every path.
func (n *router) seal(r *config) {
	if n.endpoints != nil {
		methods := []string{http.MethodOptions}
		for method := range n.endpoints {
			methods = append(methods, method)
		}
		if n.endpoints[http.MethodGet] != nil && n.endpoints[http.MethodHead] == nil {
			methods = append(methods, http.MethodHead)
		}
		slices.Sort(methods)
		list := strings.Join(methods, ", ")
		n.allow = []string{list}
		n.methodNotAllowed = r.refuse(spec.NoMethod, nil, "this path answers "+list+" only")
		n.methodNotAllowed.allow = n.allow
	}
	for _, child := range n.literal {
		child.seal(r)
	}
	if n.key != nil {
		n.key.seal(r)
	}
}

// find walks to the end of a path and collects the key on the way. A path has
// one key at most: the contract's loader sees to it. An escaped path is
// unescaped a segment at a time, so that a slash in a key does not part the path.
func (n *router) find(path string, escaped bool, key *string) *router {
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
		if found := child.find(rest, escaped, key); found != nil {
			return found
		}
	}
	if n.key != nil && segment != "" {
		if found := n.key.find(rest, escaped, key); found != nil {
			*key = segment
			return found
		}
	}
	return nil
}

// route is the first stage: the path and the method lead to an operation.
func (x *exchange) route() *refusal {
	path, escaped := x.request.URL.Path, x.request.URL.RawPath != ""
	if escaped {
		path = x.request.URL.RawPath
	}
	n := x.server.routes.find(path, escaped, &x.key)
	if n == nil {
		return x.server.unknownPath
	}
	method := x.request.Method
	if x.endpoint = n.endpoints[method]; x.endpoint == nil && method == http.MethodHead {
		x.endpoint = n.endpoints[http.MethodGet]
	}
	switch {
	case x.endpoint != nil:
		return nil
	case method == http.MethodOptions:
		x.header["Allow"] = n.allow
		x.writer.WriteHeader(http.StatusNoContent)
		x.status = http.StatusNoContent
		return nil
	}
	return n.methodNotAllowed
}
