package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// fileVerifier compares files with what manifests say of them, and tells each.
type fileVerifier struct {
	ctx                      context.Context
	out                      io.Writer
	files, differing, unread int
}

// file compares one, and hands what is in it to joined.
func (v *fileVerifier) file(manifestName string, want manifestFile, joined io.Writer) error {
	v.files++
	path := filepath.FromSlash(want.Name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(manifestName), path)
	}
	difference, err := v.differenceOf(path, want, joined)
	switch {
	case v.ctx.Err() != nil:
		return &exitError{exitInconclusive, errors.New("stopped before all files were read")}
	case errors.Is(err, fs.ErrNotExist):
		v.differing++
		_, err = fmt.Fprintf(v.out, "%s is missing\n", path)
	case err != nil:
		v.unread++
		_, err = fmt.Fprintf(v.out, "%s cannot be read: %v\n", path, err)
	case difference != "":
		v.differing++
		_, err = fmt.Fprintf(v.out, "%s differs: %s\n", path, difference)
	default:
		_, err = fmt.Fprintf(v.out, "%s is as it was: %s, %d bytes\n", path, recordsText(want.Records), want.Bytes)
	}
	return err
}

// differenceOf says how a file differs, "" where it does not.
func (v *fileVerifier) differenceOf(path string, want manifestFile, joined io.Writer) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	if want.Content == nil {
		got := newSum(joined, true)
		if err := v.copy(&got, file); err != nil {
			return "", err
		}
		return difference(got, want.Bytes, want.Digest), nil
	}
	got := newSum(io.Discard, true)
	if err := v.copy(&got, file); err != nil {
		return "", err
	}
	said := difference(got, want.Bytes, want.Digest)
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	content, err := v.content(path, file, want.Content.Bytes, joined)
	switch {
	case v.ctx.Err() != nil:
		return "", v.ctx.Err()
	case err != nil:
		return strings.TrimPrefix(said+"; what is packed in it cannot be read: "+err.Error(), "; "), nil
	case difference(content, want.Content.Bytes, want.Content.Digest) == "" && said != "":
		return said + "; what is packed in it is the same", nil
	case said == "":
		return difference(content, want.Content.Bytes, want.Content.Digest), nil
	}
	return said, nil
}

// content sums what is packed in a file, no further than a byte past what it
// should be: a few bytes can unpack to any number.
func (v *fileVerifier) content(path string, file io.Reader, size int64, joined io.Writer) (sum, error) {
	got := newSum(joined, true)
	reader, err := unpacked(path, file)
	if err != nil {
		return got, err
	}
	defer reader.Close()
	return got, v.copy(&got, io.LimitReader(reader, size+1))
}

// copy reads until the end, or until it is interrupted.
func (v *fileVerifier) copy(to io.Writer, from io.Reader) error {
	buffer := make([]byte, 256<<10)
	for {
		n, err := from.Read(buffer)
		if _, broken := to.Write(buffer[:n]); broken != nil {
			return broken
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = v.ctx.Err()
		}
		if err != nil {
			return err
		}
	}
}

func difference(got sum, bytes int64, digest string) string {
	switch {
	case got.bytes < bytes:
		return fmt.Sprintf("it has %d bytes, %d fewer than the %d that were written", got.bytes, bytes-got.bytes, bytes)
	case got.bytes > bytes:
		return fmt.Sprintf("it has more than the %d bytes that were written", bytes)
	case got.digest() != digest:
		return fmt.Sprintf("it has as many bytes as were written, %d, and they are other ones: %s, where %s was written", bytes, got.digest(), digest)
	}
	return ""
}

// recordsText tells what a file holds.
func recordsText(records map[string]uint64) string {
	if len(records) == 0 {
		return "no records"
	}
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(records)) {
		texts = append(texts, fmt.Sprintf("%d records of %s", records[name], name))
	}
	return strings.Join(texts, ", ")
}
