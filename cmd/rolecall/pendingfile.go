package main

import (
	"errors"
	"os"
	"path/filepath"
)

// pendingFile is a file that appears under its name when it is whole. Until
// then it stands beside it under another.
type pendingFile struct {
	*os.File
	name string
	done bool
}

func createPending(name string) (*pendingFile, error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		file, err := os.OpenFile(name, os.O_WRONLY, 0) // a pipe or a device: nothing to rename
		return &pendingFile{File: file, done: true}, err
	}
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return nil, &os.PathError{Op: "create", Path: name, Err: errors.Unwrap(err)}
	}
	return &pendingFile{File: file, name: name}, nil
}

// tryPending tells beforehand whether a file can be written. A pipe or a device
// is not tried: to open it is to begin.
func tryPending(name string) error {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil
	}
	file, err := createPending(name)
	if err == nil {
		file.discard()
	}
	return err
}

func (f *pendingFile) commit() error {
	if f.done {
		return f.Close()
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.File.Name(), f.name); err != nil {
		return err
	}
	f.done = true
	return nil
}

// discard takes away what was not committed.
func (f *pendingFile) discard() {
	if !f.done {
		f.Close()
		os.Remove(f.File.Name())
	}
}
