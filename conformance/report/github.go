package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/cotalker/rolecall/conformance"
)

var (
	githubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// GitHub writes the findings as annotations of a workflow run, at the line of
// the contract where the operation stands.
func GitHub(w io.Writer, r *conformance.Report, contractFile string) error {
	for _, f := range r.Findings {
		kind := map[conformance.Severity]string{conformance.Violation: "error", conformance.Warning: "warning"}[f.Severity]
		if kind == "" {
			kind = "notice"
		}
		_, err := fmt.Fprintf(w, "::%s file=%s,line=%d,title=%s::%s\n", kind, githubProperty.Replace(contractFile), max(1, lineOf(f, r)),
			githubProperty.Replace(f.Requirement+" "+string(f.Level)), githubText.Replace(findingText(f)))
		if err != nil {
			return err
		}
	}
	if r.Verdict == conformance.Inconclusive {
		_, err := fmt.Fprintf(w, "::error title=rolecall verify::%s\n", githubText.Replace("inconclusive: "+r.Reason))
		return err
	}
	return nil
}
