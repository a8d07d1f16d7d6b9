package proxy

import (
	"net/url"

	"github.com/cotalker/rolecall/internal/route"
	"github.com/cotalker/rolecall/spec"
)

// router finds the operations of a contract, by their paths and then by their
// methods.
type router struct {
	route.Tree[map[string]*spec.Operation]
}

func newRouter(c *spec.Contract) *router {
	r := &router{}
	for _, op := range c.Operations {
		at := &r.Add(op.Path).Here
		if *at == nil {
			*at = map[string]*spec.Operation{}
		}
		if (*at)[op.Method] == nil { // the first of two that are told apart by nothing
			(*at)[op.Method] = op
		}
	}
	return r
}

// find is the operation of a request and the keys of its path. known tells whether
// the contract has the path, with whatever method.
func (r *router) find(method string, at *url.URL) (op *spec.Operation, keys []string, known bool) {
	path, escaped := route.PathOf(at)
	n := r.Find(path, escaped, &keys)
	if n == nil {
		return nil, nil, false
	}
	if op = route.ByMethod(n.Here, method); op == nil { // a path with a key may be meant
		var others []string
		has := func(at map[string]*spec.Operation) bool { return route.ByMethod(at, method) != nil }
		if other := r.FindThat(path, escaped, &others, has); other != nil {
			if found := route.ByMethod(other.Here, method); found.Takes(others) {
				return found, others, true
			}
		}
	}
	return op, keys, true
}
