package file

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/cotalker/rolecall/internal/store"
)

// A record is an entry as it stands in a file: a header and the data. The header
// has a checksum of its own, so that it can be told from data that looks like one.
//
//	0  magic     4 bytes
//	4  length    4 bytes, of the data
//	8  position  8 bytes
//	16 checksum of the data    4 bytes, CRC-32C
//	20 checksum of bytes 0–19  4 bytes, CRC-32C
const headerSize = 24

var (
	magic      = [4]byte{'r', 'c', 'e', '1'}
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

type header struct {
	length   int
	position store.Position
	checksum uint32
}

// record encodes an entry.
func record(position store.Position, data []byte) []byte {
	b := make([]byte, 0, headerSize+len(data))
	b = append(b, magic[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
	b = binary.BigEndian.AppendUint64(b, uint64(position))
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(data, castagnoli))
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
	return append(b, data...)
}

// readHeader decodes a header, if b begins with one.
func readHeader(b []byte) (header, bool) {
	if len(b) < headerSize || [4]byte(b) != magic || binary.BigEndian.Uint32(b[20:]) != crc32.Checksum(b[:20], castagnoli) {
		return header{}, false
	}
	h := header{
		length:   int(binary.BigEndian.Uint32(b[4:])),
		position: store.Position(binary.BigEndian.Uint64(b[8:])),
		checksum: binary.BigEndian.Uint32(b[16:]),
	}
	return h, h.length <= store.MaxEntry
}
