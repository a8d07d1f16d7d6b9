package spec

import (
	_ "embed"
	"encoding/binary"
	"hash/crc32"
	"math"
	"strconv"
	"strings"
)

// The embedded documents lie in the binary twice: as they are written, and
// packed as what ParseDocument makes of that, since reading YAML would take
// most of the time of a start. A packed document carries the checksum of its
// source; where the source was changed and not packed again it is not used.
//
//go:generate go test -run ^TestPackedDocuments$ -update .
var (
	//go:embed users.packed
	usersPacked string
	//go:embed requirements.packed
	requirementsPacked string
)

// The tags of a packed node, each followed by the line and by what it holds:
// the count of members and each with its name before it, the count of items and
// the items, the length of a text and the text, or a number.
const (
	packedObject = 'o'
	packedArray  = 'a'
	packedText   = 's'
	packedInt    = 'i'
	packedFloat  = 'f'
	packedTrue   = 't'
	packedFalse  = 'n'
	packedNull   = 'z'
)

// unpackDocument is ParseDocument of an embedded document.
func unpackDocument(packed, file string, source []byte) (*Node, error) {
	u := unpacker{rest: packed}
	if u.number() != uint64(crc32.ChecksumIEEE(source)) {
		return ParseDocument(file, source)
	}
	u.nodes = make([]Node, u.number())
	u.keys, u.values = make([]string, u.number()), make([]*Node, u.number())
	u.pointers.Grow(int(u.number()))
	u.root = &u.nodes[0]
	return u.node(0), nil
}

// unpacker takes what it builds from a few large pieces: their sizes are known.
type unpacker struct {
	rest     string
	nodes    []Node
	keys     []string
	values   []*Node // members and items
	pointers strings.Builder
	root     *Node
}

func (u *unpacker) number() uint64 {
	for i := range len(u.rest) {
		if u.rest[i] < 0x80 {
			n := uint64(0)
			for j := i; j >= 0; j-- {
				n = n<<7 | uint64(u.rest[j]&0x7f)
			}
			u.rest = u.rest[i+1:]
			return n
		}
	}
	panic("a packed document ends early")
}

func (u *unpacker) text() string {
	n := u.number()
	text := u.rest[:n]
	u.rest = u.rest[n:]
	return text
}

// node unpacks the next one, whose pointer is all that was written of the
// pointers since start.
func (u *unpacker) node(start int) *Node {
	n := &u.nodes[0]
	u.nodes = u.nodes[1:]
	tag := u.rest[0]
	u.rest = u.rest[1:]
	n.Pointer, n.Line, n.Kind, n.root = u.pointers.String()[start:], int(u.number()), Scalar, u.root
	switch tag {
	case packedObject:
		n.Kind = Object
		u.members(n)
	case packedArray:
		n.Kind = Array
		if count := u.number(); count > 0 {
			n.Items, u.values = u.values[:count:count], u.values[count:]
		}
		for i := range n.Items {
			n.Items[i] = u.node(u.point(n.Pointer, strconv.Itoa(i)))
		}
	case packedText:
		n.Scalar = u.text()
	case packedInt:
		n.Scalar = int(u.number())
	case packedFloat:
		n.Scalar = math.Float64frombits(binary.LittleEndian.Uint64([]byte(u.text())))
	case packedTrue, packedFalse:
		n.Scalar = tag == packedTrue
	}
	return n
}

func (u *unpacker) members(n *Node) {
	count := u.number()
	n.Keys, u.keys = u.keys[:0:count], u.keys[count:]
	n.values, u.values = u.values[:0:count], u.values[count:]
	for range count {
		key := u.text()
		n.Keys = append(n.Keys, key)
		n.values = append(n.values, u.node(u.point(n.Pointer, EscapePointer(key))))
		n.indexed()
	}
}

// point writes the pointer of a child and returns where it begins.
func (u *unpacker) point(parent, token string) int {
	start := u.pointers.Len()
	u.pointers.WriteString(parent)
	u.pointers.WriteByte('/')
	u.pointers.WriteString(token)
	return start
}
