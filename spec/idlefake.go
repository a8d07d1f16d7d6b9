package spec

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// fakes tells of x-fake where no value is made by it: where the hint is not known,
// or the value is said otherwise.
func (l *linter) fakes() {
	known := vocabulary()["x-fake"].values
	given := map[*node]string{}
	for _, r := range l.contract.Resources {
		for member, what := range map[string]string{r.ID: "the id", r.Created: "a stamp", r.Modified: "a stamp"} {
			if s := r.Schema.At(member); s != nil && member != "" {
				given[s.node] = what
			}
		}
	}
	walk(l.contract.root, func(n *node, at objectKind) {
		hint := n.Own("x-fake")
		if at != schemaObject || hint == nil || hint.Text() == "" || hint.Text() == "none" {
			return
		}
		is, listed := document.TypeOf(n), n.Own("enum") != nil || n.Own("const") != nil
		switch {
		case !slices.Contains(known, hint.Text()):
			l.report.Warn(hint, fmt.Sprintf("x-fake: there is no hint %q", hint.Text()), "write one of: "+strings.Join(known, ", "))
		case given[n] != "":
			l.report.Warn(hint, "x-fake has no effect on "+given[n]+" of a record, which is made otherwise", "take it out")
		case listed:
			l.report.Warn(hint, "x-fake has no effect on values that enum or const lists", "take it out")
		case is == "array" && hint.Text() != "permissions":
			l.report.Warn(hint, "x-fake has no effect on a list", "write it on the items")
		case is != "" && is != "string" && is != "array":
			l.report.Warn(hint, "x-fake has no effect on a value of type "+is, "write it on a member that is a text")
		}
	})
}
