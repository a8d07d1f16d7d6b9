package conformance

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/printable"
)

// WriteWaivers writes every failure of a report as a waiver that ends with a
// day, each with a comment of what was got: a file that [ParseWaivers] reads.
// What was waived before keeps its reason.
func WriteWaivers(w io.Writer, r *Report, expires time.Time) error {
	var b strings.Builder
	b.WriteString(wire.SchemaComment(WaiversSchemaID))
	fmt.Fprintf(&b, "# What failed at %s on %s. Say in reason why each is accepted.\n", printable.Line(r.Target), r.Started.Format(time.DateOnly))
	none := true
	for _, c := range r.Checks {
		if c.Status != Failed {
			continue
		}
		none = false
		reason := c.Reason
		if c.Severity != Waived {
			reason = "it failed on " + r.Started.Format(time.DateOnly) + ", and nobody has said yet why that is accepted"
		}
		fmt.Fprintf(&b, "\n# %s: %s\n", printable.Line(c.Request), printable.Line(c.Title))
		for _, p := range c.Problems {
			fmt.Fprintf(&b, "#   got %s instead of %s\n", printable.Line(p.Got), printable.Line(p.Expected))
		}
		fmt.Fprintf(&b, "- {check: %s, reason: %s, expires: %s}\n", wire.YamlText(c.ID), wire.YamlText(reason), expires.Format(time.DateOnly))
	}
	if none {
		b.WriteString("[]\n")
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the waivers: %w", err)
	}
	return nil
}
