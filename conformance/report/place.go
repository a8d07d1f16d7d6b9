package report

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/cotalker/rolecall/conformance"
)

// place is where in the caller's repository what was found is shown.
type place struct {
	file     string // with slashes, from the folder that the program runs in where it is below
	contract bool   // it is the contract, so that each operation has its line
}

// placeOf is the file that the caller names; without one the target file, which
// is the caller's own, and where there is none the contract.
func placeOf(r *conformance.Report, at string) place {
	file := at
	if file == "" {
		file = r.TargetFile
	}
	if file == "" {
		file = r.Document.File
	}
	return place{file: relative(file), contract: file != "" && filepath.Clean(file) == filepath.Clean(r.Document.File)}
}

func relative(file string) string {
	if here, err := os.Getwd(); err == nil && filepath.IsAbs(file) {
		if below, err := filepath.Rel(here, file); err == nil && !strings.HasPrefix(below, "..") {
			file = below
		}
	}
	if file == "" {
		return ""
	}
	return filepath.ToSlash(filepath.Clean(file))
}

// uri is the file as SARIF names it.
func (p place) uri() string {
	u := url.URL{Path: p.file}
	if strings.HasPrefix(p.file, "/") {
		u.Scheme = "file"
	}
	return strings.TrimPrefix(u.String(), "./")
}

// line is that of an operation in the contract, elsewhere the first.
func (p place) line(operation string, r *conformance.Report) int {
	if p.contract {
		for _, c := range r.Checks {
			if c.Request == operation && c.Line > 0 {
				return c.Line
			}
		}
	}
	return 1
}
