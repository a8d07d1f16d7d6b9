package spec

import (
	"regexp"
	"testing"
)

// FuzzRuns looks for a text that the fast path of a pattern accepts and the
// pattern does not.
func FuzzRuns(f *testing.F) {
	for _, pattern := range []string{
		"^[0-9a-f]{24}$", `^[^@\s]+@[^@\s]+$`, `^[0-9]{4}-[0-9]{2}T\.[0-9]{3}Z$`, "^(?i)ab$", "^a*a$", "^a|b$", "^(ab)+$", "^a{2,}b?$", "a+", "^$", "^.$", "^é+$", `^\bx$`, "(?m)^x$", "^[^a]$",
	} {
		for _, text := range []string{"", "a", "ab", "AB", "aab", "a@b", "0123456789abcdef01234567", "2020-10T.123Z", "é", "x\n", "x"} {
			f.Add(pattern, text)
		}
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		compiled, err := regexp.Compile(pattern)
		if err != nil {
			return
		}
		if runsOf(pattern).accept(text) && !compiled.MatchString(text) {
			t.Errorf("%q takes %q, and the pattern does not", pattern, text)
		}
	})
}

// TestPatternsOfTheContractAreQuick keeps those that requests meet from being
// matched the slow way.
func TestPatternsOfTheContractAreQuick(t *testing.T) {
	for pattern, text := range map[string]string{
		"^[0-9a-f]{24}$":    "5fb589b607ae0d8647792ec0",
		`^[^@\s]+@[^@\s]+$`: "john.doe@example.com",
		`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$`: "2020-10-26T14:08:48.220Z",
	} {
		if !runsOf(pattern).accept(text) {
			t.Errorf("%s does not take %s at once", pattern, text)
		}
		if runsOf(pattern).accept(text + " ") {
			t.Errorf("%s takes more than %s", pattern, text)
		}
	}
}
