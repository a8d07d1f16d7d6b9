package overlay

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"
)

// What a path may be. What goes down through everything again and again, or
// names the same place by many ways, takes a time without bound.
const (
	maxPath        = 4096
	maxDescendants = 2
	maxWays        = 64
	maxCommas      = 4 // in a filter
)

var quoted = regexp.MustCompile(`'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"`)

// path reads a JSONPath, nil for one that is wrong.
func path(r *document.Reporter, n *document.Node) *jsonpath.Path {
	if len(n.Text()) > maxPath {
		r.At(n, fmt.Sprintf("the JSONPath is longer than %d bytes", maxPath), "name fewer places at once")
		return nil
	}
	found, err := jsonpath.Parse(n.Text())
	if err != nil {
		r.At(n, fmt.Sprintf("%q is not a JSONPath: %s", n.Text(), strings.TrimPrefix(document.OneLine(err), "jsonpath: ")),
			"write it as RFC 9535 has it, such as $.paths['/pets/{id}'].get or $.paths.*.get.parameters[?@.name=='limit']")
		return nil
	}
	if what := excessive(found); what != "" {
		r.At(n, fmt.Sprintf("the JSONPath %q %s", n.Text(), what), "name the members that lead to the places, in several actions where need be")
		return nil
	}
	return found
}

// excessive says what makes a path one that may take too long, "" for nothing.
func excessive(p *jsonpath.Path) string {
	if descendants(p) > maxDescendants {
		return fmt.Sprintf("has .. more than %d times", maxDescendants)
	}
	ways := 1
	for _, segment := range p.Query().Segments() {
		for _, selector := range segment.Selectors() {
			filter, is := selector.(*spec.FilterSelector)
			if !is {
				continue
			}
			switch bare := unquoted(filter); {
			case strings.Contains(bare, "$"):
				return "has a filter that looks at the whole document with $"
			case strings.Count(bare, ",") > maxCommas:
				return "has a filter of too many parts"
			}
		}
		if ways *= len(segment.Selectors()); ways > maxWays {
			return fmt.Sprintf("leads to its places by more than %d ways", maxWays)
		}
	}
	return ""
}

func descendants(p *jsonpath.Path) int { return strings.Count(unquoted(p), "..") }

func unquoted(of fmt.Stringer) string { return quoted.ReplaceAllString(of.String(), "''") }

// find lists the places that a path names, each once, in the order in which an
// array holds them. As far as the path leads to one place it is followed in the
// tree; only what stands there is asked further. It ends where that costs too
// much.
func (l *layer) find(root *document.Node, p *jsonpath.Path) (places []*document.Node, fine bool) {
	segments := p.Query().Segments()
	from, at := root, 0
	for ; at < len(segments) && from != nil; at++ {
		if spec.Query(true, segments[at]).Singular() == nil {
			break
		}
		from = step(from, segments[at].Selectors()[0])
	}
	switch {
	case from == nil:
		return nil, true
	case at == len(segments):
		return []*document.Node{from}, true
	}
	rest := jsonpath.New(spec.Query(true, segments[at:]...))
	if l.asked += from.Size() * (1 + 8*descendants(rest)); l.asked > maxAsked {
		return nil, false
	}
	located := rest.SelectLocated(from.Value())
	located = located.Deduplicate()
	located.Sort()
	for _, one := range located {
		places = append(places, from.At(one.Path.Pointer()))
	}
	return places, true
}

func step(n *document.Node, by spec.Selector) *document.Node {
	switch by := by.(type) {
	case spec.Name:
		return n.Own(string(by))
	case spec.Index:
		i := int(by)
		if i < 0 {
			i += len(n.Items)
		}
		if i >= 0 && i < len(n.Items) {
			return n.Items[i]
		}
	}
	return nil
}
