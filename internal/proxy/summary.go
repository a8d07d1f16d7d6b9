package proxy

import (
	"fmt"
	"io"
	"strings"

	"github.com/cotalker/rolecall/internal/printable"
)

// mostPrinted is how many findings of each side a summary shows.
const mostPrinted = 20

// Line is a finding in one line: whose it is, the requirement, what was expected,
// and what came.
func (f Finding) Line() string {
	rule := ""
	if f.Requirement != "" {
		rule = "[" + f.Requirement + "] "
	}
	return fmt.Sprintf("%s: %s%s: want %s, got %s", f.Of, rule, f.Operation, f.Expected, printable.Line(f.Got))
}

// Print writes the report for a person.
func (r Report) Print(w io.Writer, color bool) error {
	var b strings.Builder
	for _, of := range []string{Server, Client} {
		printed := 0
		for _, f := range r.Findings {
			if f.Of != of {
				continue
			}
			if printed++; printed > mostPrinted {
				continue
			}
			f.print(&b)
		}
		if printed > mostPrinted {
			fmt.Fprintf(&b, "and %d more of the %s's\n\n", printed-mostPrinted, of)
		}
	}
	verdict := r.Verdict
	if color {
		verdict = map[string]string{Conformant: "\x1b[32m", Violated: "\x1b[31m"}[r.Verdict] + verdict + "\x1b[0m"
	}
	if r.Reason != "" {
		verdict += ": " + r.Reason
	}
	fmt.Fprintf(&b, "%s\n%d requests, %d of them judged, %d not answered; %d of %d operations were asked for\n", verdict,
		r.Requests, r.Judged, r.Unanswered, len(r.Operations), len(r.Operations)+len(r.Unasked))
	fmt.Fprintf(&b, "findings: %d of the server's, %d of its clients'\n", r.count(Server), r.count(Client))
	_, err := io.WriteString(w, b.String())
	return err
}

func (r Report) count(of string) int {
	n := 0
	for _, f := range r.Findings {
		if f.Of == of {
			n++
		}
	}
	return n
}

func (f Finding) print(b *strings.Builder) {
	level := f.Level
	if level == "" {
		level = "MUST"
	}
	often := "once"
	if f.Count > 1 {
		often = fmt.Sprintf("%d times", f.Count)
	}
	about := often
	if f.Operation != "" { // none is where a client asks for what is not in the contract; what it asked for follows
		about = f.Operation + ", " + often
	}
	fmt.Fprintf(b, "%s  %s  %s\n", strings.ToUpper(f.Of), strings.TrimSpace(level+" "+f.Requirement), about)
	if f.Sentence != "" {
		fmt.Fprintf(b, "  %s\n", f.Sentence)
	}
	fmt.Fprintf(b, "  want %s\n  got  %s\n", f.Expected, printable.Line(f.Got))
	if f.Place != "" {
		fmt.Fprintf(b, "  at   %s %s\n", f.Place, f.Pointer)
	}
	fmt.Fprintf(b, "  %s\n\n", f.Curl)
}
