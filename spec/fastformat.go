package spec

import "strings"

// usualFormats accept the usual values of formats whose check in jsonschema
// allocates. What they do not accept is not wrong: the format itself decides.
var usualFormats = map[string]func(string) bool{"email": usualEmail}

// usualEmail tells whether a text is an email address as most are: of ASCII
// letters, digits and a few signs, at a domain of names. The lengths are those
// of RFC 5321, as jsonschema holds to them.
func usualEmail(s string) bool {
	local, domain, found := strings.Cut(s, "@")
	if !found || len(s) > 254 || len(local) > 64 {
		return false
	}
	return dotted(local, &localSigns, &localSigns, 64) && dotted(domain, &domainSigns, &alphanumeric, 63)
}

// What usual addresses are made of: pairs of the first and the last character.
var (
	alphanumeric = classOf([]rune("azAZ09"))
	localSigns   = classOf([]rune("azAZ09--__++"))
	domainSigns  = classOf([]rune("azAZ09--"))
)

// dotted tells whether a text is parts with a dot between each two, of some
// characters, with some of them at both ends, and none longer than most.
func dotted(s string, of, ends *class, most int) bool {
	start := 0 // of the part
	for i := 0; i <= len(s); i++ {
		switch {
		case i < len(s) && of.has(s[i]):
			continue
		case i < len(s) && s[i] != '.', i == start, i-start > most, !ends.has(s[start]), !ends.has(s[i-1]):
			return false
		}
		start = i + 1
	}
	return true
}
