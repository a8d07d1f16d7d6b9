package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/cotalker/rolecall/conformance"
)

var (
	githubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", "##[", "#%23[")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C", "##[", "#%23[")
)

// GitHub writes the findings as annotations of a workflow run, at a file of the
// caller's, "" for the usual one. What keeps a run from being conformant and is no
// finding is an annotation too.
func GitHub(w io.Writer, r *conformance.Report, at string) error {
	where := placeOf(r, at)
	var b strings.Builder
	annotate := func(kind, operation, title, text string) {
		fmt.Fprintf(&b, "::%s file=%s,line=%d,title=%s::%s\n", kind, githubProperty.Replace(where.file), where.line(operation, r), githubProperty.Replace(title), githubText.Replace(text))
	}
	for _, f := range r.Findings {
		kind := map[conformance.Severity]string{conformance.Violation: "error", conformance.Warning: "warning"}[f.Severity]
		if kind == "" {
			kind = "notice"
		}
		annotate(kind, first(f.Operations), f.Requirement+" "+string(f.Level), findingText(f))
	}
	for i, e := range r.Stale {
		if i == mostStale {
			break // nobody reads more
		}
		kind := "warning"
		if r.Strict {
			kind = "error"
		}
		annotate(kind, "", "stale "+e.Source, e.String())
	}
	if r.Counts.Flaky > 0 {
		annotate("warning", "", "flaky", plural(r.Counts.Flaky, "check")+" failed, and asked again did not")
	}
	if r.Verdict == conformance.Inconclusive {
		fmt.Fprintf(&b, "::error title=rolecall verify::%s\n", githubText.Replace("inconclusive: "+r.Reason))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func first(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}

// findingText is a finding in one line.
func findingText(f conformance.Finding) string {
	text := f.Sentence
	if len(f.Problems) > 0 {
		text += " Expected " + f.Problems[0].Expected + "; got " + f.Problems[0].Got + "."
	}
	return text + " (" + checksOn(f) + ")"
}

// harmless is a text for a log in which no line is read as a command of a
// workflow: neither one that begins with two colons, nor ##[ anywhere.
func harmless(text string) string {
	if !strings.Contains(text, "::") && !strings.Contains(text, "##[") {
		return text
	}
	lines := strings.Split(strings.ReplaceAll(text, "##[", "# #["), "\n")
	for i, line := range lines {
		if bare := strings.TrimLeftFunc(line, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' }); strings.HasPrefix(bare, "::") {
			lines[i] = strings.TrimSuffix(line, bare) + ": :" + bare[2:]
		}
	}
	return strings.Join(lines, "\n")
}
