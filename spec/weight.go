package spec

import (
	"fmt"

	"github.com/cotalker/rolecall/internal/document"
)

// mostParts is how many parts a value may be held to at once. A chain of a few
// schemas that each name the next one twice asks for billions.
const mostParts = 10_000

// weights count the parts that a value is held to by a schema, at one place.
type weights struct {
	known    map[*node]int
	open     map[*node]bool // being counted
	circular map[*node]bool // composed of itself: it asks nothing
}

func newWeights() *weights {
	return &weights{known: map[*node]int{}, open: map[*node]bool{}, circular: map[*node]bool{}}
}

func (w *weights) of(n *node) int {
	if n == nil {
		return 0
	}
	if w.open[n] {
		w.circular[n] = true
		return 1
	}
	if known, is := w.known[n]; is {
		return known
	}
	w.open[n] = true
	defer delete(w.open, n)
	sum := 1
	add := func(more int) { sum = min(sum+more, mostParts+1) }
	if target := n.Target(); target != n {
		add(w.of(target))
	}
	for _, word := range []string{"allOf", "anyOf", "oneOf", "not", "if", "then", "else"} {
		parts := n.Own(word)
		if parts == nil {
			continue
		}
		if parts.Kind == document.Object {
			add(w.of(parts))
		}
		for _, part := range parts.Items {
			add(w.of(part))
		}
	}
	w.known[n] = sum
	return sum
}

// tooManyParts reports a schema that would never be done with.
func (c *compiler) tooManyParts(n *node, w *weights) {
	if w.of(n) > mostParts && !c.heavy {
		c.heavy = true // those that refer to it are so too
		c.report.At(n, fmt.Sprintf("the schema holds a value to more than %d parts", mostParts), "refer to each part once")
	}
}

// mostSchemas is how many a document may hold in all places, and mostNested how many
// one may hold that are written in it: those are compiled at once, for 5 KB each. Of
// the real documents that were tried, the one with most has an eighth of the first, and
// the one that nests most a sixtieth of the second.
const (
	mostSchemas = 100_000
	mostNested  = 20_000
)

// written are the schemas that a document holds.
type written struct {
	nested map[*node]int // those in each, itself among them
	all    int
	told   bool
}

// in counts those that stand in a schema, which is one of them.
func (w *written) in(n *node) int {
	if known, is := w.nested[n]; is {
		return known
	}
	sum := 1
	schemaObject.below(n, func(c child, below *node) {
		switch {
		case c.kind != schemaObject:
		case c.free:
			for _, member := range below.Members() {
				sum += w.in(member)
			}
		case below.Kind == document.Array:
			for _, item := range below.Items {
				sum += w.in(item)
			}
		default:
			sum += w.in(below)
		}
	})
	w.nested[n] = sum
	return sum
}

// tooManySchemas reports the first that is one too many, or holds too many others.
func (c *compiler) tooManySchemas(n *node, w *written) {
	w.all++
	within := w.in(n)
	switch {
	case w.told:
		return
	case within > mostNested:
		c.report.At(n, fmt.Sprintf("the schema has %d others written in it, and may have no more than %d", within-1, mostNested), "write some of them in components/schemas, and refer to them")
	case w.all > mostSchemas:
		c.report.At(n, fmt.Sprintf("up to here the document holds %d schemas, and it may hold no more than %d", w.all, mostSchemas),
			"leave out operations that are not needed, with their schemas, or write one that stands in several places once, and refer to it")
	default:
		return
	}
	w.told = true
}

// mostTargets is how many schemas may be referred to, and mostReferences from how many
// places. Each is compiled with all that it leads to, for each way in which a value
// goes. Of the real documents that were tried, the one that refers most has a quarter
// of these schemas, and a twentieth of these places.
const (
	mostTargets    = 5_000
	mostReferences = 60_000
)

// targets are the schemas that a document refers to.
type targets struct {
	known  map[*node]bool
	places int
	told   bool
}

// tooManyTargets reports the first reference that is one too many.
func (c *compiler) tooManyTargets(n *node, t *targets) {
	for _, word := range []string{"$ref", "$dynamicRef", "$recursiveRef"} {
		ref := n.Own(word)
		target := n.Refers(ref.Text())
		if target == nil {
			continue
		}
		t.known[target] = true
		t.places++
		if len(t.known) <= mostTargets && t.places <= mostReferences || t.told {
			continue
		}
		t.told = true
		c.report.At(ref, fmt.Sprintf("up to here the document refers to %d schemas from %d places, and it may refer to %d from %d", len(t.known), t.places, mostTargets, mostReferences),
			"leave out operations that are not needed, with their schemas, or write a schema that is used once where it is used")
	}
}
