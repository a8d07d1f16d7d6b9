package spec

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one mistake in a document that a person wrote: what is wrong,
// where, and how to mend it.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`    // from 1; 0 where no line is known
	Pointer string `json:"pointer"` // JSON Pointer of the faulty value
	What    string `json:"what"`    // what was found
	Mend    string `json:"mend"`    // what to do about it
}

func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
	}
	b.WriteString(": ")
	if p.Pointer != "" {
		fmt.Fprintf(&b, "%s: ", p.Pointer)
	}
	b.WriteString(p.What)
	if p.Mend != "" {
		fmt.Fprintf(&b, "; %s", p.Mend)
	}
	return b.String()
}

// Problems is every mistake of a document, in the order of their lines. It is
// the error that Load and the loader of a world return for a document that can
// be read but not used.
type Problems []Problem

func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Reporter collects the problems of one file. The zero value of everything but
// File is ready for use.
type Reporter struct {
	File     string
	problems Problems
	noted    map[Problem]bool
}

// At notes a problem at a node of the document.
func (r *Reporter) At(n *Node, what, mend string) {
	p := Problem{File: r.File, What: what, Mend: mend}
	if n != nil {
		p.Line, p.Pointer = n.Line, n.Pointer
	}
	r.Add(p)
}

// Add notes a problem, once.
func (r *Reporter) Add(p Problem) {
	if r.noted[p] {
		return
	}
	if r.noted == nil {
		r.noted = map[Problem]bool{}
	}
	r.noted[p] = true
	r.problems = append(r.problems, p)
}

// Err returns the collected problems in the order of their lines, nil for none.
// An anchor's fault shows wherever it is used; it is told once, at the first.
func (r *Reporter) Err() error {
	if len(r.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	type fault struct {
		line int
		what string
	}
	seen := map[fault]bool{}
	return slices.DeleteFunc(r.problems, func(p Problem) bool {
		f := fault{p.Line, p.What}
		again := p.Line > 0 && seen[f]
		seen[f] = true
		return again
	})
}
