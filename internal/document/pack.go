package document

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"strconv"
)

// A packed document is what Parse makes of a text, as it lies in the binary
// beside it: reading YAML would take most of the time of a start (11 of 13 ms).
// It carries the checksum of its source; where the source was changed and not
// packed again it is not used.

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

// Unpack is [Parse] of a document that was packed. It tells whether the source is
// still as it was then.
func Unpack(packed, file string, source []byte) (root *Node, unchanged bool, err error) {
	u := unpacker{rest: packed}
	if u.number() != uint64(crc32.ChecksumIEEE(source)) {
		root, err = Parse(file, source)
		return root, false, err
	}
	u.nodes = make([]Node, u.number())
	u.keys, u.values = make([]string, u.number()), make([]*Node, u.number())
	u.source = &Source{Name: file}
	u.source.root = u.node(nil, "")
	return u.source.root, true, nil
}

// unpacker takes what it builds from a few large pieces: their sizes are known.
type unpacker struct {
	rest   string
	nodes  []Node
	keys   []string
	values []*Node // members and items
	source *Source
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

// node unpacks the next one.
func (u *unpacker) node(parent *Node, token string) *Node {
	n := &u.nodes[0]
	u.nodes = u.nodes[1:]
	tag := u.rest[0]
	u.rest = u.rest[1:]
	n.parent, n.token, n.Line, n.Kind, n.source = parent, token, int(u.number()), Scalar, u.source
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
			n.Items[i] = u.node(n, strconv.Itoa(i))
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
		n.values = append(n.values, u.node(n, key))
		n.indexed()
	}
}

// Pack writes a tree as [Unpack] reads it; source is what it was parsed from.
func Pack(root *Node, source []byte) string {
	var p packer
	p.node(root)
	head := binary.AppendUvarint(nil, uint64(crc32.ChecksumIEEE(source)))
	for _, size := range []int{p.nodes, p.keys, p.values} {
		head = binary.AppendUvarint(head, uint64(size))
	}
	return string(append(head, p.body...))
}

type packer struct {
	body                []byte
	nodes, keys, values int
}

func (p *packer) node(n *Node) {
	p.nodes++
	p.values += len(n.values) + len(n.Items)
	p.keys += len(n.Keys)
	begin := func(tag byte) {
		p.body = binary.AppendUvarint(append(p.body, tag), uint64(n.Line))
	}
	switch n.Kind {
	case Object:
		begin(packedObject)
		p.body = binary.AppendUvarint(p.body, uint64(len(n.Keys)))
		for name, member := range n.Members() {
			p.text(name)
			p.node(member)
		}
		return
	case Array:
		begin(packedArray)
		p.body = binary.AppendUvarint(p.body, uint64(len(n.Items)))
		for _, item := range n.Items {
			p.node(item)
		}
		return
	}
	switch v := n.Scalar.(type) {
	case string:
		begin(packedText)
		p.text(v)
	case int:
		begin(packedInt)
		p.body = binary.AppendUvarint(p.body, uint64(v))
	case float64:
		begin(packedFloat)
		p.text(string(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v))))
	case bool:
		tag := byte(packedFalse)
		if v {
			tag = packedTrue
		}
		begin(tag)
	case nil:
		begin(packedNull)
	}
}

func (p *packer) text(s string) {
	p.body = append(binary.AppendUvarint(p.body, uint64(len(s))), s...)
}
