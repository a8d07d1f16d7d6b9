package main

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// packedFile is a file being written, compressed as the end of its name asks,
// with the sums of what is in the file and of what is packed in it.
type packedFile struct {
	file, content sum
	packer        io.WriteCloser // nil for none
}

// sum counts and digests what passes.
type sum struct {
	to    io.Writer
	bytes int64
	hash  hash.Hash // nil where nobody asks
}

func newSum(to io.Writer, asked bool) sum {
	s := sum{to: to}
	if asked {
		s.hash = sha256.New()
	}
	return s
}

func (s *sum) Write(text []byte) (int, error) {
	n, err := s.to.Write(text)
	if s.hash != nil {
		s.hash.Write(text[:n])
	}
	s.bytes += int64(n)
	return n, err
}

func (s *sum) digest() string { return digestText(s.hash) }

func digestText(h hash.Hash) string { return "sha256:" + hex.EncodeToString(h.Sum(nil)) }

// newPackedFile begins a file of a name. The same content gives the same bytes:
// neither format is told the time, and one goroutine packs. Digests are made
// where they are asked for.
func newPackedFile(name string, out io.Writer, digests bool) (*packedFile, error) {
	f := &packedFile{file: newSum(out, digests), content: newSum(out, digests)}
	switch packingOf(name) {
	case gzipPacking:
		f.packer = gzip.NewWriter(&f.file)
	case zstdPacking:
		packer, err := zstd.NewWriter(&f.file, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
		if err != nil {
			return nil, err
		}
		f.packer = packer
	}
	if f.packer != nil {
		f.content.to = f.packer
	}
	return f, nil
}

func (f *packedFile) Write(text []byte) (int, error) { return f.content.Write(text) }

// end writes what the packer has kept.
func (f *packedFile) end() error {
	if f.packer == nil {
		return nil
	}
	return f.packer.Close()
}

// packing is how a file is compressed.
type packing int

const (
	noPacking packing = iota
	gzipPacking
	zstdPacking
)

func packingOf(name string) packing {
	switch {
	case strings.HasSuffix(name, ".gz"):
		return gzipPacking
	case strings.HasSuffix(name, ".zst"):
		return zstdPacking
	}
	return noPacking
}

// unpacked reads what is packed in a file of a name.
func unpacked(name string, file io.Reader) (io.ReadCloser, error) {
	switch packingOf(name) {
	case gzipPacking:
		return gzip.NewReader(file)
	case zstdPacking:
		reader, err := zstd.NewReader(file, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
		if err != nil {
			return nil, err
		}
		return reader.IOReadCloser(), nil
	}
	return nil, errors.New("it is not compressed")
}
