package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// pendingFile is a file that appears under its name when it is whole. Until
// then it stands beside it under another. What is no regular file, a pipe, a
// device or a descriptor of this process, is written to as it is.
type pendingFile struct {
	*os.File
	name string // that it will have; "" for what is written to as it is
	done bool
}

// Modes of new files, from which the umask takes. Who may read a file of tokens
// may do what their callers may.
const (
	openMode   fs.FileMode = 0o666
	secretMode fs.FileMode = 0o600
)

// createPending begins a file. One that there is keeps its mode, whatever mode
// is given.
func createPending(name string, mode fs.FileMode) (*pendingFile, error) {
	to, err := destinationOf(name)
	if err != nil {
		return nil, err
	}
	switch {
	case to.descriptor != nil:
		return &pendingFile{File: to.descriptor}, nil
	case to.existing != nil && to.existing.IsDir():
		return nil, &os.PathError{Op: "open", Path: name, Err: syscall.EISDIR}
	case to.existing != nil:
		// Who may not write to a file may not put another in its place.
		file, err := os.OpenFile(to.path, os.O_WRONLY|to.flags, 0)
		if err != nil || !to.existing.Mode().IsRegular() || to.flags != 0 {
			return &pendingFile{File: file}, err
		}
		file.Close()
	}
	return createTemporary(name, to, mode)
}

// createTemporary begins a file next to the one that it will be.
func createTemporary(name string, to destination, mode fs.FileMode) (*pendingFile, error) {
	folder, base := filepath.Split(to.path)
	const longest = 200 // bytes of a name, with room for what is added
	for range 100 {
		path := filepath.Join(folder, "."+base[:min(len(base), longest)]+"."+strconv.FormatUint(uint64(rand.Uint32()), 36))
		file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, &os.PathError{Op: "create", Path: name, Err: errors.Unwrap(err)}
		}
		pending := &pendingFile{File: file, name: to.path}
		if to.existing != nil {
			if err := copyModeAndOwner(file, to.existing); err != nil {
				pending.discard()
				return nil, err
			}
		}
		return pending, nil
	}
	return nil, fmt.Errorf("create %s: no name beside it is free", name)
}

// tryPending tells beforehand whether a file can be written. A pipe or a device
// is not tried: to open it is to begin.
func tryPending(name string) error {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil
	}
	file, err := createPending(name, openMode)
	if err == nil {
		file.discard()
	}
	return err
}

func (f *pendingFile) commit() error {
	if f.done {
		return nil
	}
	f.done = true
	if f.name == "" {
		return f.end()
	}
	err := f.Close()
	if err == nil {
		err = os.Rename(f.File.Name(), f.name)
	}
	if err != nil {
		os.Remove(f.File.Name())
	}
	return err
}

// end closes what was written to as it is, but for the streams that the rest of
// the program writes to.
func (f *pendingFile) end() error {
	if f.File == os.Stdout || f.File == os.Stderr {
		return nil
	}
	return f.Close()
}

// discard takes away what was not committed.
func (f *pendingFile) discard() {
	switch {
	case f.done:
		return
	case f.name == "":
		f.end()
	default:
		f.Close()
		os.Remove(f.File.Name())
	}
	f.done = true
}
