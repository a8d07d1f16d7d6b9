package conformance

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// WriteWaivers writes every failure of a report as a waiver that ends with a
// day, each with a comment of what was got: a file that [ParseWaivers] reads.
// What was waived before keeps its reason.
func WriteWaivers(w io.Writer, r *Report, expires time.Time) error {
	var b strings.Builder
	b.WriteString(wire.SchemaComment(WaiversSchemaID))
	fmt.Fprintf(&b, "# What failed at %s on %s. Say in reason why each is accepted.\n", printable(r.Target), r.Started.Format(time.DateOnly))
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
		fmt.Fprintf(&b, "\n# %s: %s\n", printable(c.Request), printable(c.Title))
		for _, p := range c.Problems {
			fmt.Fprintf(&b, "#   got %s instead of %s\n", printable(p.Got), printable(p.Expected))
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

// printable is a text that stays one line of a comment: no break, and nothing
// that YAML does not allow.
func printable(text string) string {
	const most = 300 // runes
	runes := []rune(strings.Map(func(r rune) rune {
		if r == ' ' || unicode.IsPrint(r) {
			return r
		}
		return '\uFFFD'
	}, text))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
}
