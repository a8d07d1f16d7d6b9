package document

import (
	"crypto/sha256"
	"net/url"
	"path"
	"strings"
	"sync"
)

// Source is one file of a document. Files that it refers to are read when they
// are first asked for.
type Source struct {
	Name string // as messages call it

	root  *Node
	once  sync.Once
	named map[string]*Node // by $anchor and $id, found when the first is asked for
	bases bool             // a schema may have a $id

	mu      sync.Mutex                 // of the next
	anchors map[*Node]map[string]*Node // below each that has a $id

	files *Files // nil where nothing outside the file is read
	path  string // among files
	sum   [sha256.Size]byte

	beneath *Source // of what an overlay laid over a file: that file, whose references it uses
}

// base is the file whose references are used: s, or what it is laid over.
func (s *Source) base() *Source {
	for s != nil && s.beneath != nil {
		s = s.beneath
	}
	return s
}

// resolve finds what a reference of a node in this file points at, nil for nothing.
func (s *Source) resolve(n *Node, ref string) *Node {
	if s = s.base(); s == nil {
		return nil
	}
	if s.bases {
		if found := s.based(n, ref); found != nil {
			return found
		}
	}
	file, fragment, _ := strings.Cut(ref, "#")
	if text, err := url.PathUnescape(fragment); err == nil {
		fragment = text
	}
	from := s.root
	if file != "" {
		if from = s.names()[file]; from == nil {
			other := s.files.open(s, file)
			if other == nil {
				return nil
			}
			from, s = other.root, other
		}
	}
	if fragment == "" || fragment[0] == '/' {
		return from.At(fragment)
	}
	return s.names()["#"+fragment]
}

// based is what a reference of a node points at by the $id of a schema that it
// stands in, nil for nothing: such a schema is a document of its own, and has
// anchors of its own.
func (s *Source) based(n *Node, ref string) *Node {
	for n != nil && !n.hasID() {
		n = n.parent
	}
	if n == nil {
		return nil
	}
	base := n.base()
	to, err := url.Parse(ref)
	if err != nil || base == nil {
		return nil
	}
	full := base.ResolveReference(to)
	fragment := full.Fragment
	full.Fragment, full.RawFragment, base.Fragment, base.RawFragment = "", "", "", ""
	if full.String() != base.String() {
		if n = s.names()[full.String()]; n == nil {
			return nil
		}
	}
	if fragment == "" || fragment[0] == '/' {
		return n.At(fragment)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	anchors := s.anchors[n]
	if anchors == nil {
		if s.anchors == nil {
			s.anchors = map[*Node]map[string]*Node{}
		}
		anchors = map[string]*Node{}
		n.names(anchors, false)
		s.anchors[n] = anchors
	}
	return anchors["#"+fragment]
}

// base is the address of a node that has an $id, which may be told from that of what it
// stands in; nil where it is none.
func (n *Node) base() *url.URL {
	id, err := url.Parse(strings.TrimSuffix(n.Own("$id").Text(), "#"))
	if err != nil {
		return nil
	}
	for outer := n.parent; outer != nil; outer = outer.parent {
		if !outer.hasID() {
			continue
		}
		if within := outer.base(); within != nil {
			return within.ResolveReference(id)
		}
		break
	}
	return id
}

// hasID tells of a node that begins a document of its own.
func (n *Node) hasID() bool {
	id, is := n.Own("$id"), false
	if id != nil {
		_, is = id.Scalar.(string)
	}
	return is
}

// names are the nodes that a $anchor or $id names, anchors with their #.
func (s *Source) names() map[string]*Node {
	s.once.Do(func() {
		s.named = map[string]*Node{}
		s.root.names(s.named, false)
	})
	return s.named
}

// names collects below n; of an object whose members are called as they like,
// none is a keyword.
func (n *Node) names(into map[string]*Node, free bool) {
	for key, member := range n.Members() {
		text, is := member.Scalar.(string)
		switch {
		case !free && is && (key == "$anchor" || key == "$dynamicAnchor"):
			into["#"+text] = n
		case !free && is && key == "$id" && text != "":
			into[strings.TrimSuffix(text, "#")] = n
			if base := n.base(); base != nil {
				into[base.String()] = n
			}
		case !free && FreeText(key):
		default:
			member.names(into, !free && (key == "properties" || key == "patternProperties" || key == "$defs"))
		}
	}
	for _, item := range n.Items {
		item.names(into, false)
	}
}

// FreeText tells whether what stands below a keyword is anybody's text, in which
// nothing is a keyword or a reference: examples, values, extensions of others.
func FreeText(keyword string) bool {
	switch keyword {
	case "example", "default", "enum", "const":
		return true
	}
	return strings.HasPrefix(keyword, "x-")
}

// join is the path that a reference in the file at from names, "" for one that
// names no file.
func join(from, ref string) string {
	if u, err := url.Parse(ref); err != nil || u.Scheme != "" || u.Host != "" {
		return ""
	}
	if text, err := url.PathUnescape(ref); err == nil {
		ref = text
	}
	if path.IsAbs(ref) {
		return path.Clean(ref)
	}
	return path.Join(path.Dir(from), ref)
}
