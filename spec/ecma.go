package spec

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

var unicodeEscape = regexp.MustCompile(`\\u([0-9A-Fa-f]{4})|\\u\{([0-9A-Fa-f]+)\}|\\c([A-Za-z])|\\([/\-@#%&'"!:;<>=,~` + "`" + `_ ])`)

// compilePattern compiles a pattern of ECMA-262, as far as RE2 can say the same.
func compilePattern(pattern string) (jsonschema.Regexp, error) {
	translated := unicodeEscape.ReplaceAllStringFunc(pattern, func(escape string) string {
		parts := unicodeEscape.FindStringSubmatch(escape)
		switch {
		case parts[1] != "":
			return `\x{` + parts[1] + `}`
		case parts[2] != "":
			return `\x{` + parts[2] + `}`
		case parts[3] != "":
			return fmt.Sprintf(`\x%02x`, parts[3][0]%32)
		}
		if parts[4] == "-" {
			return `\-`
		}
		return regexp.QuoteMeta(parts[4])
	})
	translated = strings.ReplaceAll(translated, `[^]`, `[\s\S]`)
	compiled, err := regexp.Compile(translated)
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
