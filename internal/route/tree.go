// Package route leads from the path of a request to what a document has there:
// the mock's endpoints, the operations that a proxy judges.
//
//	var tree route.Tree[string]
//	tree.Add("/shelves/{id}").Here = "one shelf"
//	var keys []string
//	tree.Find("/shelves/17", false, &keys).Here // "one shelf", and keys is [17]
package route

import (
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Tree holds a value for each path template, a level for each segment. A literal
// segment goes before one that holds a key and more, and that before a key. The
// zero Tree has no paths.
type Tree[T any] struct {
	Here T // of the path that ends here

	ends      bool // a path does
	literal   map[string]*Tree[T]
	templates []*template[T]
	key       *Tree[T]
}

// template is a segment with text beside its keys, such as {id}.json.
type template[T any] struct {
	text  string   // as the document has it, its keys without names
	parts []string // the texts around the keys: one more than there are keys
	next  *Tree[T]
}

// Add gives the end of a path template, such as /shelves/{id}; the same for one that
// differs in the names of its keys alone.
func (n *Tree[T]) Add(path string) *Tree[T] {
	for segment := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		n = n.child(segment)
	}
	n.ends = true
	return n
}

func (n *Tree[T]) child(segment string) *Tree[T] {
	parts := partsOf(segment)
	switch {
	case len(parts) == 1:
		if n.literal == nil {
			n.literal = map[string]*Tree[T]{}
		}
		if n.literal[parts[0]] == nil {
			n.literal[parts[0]] = &Tree[T]{}
		}
		return n.literal[parts[0]]
	case len(parts) == 2 && parts[0] == "" && parts[1] == "":
		if n.key == nil {
			n.key = &Tree[T]{}
		}
		return n.key
	}
	text := strings.Join(parts, "{}")
	for _, t := range n.templates {
		if t.text == text {
			return t.next
		}
	}
	t := &template[T]{text, parts, &Tree[T]{}}
	n.templates = append(n.templates, t)
	slices.SortStableFunc(n.templates, func(a, b *template[T]) int { return len(b.text) - len(a.text) }) // what says most first
	return t.next
}

// partsOf takes a segment apart at its keys. The texts around them are as a request
// has them when it is unescaped.
func partsOf(segment string) []string {
	parts := []string{}
	for {
		before, rest, opens := strings.Cut(segment, "{")
		_, after, closes := strings.Cut(rest, "}")
		if !opens || !closes {
			return append(parts, unescaped(segment))
		}
		parts = append(parts, unescaped(before))
		segment = after
	}
}

// unescaped leaves a percent that begins no escape.
func unescaped(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}

// Ends yields where a path ends, in no order.
func (n *Tree[T]) Ends() iter.Seq[*Tree[T]] {
	return func(yield func(*Tree[T]) bool) { n.visit(yield) }
}

func (n *Tree[T]) visit(yield func(*Tree[T]) bool) bool {
	if n == nil {
		return true
	}
	if n.ends && !yield(n) {
		return false
	}
	for _, child := range n.literal {
		if !child.visit(yield) {
			return false
		}
	}
	for _, t := range n.templates {
		if !t.next.visit(yield) {
			return false
		}
	}
	return n.key.visit(yield)
}

// PathOf is the path of a request as Find wants it, and whether it is escaped: only
// where an escape hides something, such as a slash in a key.
func PathOf(at *url.URL) (path string, escaped bool) {
	if at.RawPath != "" {
		return at.RawPath, true
	}
	return at.Path, false
}

// Find walks to the end of a path and appends its keys on the way; it is nil for a
// path that there is not. An escaped path is unescaped a segment at a time, so that
// a slash in a key does not part the path.
func (n *Tree[T]) Find(path string, escaped bool, keys *[]string) *Tree[T] {
	return n.FindThat(path, escaped, keys, nil)
}

// FindThat is Find among the ends that fit: where /services/slack has no GET, that
// of /services/{name} may be meant.
func (n *Tree[T]) FindThat(path string, escaped bool, keys *[]string, fits func(T) bool) *Tree[T] {
	if path == "" {
		if !n.ends || fits != nil && !fits(n.Here) {
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
		if found := child.FindThat(rest, escaped, keys, fits); found != nil {
			return found
		}
	}
	before := len(*keys)
	for _, t := range n.templates {
		if t.match(segment, keys) {
			if found := t.next.FindThat(rest, escaped, keys, fits); found != nil {
				return found
			}
		}
		*keys = (*keys)[:before]
	}
	if n.key != nil && segment != "" {
		*keys = append(*keys, segment)
		if found := n.key.FindThat(rest, escaped, keys, fits); found != nil {
			return found
		}
		*keys = (*keys)[:before]
	}
	return nil
}

// match collects the keys of a segment, each as short as can be but the first: what
// comes after the last dot is what kind of file it is.
func (t *template[T]) match(segment string, keys *[]string) bool {
	rest, is := strings.CutPrefix(segment, t.parts[0])
	if !is {
		return false
	}
	first := len(*keys)
	for range t.parts[1:] {
		*keys = append(*keys, "")
	}
	for i := len(t.parts) - 1; i > 0; i-- {
		if rest, is = strings.CutSuffix(rest, t.parts[i]); !is || rest == "" {
			return false
		}
		begin := 0
		if i > 1 {
			at, text := -1, t.parts[i-1]
			if text != "" {
				at = strings.LastIndex(rest[:len(rest)-1], text)
			}
			if at <= 0 {
				return false
			}
			begin = at + len(text)
		}
		(*keys)[first+i-1], rest = rest[begin:], rest[:begin]
	}
	return true
}

// ByMethod is what stands at a path for a method: for HEAD that of GET, where there
// is none of its own. It is the zero value for none.
func ByMethod[T any](methods map[string]T, method string) T {
	found, has := methods[method]
	if !has && method == http.MethodHead {
		found = methods[http.MethodGet]
	}
	return found
}
