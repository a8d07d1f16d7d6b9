package spec

import (
	"encoding/binary"
	"flag"
	"hash/crc32"
	"math"
	"os"
	"reflect"
	"testing"
)

var update = flag.Bool("update", false, "write the packed documents anew")

// TestPackedDocuments holds the packed documents to those that they are packed
// from, and writes them with -update.
func TestPackedDocuments(t *testing.T) {
	for _, d := range []struct {
		name   string
		packed string
		source []byte
	}{
		{"users", usersPacked, usersDocument},
		{"requirements", requirementsPacked, requirementsDocument},
	} {
		root, err := ParseDocument(d.name+".yaml", d.source)
		if err != nil {
			t.Fatal(err)
		}
		packed := packDocument(root, d.source)
		if *update {
			if err := os.WriteFile(d.name+".packed", []byte(packed), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if packed != d.packed {
			t.Errorf("%s.packed is not that of %s.yaml: run go generate ./spec", d.name, d.name)
		}
		got, err := unpackDocument(packed, "", d.source)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, root) {
			t.Errorf("%s.yaml is another when it is packed and unpacked", d.name)
		}
	}
}

func TestAChangedDocumentIsReadAsItIsWritten(t *testing.T) {
	root, err := unpackDocument(usersPacked, "changed.yaml", []byte("openapi: 3.1.0"))
	if err != nil || len(root.Keys) != 1 {
		t.Errorf("got %v, %v", root, err)
	}
}

func packDocument(root *Node, source []byte) string {
	var p packer
	p.node(root)
	head := binary.AppendUvarint(nil, uint64(crc32.ChecksumIEEE(source)))
	for _, size := range []int{p.nodes, p.keys, p.values, p.pointers} {
		head = binary.AppendUvarint(head, uint64(size))
	}
	return string(append(head, p.body...))
}

type packer struct {
	body                          []byte
	nodes, keys, values, pointers int
}

func (p *packer) node(n *Node) {
	p.nodes++
	p.values += len(n.values) + len(n.Items)
	p.keys += len(n.Keys)
	p.pointers += len(n.Pointer)
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
