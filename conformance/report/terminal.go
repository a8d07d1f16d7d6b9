package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/cotalker/rolecall/conformance"
)

// Style is how text for a terminal looks.
type Style struct {
	Color bool
	Width int // of the terminal in columns, 0 for 80
}

// width is how many columns a line may take. The last is left free: a terminal
// may break after it.
func (s Style) width() int {
	if s.Width <= 0 {
		return 79
	}
	return max(1, s.Width-1)
}

func (s Style) paint(code, text string) string {
	if !s.Color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s Style) severity(v conformance.Severity) string {
	text := strings.ToUpper(string(v))
	switch v {
	case conformance.Violation:
		return s.paint("1;31", text)
	case conformance.Warning:
		return s.paint("33", text)
	}
	return s.paint("2", text)
}

const (
	mostProblems   = 4 // of a finding that are shown
	mostOperations = 4
	mostReasons    = 6 // for which checks were not asked
	mostStale      = 12
)

// Terminal writes what was not asked for want of a persona, the findings, why
// checks were not asked, and the verdict.
func Terminal(w io.Writer, r *conformance.Report, s Style) error {
	var b strings.Builder
	writeMissing(&b, r.Missing, s)
	for _, f := range r.Findings {
		writeFinding(&b, f, s)
	}
	for i, one := range r.Breaks {
		if one.Reason == r.Reason {
			continue // the verdict says it
		}
		if i == mostReasons {
			fmt.Fprintf(&b, "and %s more\n", plural(len(r.Breaks)-i, "reason"))
			break
		}
		fmt.Fprintf(&b, "%s %d: %s\n", one.Status, one.Checks, one.Reason)
	}
	writeStale(&b, r, s)
	for _, made := range r.Made {
		switch {
		case made.Left > 0 && made.Lasting:
			fmt.Fprintf(&b, "%s made in %s stay as they are: the contract has no way to disable or delete them\n", plural(made.Left, "record"), made.Collection)
		case made.Left > 0 && made.Deleted:
			fmt.Fprintf(&b, "%d of the %d records made in %s could not be deleted, and stay\n", made.Left, made.Records, made.Collection)
		case made.Left > 0:
			fmt.Fprintf(&b, "%d of the %d records made or taken up in %s could not be disabled; rolecall verify --sweep tries again\n", made.Left, made.Records+made.Reused, made.Collection)
		}
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	fmt.Fprintln(&b, summary(r, s))
	_, err := io.WriteString(w, harmless(b.String()))
	return err
}

// writeMissing tells which personas are missing, and what to add to the target
// file.
func writeMissing(b *strings.Builder, list []conformance.Missing, s Style) {
	if len(list) == 0 {
		return
	}
	waiting := 0
	for _, m := range list {
		waiting += m.Checks
	}
	fmt.Fprintf(b, "%s: nobody can make %s that %s wait for; add to the personas of the target file\n\n",
		s.paint("1;33", "NO PERSONA"), plural(len(list), "persona"), plural(waiting, "check"))
	for _, m := range list {
		for _, line := range m.Lines {
			fmt.Fprintf(b, "  %s   # %s\n", line, plural(m.Checks, "check"))
		}
	}
	b.WriteByte('\n')
}

// writeStale tells which excuses excuse nothing.
func writeStale(b *strings.Builder, r *conformance.Report, s Style) {
	code := "33"
	if r.Strict {
		code = "1;31"
	}
	for i, e := range r.Stale {
		if i == mostStale {
			fmt.Fprintf(b, "and %d more that excuse nothing\n", len(r.Stale)-i)
			return
		}
		fmt.Fprintf(b, "%s %s\n", s.paint(code, "STALE"), e)
	}
}

// summary is the verdict in one line, with the counts behind it.
func summary(r *conformance.Report, s Style) string {
	color := map[conformance.Verdict]string{conformance.Conformant: "1;32", conformance.Violated: "1;31", conformance.Inconclusive: "1;33"}[r.Verdict]
	line := s.paint(color, string(r.Verdict))
	if r.Reason != "" {
		line += ": " + r.Reason
	}
	line += fmt.Sprintf("\n%s, %s in %.1f s", r.Counts, plural(int(r.Requests), "request"), r.Took)
	if p := r.Population; p.All > p.Asked {
		line += fmt.Sprintf("\nasked %d of the %d checks that the contract gives rise to", p.Asked, p.All)
	}
	for _, made := range r.Made {
		line += fmt.Sprintf("\n%s: made %d, ", made.Collection, made.Records)
		switch {
		case made.Lasting:
			line += fmt.Sprintf("took up %d of earlier runs, left %d as they are", made.Reused, made.Left)
		case made.Deleted:
			line += fmt.Sprintf("deleted %d", made.Records-made.Left)
		default:
			line += fmt.Sprintf("took up %d of earlier runs, left %d enabled", made.Reused, made.Left)
		}
	}
	return line
}

func writeFinding(b *strings.Builder, f conformance.Finding, s Style) {
	fmt.Fprintf(b, "%s %s %s, %s\n", s.severity(f.Severity), s.paint("1", f.Requirement), f.Level, checksOn(f))
	fmt.Fprintf(b, "  %s\n", f.Sentence)
	if f.Reason != "" {
		fmt.Fprintf(b, "  %s\n", f.Reason)
	}
	for i, p := range f.Problems {
		if i == mostProblems {
			fmt.Fprintf(b, "  and %s\n", plural(len(f.Problems)-i, "more problem"))
			break
		}
		times := ""
		if p.Count > 1 {
			times = fmt.Sprintf("  (%d times)", p.Count)
		}
		fmt.Fprintf(b, "\n  expected  %s\n  got       %s%s\n", p.Expected, p.Got, times)
		if p.Check != "" {
			fmt.Fprintf(b, "  check     %s\n", p.Check)
		}
		if p.Exchange != "" && i < 2 {
			if p.Caller != "" {
				fmt.Fprintf(b, "  token of  %s\n", p.Caller)
			}
			if p.Token != "" {
				fmt.Fprintf(b, "  token is  %s\n", p.Token)
			}
			fmt.Fprintf(b, "    %s\n    $ %s\n", strings.ReplaceAll(p.Exchange, "\n", "\n    "), p.Curl)
		}
	}
	b.WriteByte('\n')
}

// operationsOf names the operations of a finding, or how many there are.
func operationsOf(f conformance.Finding) string {
	if len(f.Operations) > mostOperations {
		return fmt.Sprintf("%s and %d other operations", f.Operations[0], len(f.Operations)-1)
	}
	return strings.Join(f.Operations, ", ")
}

// checksOn counts the checks of a finding, and names its operations. A finding
// about all that a server answered to an operation is of no check.
func checksOn(f conformance.Finding) string {
	if len(f.Checks) == 0 {
		return operationsOf(f)
	}
	return plural(len(f.Checks), "check") + " on " + operationsOf(f)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
