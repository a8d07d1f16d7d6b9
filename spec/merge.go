package spec

import (
	"slices"
	"strings"
	"sync"

	"github.com/cotalker/rolecall/internal/jsonvalue"

	"github.com/tidwall/gjson"
)

// AppendMerged writes a stored object with changes to it: objects are merged
// member by member, all else is replaced. The members come as [Schema.Append]
// orders them. What does not change is copied as it was encoded.
func (s *Schema) AppendMerged(dst []byte, stored string, changes map[string]any) []byte {
	m := mergings.Get().(*merging)
	defer m.release()
	m.changes = changes
	gjson.Parse(stored).ForEach(func(name, value gjson.Result) bool {
		m.stored = append(m.stored, encodedMember{name.String(), value.Raw})
		return true
	})
	dst = append(dst, '{')
	start := len(dst)
	members := s.Members()
	for i := range members {
		member := &members[i]
		dst = m.append(dst, member.Name, member.key, member.Schema, start)
	}
	if m.written == len(m.stored)+len(changes) {
		return append(dst, '}')
	}
	var rest []string
	for _, left := range m.stored {
		if s.Member(left.name) == nil {
			rest = append(rest, left.name)
		}
	}
	for name := range changes {
		if s.Member(name) == nil && !slices.Contains(rest, name) {
			rest = append(rest, name)
		}
	}
	slices.Sort(rest)
	for _, name := range rest {
		dst = m.append(dst, name, string(jsonvalue.AppendKey(nil, name)), nil, start)
	}
	return append(dst, '}')
}

// merging is one object on its way.
type merging struct {
	stored  []encodedMember
	changes map[string]any
	written int // of both: one that changes counts twice
	next    int // of stored, which mostly comes in the order in which it is asked for
}

// mergings are used again, for the room that their lists have.
var mergings = sync.Pool{New: func() any { return &merging{} }}

func (m *merging) release() {
	clear(m.stored)
	*m = merging{stored: m.stored[:0]}
	mergings.Put(m)
}

type encodedMember struct{ name, json string }

// append writes one member, if there is one, with its key as it is written. The
// object's members begin at start.
func (m *merging) append(dst []byte, name, key string, s *Schema, start int) []byte {
	old := m.find(name)
	value, changed := m.changes[name]
	if old != "" {
		m.written++
	}
	if changed {
		m.written++
	}
	if old == "" && !changed {
		return dst
	}
	if len(dst) > start {
		dst = append(dst, ',')
	}
	dst = append(dst, key...)
	object, isObject := value.(map[string]any)
	switch {
	case !changed:
		return append(dst, old...)
	case isObject && strings.HasPrefix(old, "{"):
		return s.AppendMerged(dst, old, object)
	}
	return s.Append(dst, value)
}

// find is the encoded value of a stored member, "" for none.
func (m *merging) find(name string) string {
	for range m.stored {
		if m.next == len(m.stored) {
			m.next = 0
		}
		at := m.stored[m.next]
		m.next++
		if at.name == name {
			return at.json
		}
	}
	return ""
}
