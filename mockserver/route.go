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
	if at.endpoints[e.Method] == nil { // the first of two that are told apart by nothing
		at.endpoints[e.Method] = e
	}
}

// seal writes the Allow header of every path.
func (r *router) seal(c *config) {
	for n := range r.Ends() {
		n.Here.seal(c)
	}
}

func (p *pathMethods) seal(c *config) {
	methods := []string{http.MethodOptions}
	h := hint{}
	for method, e := range p.endpoints {
		methods = append(methods, method)
		h.where = c.contract.PathPosition(e.Operation)
	}
	if p.endpoints[http.MethodGet] != nil {
		methods = append(methods, http.MethodHead)
	}
	slices.Sort(methods)
	list := strings.Join(slices.Compact(methods), ", ")
	p.allow = []string{list}
	p.notAllowed = c.refuseAs(&spec.Refusal{Status: spec.NoMethod.Status()}, spec.NoMethod, nil, "this path answers "+list+" only", h)
	p.notAllowed.allow = p.allow
}

// route is the first stage: the path and the method lead to an operation.
func (x *exchange) route() *refusal {
	path, escaped := route.PathOf(x.request.URL)
	n := x.server.routes.Find(path, escaped, &x.keys)
	if n == nil {
		return x.server.noPath(x.prefix, x.request.URL.Path)
	}
	method := x.request.Method
	x.endpoint = route.ByMethod(n.Here.endpoints, method)
	switch {
	case x.endpoint != nil:
		if !x.endpoint.ready.Load() {
			x.endpoint.prepare(x.server.config)
		}
		x.status = x.endpoint.status
		return nil
	case method == http.MethodOptions:
		x.header["Allow"] = n.Here.allow
		x.writer.WriteHeader(http.StatusNoContent)
		x.status = http.StatusNoContent
		return nil
	}
	return n.Here.notAllowed
}
