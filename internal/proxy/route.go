package proxy

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// Router finds the operations of a contract.
type Router struct{ paths map[int][]*path } // by how many segments they have, the most literal first

type path struct {
	segments   []string
	literal    int // letters outside keys
	operations map[string]*spec.Operation
}

// NewRouter reads the paths of a contract.
func NewRouter(c *spec.Contract) *Router {
	r := &Router{paths: map[int][]*path{}}
	known := map[string]*path{}
	for _, op := range c.Operations {
		p := known[op.Path]
		if p == nil {
			p = &path{segments: strings.Split(op.Path, "/"), operations: map[string]*spec.Operation{}}
			for _, s := range p.segments {
				for _, part := range partsOf(s) {
					p.literal += len(part)
				}
			}
			known[op.Path] = p
			r.paths[len(p.segments)] = append(r.paths[len(p.segments)], p)
		}
		p.operations[op.Method] = op
	}
	for _, list := range r.paths {
		slices.SortStableFunc(list, func(a, b *path) int { return cmp.Compare(b.literal, a.literal) })
	}
	return r
}

// Find is the operation of a request and the keys of its path. known tells whether
// the contract has the path, with whatever method.
func (r *Router) Find(method string, at *url.URL) (op *spec.Operation, keys []string, known bool) {
	segments := strings.Split(at.EscapedPath(), "/")
	for i, s := range segments {
		segments[i], _ = url.PathUnescape(s)
	}
	for _, p := range r.paths[len(segments)] {
		keys, fits := p.match(segments)
		if !fits {
			continue
		}
		op := p.operations[method]
		if op == nil && method == http.MethodHead {
			op = p.operations[http.MethodGet]
		}
		if op != nil {
			return op, keys, true
		}
		known = true
	}
	return nil, nil, known
}

func (p *path) match(segments []string) (keys []string, fits bool) {
	for i, want := range p.segments {
		parts, rest := partsOf(want), segments[i]
		if len(parts) == 1 {
			if want != rest {
				return nil, false
			}
			continue
		}
		rest, fits = strings.CutPrefix(rest, parts[0])
		if !fits {
			return nil, false
		}
		for n, text := range parts[1:] {
			end := len(rest) - len(text)
			if last := n+2 == len(parts); !last && text != "" {
				end = strings.Index(rest, text)
			}
			if end <= 0 || !strings.HasPrefix(rest[end:], text) {
				return nil, false
			}
			keys, rest = append(keys, rest[:end]), rest[end+len(text):]
		}
	}
	return keys, true
}

// partsOf are the texts around the keys of a segment.
func partsOf(segment string) []string {
	var parts []string
	for {
		before, rest, opens := strings.Cut(segment, "{")
		_, after, closes := strings.Cut(rest, "}")
		if !opens || !closes {
			return append(parts, segment)
		}
		parts, segment = append(parts, before), after
	}
}
