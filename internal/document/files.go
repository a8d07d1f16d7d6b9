package document

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// maxFile is the largest file that is read, in bytes.
const maxFile = 256 << 20

// maxFiles is how many files one document may have.
const maxFiles = 10_000

// Files are the files of one document: the first, and what it refers to below
// its folder or below folders that were allowed. Nothing else is read: no
// address, no device, nothing that a link leads out to.
type Files struct {
	folder  string // of the first file
	allowed []string
	opened  func(string) // told the path of each that is about to be read, nil for nobody

	mu     sync.Mutex // of what follows
	values int        // of all that were read
	known  map[string]*Source
	faults map[string]error // why a file could not be read, by its path
}

// ReadFile reads a document and makes ready to read what it refers to. It tells
// opened, where that is not nil, the path of each other file before it is read.
func ReadFile(name string, data []byte, opened func(string), allowed ...string) (*Node, error) {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	files := &Files{folder: filepath.Dir(absolute), opened: opened, known: map[string]*Source{}, faults: map[string]error{}}
	for _, folder := range allowed {
		if folder, err = filepath.Abs(folder); err != nil {
			return nil, fmt.Errorf("allowing references below %s: %w", folder, err)
		}
		files.allowed = append(files.allowed, folder)
	}
	s := &Source{Name: name, files: files, path: filepath.ToSlash(absolute)}
	files.known[s.path] = s
	return s.parse(data)
}

// open reads a file that another refers to, nil for one that cannot be read.
func (f *Files) open(from *Source, ref string) *Source {
	if f == nil {
		return nil
	}
	name := join(from.path, ref)
	if name == "" {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if s, known := f.known[name]; known {
		return s
	}
	f.known[name] = nil // also for one that cannot be read
	s, err := f.read(name)
	if err != nil {
		f.faults[name] = err
		return nil
	}
	f.known[name] = s
	return s
}

func (f *Files) read(name string) (*Source, error) {
	if len(f.known) > maxFiles {
		return nil, fmt.Errorf("the document has more than %d files", maxFiles)
	}
	if f.opened != nil {
		f.opened(filepath.FromSlash(name))
	}
	data, err := f.bytes(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	shown := name
	if below, err := filepath.Rel(f.folder, filepath.FromSlash(name)); err == nil {
		shown = below
	}
	s := &Source{Name: shown, files: f, path: name, sum: sha256.Sum256(data)}
	if _, err := s.parse(data); err != nil {
		return nil, err
	}
	return s, nil
}

// OtherFiles are the SHA-256 of the files, besides that of n, that were read
// because the document refers to them, in the order of their names.
func (n *Node) OtherFiles() [][sha256.Size]byte {
	if n.source == nil || n.source.files == nil {
		return nil
	}
	f := n.source.files
	f.mu.Lock()
	defer f.mu.Unlock()
	var others []*Source
	for _, s := range f.known {
		if s != nil && s != n.source {
			others = append(others, s)
		}
	}
	slices.SortFunc(others, func(a, b *Source) int { return cmp.Compare(a.Name, b.Name) })
	var sums [][sha256.Size]byte
	for _, s := range others {
		sums = append(sums, s.sum)
	}
	return sums
}

// bytes reads a file below one of the folders, whatever links there are.
func (f *Files) bytes(name string) ([]byte, error) {
	for _, folder := range append([]string{f.folder}, f.allowed...) {
		below, err := filepath.Rel(folder, name)
		if err != nil || below == ".." || strings.HasPrefix(below, ".."+string(filepath.Separator)) {
			continue
		}
		root, err := os.OpenRoot(folder)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		return readRegular(root, below)
	}
	return nil, errors.New("it lies outside the document's folder")
}

func readRegular(root *os.Root, name string) ([]byte, error) {
	info, err := root.Stat(name)
	switch at, is := errors.AsType[*os.PathError](err); {
	case is:
		return nil, at.Err // where, the reference says
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a regular file")
	case info.Size() > maxFile:
		return nil, fmt.Errorf("it is larger than %d MiB", maxFile>>20)
	}
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxFile))
}

// Why says what is wrong with a reference of a node that leads nowhere: what was
// found, and what to do.
func (n *Node) Why(ref string) (what, mend string) {
	if to := n.Refers(ref); to != nil {
		return to.whyFurther()
	}
	file, _, _ := strings.Cut(ref, "#")
	from := n.source.base()
	if file == "" || from == nil {
		return "leads nowhere", "name something that there is in components"
	}
	name := join(from.path, file)
	switch {
	case name == "":
		return "is an address, and nothing is fetched", "save what it refers to below the document's folder, and name that file"
	case from.files == nil:
		return "leads out of the document", "bring what it refers to into components"
	}
	from.files.mu.Lock()
	defer from.files.mu.Unlock()
	if fault := from.files.faults[name]; fault != nil {
		if problems, is := errors.AsType[Problems](fault); is {
			return "leads to a file that cannot be read: " + problems.Error(), "mend that file"
		}
		return "leads to a file that is not read: " + OneLine(fault), "name a file below the document's folder, or allow its folder with --allow-ref"
	}
	return "leads to nothing in that file", "name something that there is in it"
}

// whyFurther says why nothing is found behind a node that refers on.
func (n *Node) whyFurther() (what, mend string) {
	passed := map[*Node]bool{}
	for at := n; at != nil; at = at.Target() {
		if passed[at] {
			return "leads nowhere: it comes back to " + at.Pointer() + " again and again", "let one of what it passes be no reference"
		}
		if passed[at] = true; len(passed) >= mostHops {
			return fmt.Sprintf("leads nowhere: it passes %d other references and more", mostHops), "name what the last of them leads to"
		}
	}
	return "leads nowhere: it leads to another reference, which does", "mend that one"
}
