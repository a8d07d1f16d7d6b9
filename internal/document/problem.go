package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Level says how much a problem weighs.
type Level string

// The levels. The zero value is that of a mistake that hinders the use of the
// document.
const (
	Error   Level = ""
	Warning Level = "warning" // something is wrong, and is worked around
	Note    Level = "note"    // something has no effect, or another than it may seem
)

// Problem is one mistake in a document that a person wrote: what is wrong,
// where, and how to mend it.
type Problem struct {
	Level   Level  `json:"level,omitempty"`
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
	if p.Level != Error {
		b.WriteString(string(p.Level) + ": ")
	}
	if p.Pointer != "" {
		fmt.Fprintf(&b, "%s: ", shortPointer(p.Pointer))
	}
	b.WriteString(p.What)
	if p.Mend != "" {
		fmt.Fprintf(&b, "; %s", p.Mend)
	}
	return b.String()
}

// mostPointer is how many bytes of a pointer are told: past these nobody reads them.
const mostPointer = 400

// shortPointer leaves out the middle of a long pointer.
func shortPointer(pointer string) string {
	if len(pointer) <= mostPointer {
		return pointer
	}
	return strings.ToValidUTF8(pointer[:60], "") + "…" + strings.ToValidUTF8(pointer[len(pointer)-60:], "")
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

// Reporter collects the problems of a document. The zero value of everything
// but File is ready for use.
type Reporter struct {
	File string // of problems at no node of another file

	problems Problems
	mistakes int // of problems, those of the level Error
	noted    map[Problem]bool
	faults   map[fault]bool
}

// maxMistakes is how many mistakes of a document are told: a person mends none of
// those behind them before the first ones, and a hostile document has millions.
const maxMistakes = 10_000

// Full tells whether no more mistakes are noted, so that whoever looks for them
// may end.
func (r *Reporter) Full() bool { return r.mistakes > maxMistakes }

// fault is what makes two problems one: an anchor's shows wherever it is used.
type fault struct {
	file, what string
	line       int
}

// At notes a mistake at a place of the document.
func (r *Reporter) At(at Placed, what, mend string) { r.note(Error, at, what, mend) }

// Warn notes what is wrong and is worked around.
func (r *Reporter) Warn(at Placed, what, mend string) { r.note(Warning, at, what, mend) }

// Note notes what has no effect, or another than it may seem.
func (r *Reporter) Note(at Placed, what, mend string) { r.note(Note, at, what, mend) }

func (r *Reporter) note(level Level, at Placed, what, mend string) {
	p := Problem{Level: level, File: r.File, What: what, Mend: mend}
	if at != nil {
		place := at.Position()
		p.Line, p.Pointer = place.Line, place.Pointer
		if place.File != "" {
			p.File = place.File
		}
	}
	r.Add(p)
}

// Add notes a problem, once: the same of one line is told at the first place.
func (r *Reporter) Add(p Problem) {
	if p.Level == Error && r.Full() {
		return
	}
	if r.noted == nil {
		r.noted, r.faults = map[Problem]bool{}, map[fault]bool{}
	}
	f := fault{p.File, p.What, p.Line}
	if r.noted[p] || p.Line > 0 && r.faults[f] {
		return
	}
	r.noted[p], r.faults[f] = true, true
	if p.Level == Error {
		if r.mistakes++; r.Full() {
			p = Problem{File: r.File, Line: p.Line, What: fmt.Sprintf("there are more mistakes than these %d", maxMistakes), Mend: "mend these first"}
		}
	}
	r.problems = append(r.problems, p)
}

// Err returns the mistakes in the order of their lines, nil for none.
func (r *Reporter) Err() error {
	if out := r.of(true); len(out) > 0 {
		return out
	}
	return nil
}

// Warnings are the problems that hinder nothing, in the order of their lines.
func (r *Reporter) Warnings() Problems { return r.of(false) }

func (r *Reporter) of(errors bool) Problems {
	var out Problems
	for _, p := range r.problems {
		if (p.Level == Error) == errors {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return out
}
