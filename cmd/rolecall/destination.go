package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

// destination is where a name leads.
type destination struct {
	path       string      // behind all links
	existing   fs.FileInfo // nil where there is nothing yet
	flags      int         // to open it with, beside those for writing
	descriptor *os.File    // an open file of this process, instead of a path
}

// descriptorPath names what a process has open.
var descriptorPath = regexp.MustCompile(`^(?:/dev|/proc/(self|thread-self|\d+)(?:/task/\d+)?)/fd/(\d+)$`)

// maxLinks is how many links a name may lead through, as Linux has it.
const maxLinks = 40

// destinationOf follows a name through its links to what is written. The links
// stay as they are: to replace /dev/stdout by a file takes it from every
// program of the machine.
func destinationOf(name string) (destination, error) {
	path := name
	for range maxLinks {
		names := []string{filepath.Clean(path)}
		if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
			names = append(names, filepath.Join(folder, filepath.Base(path)))
		}
		if number := descriptorOf(names); number >= 0 {
			return openDescriptor(name, number)
		}
		if slices.ContainsFunc(names, descriptorPath.MatchString) { // another process's
			existing, err := os.Stat(path)
			return destination{path: path, existing: existing, flags: os.O_APPEND}, err
		}
		info, err := os.Lstat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return destination{path: path}, nil
		case err != nil:
			return destination{}, err
		case info.Mode()&fs.ModeSymlink == 0:
			return destination{path: path, existing: info}, nil
		}
		to, err := os.Readlink(path)
		if err != nil {
			return destination{}, err
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return destination{}, &os.PathError{Op: "follow", Path: name, Err: errors.New("it leads through too many links")}
}

// descriptorOf is the number of an open file of this process that one of the
// names means, -1 for none.
func descriptorOf(names []string) int {
	for _, name := range names {
		switch name {
		case "/dev/stdout":
			return 1
		case "/dev/stderr":
			return 2
		}
		found := descriptorPath.FindStringSubmatch(name)
		if found == nil || found[1] != "" && found[1][0] <= '9' && found[1] != strconv.Itoa(os.Getpid()) {
			continue
		}
		if number, err := strconv.Atoi(found[2]); err == nil {
			return number
		}
	}
	return -1
}

// openDescriptor takes an open file at the offset that it has: to open its name
// again would begin at its start, and write over what others have written.
func openDescriptor(name string, number int) (destination, error) {
	switch number {
	case 1:
		return destination{descriptor: os.Stdout}, nil
	case 2:
		return destination{descriptor: os.Stderr}, nil
	}
	if _, err := os.Stat(name); err != nil {
		return destination{}, &os.PathError{Op: "write", Path: name, Err: errors.New("no such file is open")}
	}
	return destination{descriptor: os.NewFile(uintptr(number), name)}, nil
}
