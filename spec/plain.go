package spec

import "strings"

// plain are formats as a quick yes, for those whose check in jsonschema
// allocates. What is not plain is not wrong: the format itself decides.
var plain = map[string]func(string) bool{"email": plainEmail}

// plainEmail tells whether a text is an email address as most are: of ASCII
// letters, digits and a few signs, at a domain of names. The lengths are those
// of RFC 5321, as jsonschema holds to them.
func plainEmail(s string) bool {
	local, domain, found := strings.Cut(s, "@")
	if !found || len(s) > 254 || len(local) > 64 {
		return false
	}
	return dotted(local, "-_+", 64) && dotted(domain, "-", 63) && !strings.Contains(domain, "-.") && !strings.Contains(domain, ".-") &&
		domain[0] != '-' && domain[len(domain)-1] != '-'
}

// dotted tells whether a text is parts with a dot between each two: ASCII
// letters, digits and signs, no part empty or longer than most.
func dotted(s, signs string, most int) bool {
	length := 0 // of the part so far
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '.':
			if length == 0 {
				return false
			}
			length = 0
			continue
		case 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9', strings.IndexByte(signs, c) >= 0:
		default:
			return false
		}
		if length++; length > most {
			return false
		}
	}
	return length > 0
}
