package mockserver

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/route"
	"github.com/cotalker/rolecall/spec"
)

// pathMethods is what a path of the contract answers.
type pathMethods struct {
	endpoints  map[string]*endpoint // by method
	allow      []string             // the header that names them
	notAllowed *refusal             // of any other method
}

// router leads from paths to what they answer.
type router struct{ route.Tree[pathMethods] }

func (r *router) add(e *endpoint) {
	at := &r.Add(e.Path).Here
	if at.endpoints == nil {
		at.endpoints = map[string]*endpoint{}
	}
	first := at.endpoints[e.Method]
	if first == nil {
		at.endpoints[e.Method] = e
		return
	}
	for first.alike != nil {
		first = first.alike
	}
	first.alike = e
}

// seal writes the Allow header of every path.
func (r *router) seal(c *config) {
	for n := range r.Ends() {
		n.Here.seal(c, r)
	}
}

func (p *pathMethods) seal(c *config, r *router) {
	methods := []string{http.MethodOptions}
	h, path, keys := hint{}, "", []string{}
	for method, e := range p.endpoints {
		methods = append(methods, method)
		h.where, path = c.contract.PathPosition(e.Operation), e.Path
	}
	r.FindThat(path, true, &keys, func(at pathMethods) bool { // paths with keys that take it
		for method, e := range at.endpoints {
			if e.Takes(keys) {
				methods = append(methods, method)
			}
		}
		return false
	})
	if slices.Contains(methods, http.MethodGet) {
		methods = append(methods, http.MethodHead)
	}
	slices.Sort(methods)
	list := strings.Join(slices.Compact(methods), ", ")
	p.allow = []string{list}
	p.notAllowed = c.refuseAs(&spec.Refusal{Status: spec.NoMethod.Status()}, spec.NoMethod, nil, "this path answers "+list+" only", h)
	p.notAllowed.allow = p.allow
}

// find leads from a path and a method to an endpoint, or without one to what the
// path answers, nil for none. Where /shelves/mine lacks the method, /shelves/{id} is
// asked for it, if its key takes that text.
func (r *router) find(path string, escaped bool, method string, keys *[]string) (*pathMethods, *endpoint) {
	n := r.Find(path, escaped, keys)
	if n == nil {
		return nil, nil
	}
	e := route.ByMethod(n.Here.endpoints, method)
	if e != nil && e.alike != nil {
		e = e.taking(*keys)
	}
	if e == nil {
		var others []string
		has := func(at pathMethods) bool { return route.ByMethod(at.endpoints, method) != nil }
		if other := r.FindThat(path, escaped, &others, has); other != nil {
			if found := route.ByMethod(other.Here.endpoints, method); found.Takes(others) {
				*keys = others
				return &other.Here, found
			}
		}
	}
	return &n.Here, e
}

// taking is the first of several endpoints, whose paths differ in the names of their
// keys alone, that takes the keys of a request; where none does, the first of all.
func (e *endpoint) taking(keys []string) *endpoint {
	for one := e; one != nil; one = one.alike {
		if one.Takes(keys) {
			return one
		}
	}
	return e
}

// route comes before the stages: the path and the method lead to an operation.
func (x *exchange) route() *refusal {
	path, escaped := route.PathOf(x.request.URL)
	method := x.request.Method
	at, e := x.server.routes.find(path, escaped, method, &x.keys)
	if at == nil {
		return x.server.noPath(x.prefix, x.request.URL.Path)
	}
	x.endpoint = e
	switch {
	case x.endpoint != nil:
		if !x.endpoint.ready.Load() {
			x.endpoint.prepare(x.server.config)
		}
		x.status = x.endpoint.status
		return nil
	case method == http.MethodOptions:
		x.header["Allow"] = at.allow
		x.writer.WriteHeader(http.StatusNoContent)
		x.status = http.StatusNoContent
		return nil
	}
	return at.notAllowed
}
