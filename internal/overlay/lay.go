package overlay

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// What laying one overlay may cost: values that it adds, values that are looked
// at to find its places, and how deep a document may become.
const (
	maxAdded = 250_000
	maxAsked = 20_000_000
	maxDepth = 500
)

// Lay makes the changes, one after the other. What cannot be done is told as an
// error; an action that finds no place changes nothing, and is told as a
// warning: the document may have moved away from under it.
func (o *Overlay) Lay(root *document.Node, report *document.Reporter) {
	for _, p := range o.warnings {
		report.Add(p)
	}
	l := layer{root: root, report: report}
	for _, a := range o.actions {
		if !l.act(a) {
			return
		}
	}
}

type layer struct {
	root         *document.Node
	report       *document.Reporter
	added, asked int
}

// act makes one change, and tells whether to go on.
func (l *layer) act(a action) bool {
	root := l.root
	if a.file != "" {
		if root = l.root.Refers(a.file); root == nil {
			what, mend := l.root.Why(a.file)
			l.report.At(a.node.Own(fileWord), "the file "+a.file+" "+what, mend)
			return true
		}
	}
	places, fine := l.find(root, a.target)
	if !fine {
		l.report.At(a.node, "to find the places of this and earlier actions takes too long", "name the members that lead to them, instead of * and ..")
		return false
	}
	if len(places) == 0 {
		l.report.Warn(a.node.Own("target"), "the target "+a.node.Own("target").Text()+" is nowhere in the document, so that the action changes nothing",
			"name a place that there is, or take the action out")
		return true
	}
	if a.remove {
		l.remove(a, root, places)
		return true
	}
	value := a.update
	if a.copy != nil {
		from, _ := l.find(root, a.copy)
		if len(from) != 1 {
			l.report.At(a.node.Own("copy"), fmt.Sprintf("what is to be copied is at %d places", len(from)), "name one place that there is")
			return true
		}
		value = from[0].Laid(a.node, a.node.Pointer()+"/copy")
	}
	return l.update(a, places, value)
}

func (l *layer) update(a action, places []*document.Node, value *document.Node) bool {
	size, depth := value.Size(), value.Depth()
	for _, place := range places {
		if l.added += size; l.added > maxAdded {
			l.report.At(a.node, fmt.Sprintf("the overlay adds more than %d values to the document", maxAdded), "let fewer places be changed")
			return false
		}
		if strings.Count(place.Pointer(), "/")+1+depth > maxDepth {
			l.report.At(a.node, fmt.Sprintf("the overlay makes the document more than %d levels deep", maxDepth), "bring parts of it into components, and refer to them")
			return false
		}
		if place.Kind == document.Array && value.Kind != document.Array {
			add(place, value)
			continue
		}
		l.merge(place, value)
	}
	return true
}

func add(list, item *document.Node) {
	list.Items = append(list.Items, item.Laid(list, fmt.Sprintf("%s/%d", list.Pointer(), len(list.Items))))
}

// merge lays a value over another: objects member by member, lists one after
// the other, and what is single takes the place of what is single.
func (l *layer) merge(place, value *document.Node) {
	switch empty := place.Kind == document.Scalar && place.Scalar == nil; {
	case place.Kind == document.Object && value.Kind == document.Object:
		for name, member := range value.Members() {
			if there := place.Own(name); there != nil {
				l.merge(there, member)
			} else {
				place.Set(name, member.Laid(place, place.Pointer()+"/"+document.EscapePointer(name)))
			}
		}
	case place.Kind == document.Array && value.Kind == document.Array:
		for _, item := range slices.Clone(value.Items) {
			add(place, item)
		}
	case empty, place.Kind == document.Scalar && value.Kind == document.Scalar:
		*place = *value.Laid(place, place.Pointer())
	case value.Kind == document.Scalar && value.Scalar == nil:
		l.report.Note(value, fmt.Sprintf("nothing is laid over the %s at %s of the document, which stays as it is", place.Kind, place.Pointer()), "take the line out, or remove that value in an action of its own")
	default:
		l.report.At(value, fmt.Sprintf("%s is laid over %s at %s of the document (line %d)", kindOf(value), kindOf(place), place.Pointer(), place.Line),
			"remove that value first, in an action of its own")
	}
}

func kindOf(n *document.Node) string {
	switch n.Kind {
	case document.Object:
		return "an object"
	case document.Array:
		return "a list"
	}
	return "a single value"
}

// remove takes places out, the last of a list first: the others move up.
func (l *layer) remove(a action, root *document.Node, places []*document.Node) {
	for _, place := range slices.Backward(places) {
		pointer := place.Pointer()
		cut := strings.LastIndexByte(pointer, '/')
		if cut < 0 {
			l.report.At(a.node, "the document as a whole cannot be removed", "name what is to go")
			return
		}
		if above := root.At(pointer[:cut]); above != nil && above.At(pointer[cut:]) == place {
			above.Take(document.UnescapePointer(pointer[cut+1:]))
		}
	}
}
