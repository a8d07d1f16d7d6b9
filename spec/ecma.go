package spec

import (
	"fmt"
	"regexp"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/cotalker/rolecall/internal/ecma"
)

// compilePattern compiles a pattern of ECMA-262, as far as RE2 can say the same.
func compilePattern(pattern string) (jsonschema.Regexp, error) {
	compiled, err := regexp.Compile(ecma.RE2(pattern))
	if err != nil {
		return nil, err
	}
	return goRegexp{compiled, pattern}, nil
}

// goRegexp is a pattern that is called as the document writes it.
type goRegexp struct {
	*regexp.Regexp
	text string
}

func (r goRegexp) String() string { return r.text }

// maxPattern is the longest pattern that is checked, in bytes: each value would be
// tried at each of its places.
const maxPattern = 10_000

// pattern writes one that the regular expressions of Go know. OpenAPI's are of
// ECMA-262, which has more: such a one is not looked at, and that is said.
func (d *dialect) pattern(out map[string]any, value *node) {
	text := value.Text()
	if len(text) > maxPattern {
		d.warn(value, fmt.Sprintf("the pattern is %d bytes long, more than %d, so that it is not checked", len(text), maxPattern), "write a shorter one, or leave it unchecked")
		return
	}
	if _, err := compilePattern(text); err != nil {
		d.warn(value, "the pattern "+clip(text)+" uses what RE2 does not have (look-ahead, back references, or a repeat beyond 1000), so that it is not checked",
			"split it into several patterns in an allOf, or leave it unchecked")
		return
	}
	out["pattern"] = text
}
