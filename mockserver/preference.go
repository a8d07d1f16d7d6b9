package mockserver

import "strings"

// preference is one of the header Prefer, as RFC 7240 writes it.
type preference struct {
	name  string // in small letters
	value string
}

// maxPreferences is how many a request may have that are called unlike.
const maxPreferences = 100

// preferences reads the values of the header Prefer: "code=409, wait=2". Of those
// that are called alike the first counts. What cannot be read is passed over, as
// RFC 7240 wants it; so is the comma between code and what belongs to it, for
// which many write a semicolon. What stands behind the first few is passed over
// too: each is compared with those before it.
func preferences(values []string) []preference {
	var out []preference
	for _, text := range values {
		for text != "" && len(out) < maxPreferences {
			var one preference
			if one, text = nextPreference(text); one.name == "" || hasPreference(out, one.name) {
				continue
			}
			out = append(out, one)
		}
	}
	return out
}

func hasPreference(list []preference, name string) bool {
	for _, p := range list {
		if p.name == name {
			return true
		}
	}
	return false
}

// nextPreference is the first one of a text, and what comes behind it.
func nextPreference(text string) (preference, string) {
	end := strings.IndexAny(text, "=,;\"")
	if end < 0 {
		return preference{name: nameOf(text)}, ""
	}
	out := preference{name: nameOf(text[:end])}
	rest := text[end:]
	if rest[0] == '=' {
		out.value, rest = word(strings.TrimLeft(rest[1:], " \t"))
	}
	end = strings.IndexAny(rest, ",;")
	if end < 0 {
		return out, ""
	}
	return out, rest[end+1:]
}

func nameOf(text string) string { return strings.ToLower(strings.Trim(text, " \t")) }

// word reads a token, or a text in quotes.
func word(text string) (value, rest string) {
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexAny(text, ",;")
		if end < 0 {
			end = len(text)
		}
		return strings.TrimRight(text[:end], " \t"), text[end:]
	}
	var out strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return out.String(), text[i+1:]
		case c == '\\' && i+1 < len(text):
			i++
			out.WriteByte(text[i])
		default:
			out.WriteByte(c)
		}
	}
	return out.String(), ""
}
