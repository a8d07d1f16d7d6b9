package state

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"time"
)

// effectReader reads an entry. What is wrong with it is told by the first error.
type effectReader struct {
	text []byte
	gaps uint64 // numbers of deleted records that may still be passed over
	err  error
}

// maxGaps is how many deleted records an entry passes over: memory is taken for
// each.
const maxGaps = 1 << 24

var errBroken = errors.New("the entry breaks off")

// ReadEntry looks at the frame of an entry, and gives its id and its effects.
func ReadEntry(data []byte) (EntryID, *effectReader, error) {
	var id EntryID
	switch {
	case len(data) < 1+len(id.Origin)+1+4:
		return id, nil, errBroken
	case data[0] != Format:
		return id, nil, fmt.Errorf("the entry is of format %d, and this program reads %d", data[0], Format)
	}
	body := data[:len(data)-4]
	if crc32.Checksum(body, checksums) != binary.LittleEndian.Uint32(data[len(body):]) {
		return id, nil, errors.New("the checksum of the entry is wrong")
	}
	copy(id.Origin[:], body[1:])
	r := &effectReader{text: body[1+len(id.Origin):], gaps: maxGaps}
	id.Count = r.number()
	return id, r, r.err
}

func (r *effectReader) fail(err error) {
	if r.err == nil {
		r.err, r.text = err, nil
	}
}

func (r *effectReader) kind() byte {
	if len(r.text) == 0 {
		r.fail(errBroken)
		return 0
	}
	k := r.text[0]
	r.text = r.text[1:]
	return k
}

func (r *effectReader) number() uint64 {
	n, size := binary.Uvarint(r.text)
	if size <= 0 {
		r.fail(errBroken)
		return 0
	}
	r.text = r.text[size:]
	return n
}

func (r *effectReader) signed() int64 {
	n, size := binary.Varint(r.text)
	if size <= 0 {
		r.fail(errBroken)
		return 0
	}
	r.text = r.text[size:]
	return n
}

func (r *effectReader) bytes() []byte {
	n := r.number()
	if n > uint64(len(r.text)) {
		r.fail(errBroken)
		return nil
	}
	out := r.text[:n]
	r.text = r.text[n:]
	return out
}

func (r *effectReader) string() string { return string(r.bytes()) }

// list is nil for none.
func (r *effectReader) list() []string {
	n := r.number()
	if n > uint64(len(r.text)) { // each takes a byte at least
		r.fail(errBroken)
		return nil
	}
	var out []string
	for range n {
		out = append(out, r.string())
	}
	return out
}

func (r *effectReader) instant() time.Time {
	seconds, nanos := r.signed(), r.number()
	if nanos >= uint64(time.Second) {
		r.fail(errors.New("a time has too many nanoseconds"))
		return time.Time{}
	}
	return time.Unix(seconds, int64(nanos)).UTC()
}
