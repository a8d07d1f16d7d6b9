package journal

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// Redacted stands where a secret stood.
const Redacted = "[redacted]"

// Secrets knows which names hold what nobody else should read: those that the
// contract marks, and those that are called so.
type Secrets struct {
	names map[string]bool // members and parameters, folded
	keys  map[string]bool // headers, queries and cookies of security schemes, folded
}

func newSecrets(c *spec.Contract) *Secrets {
	s := &Secrets{names: map[string]bool{}, keys: map[string]bool{}}
	for _, scheme := range c.Schemes {
		if scheme.Key != "" {
			s.keys[foldName(scheme.Key)] = true
		}
	}
	if p := c.Principal; p != nil {
		s.names[foldName(p.Password)] = true
	}
	seen := map[*spec.Schema]bool{}
	for _, op := range c.Operations {
		if op.Action.Token != "" {
			s.names[foldName(op.Action.Token)] = true
		}
		if op.Body != nil {
			s.readSchema(op.Body.Schema, seen)
		}
		for _, r := range op.Replies {
			s.readSchema(r.Schema, seen)
		}
		if r := op.Action.Resource; r != nil {
			s.readSchema(r.Schema, seen)
		}
	}
	return s
}

func (s *Secrets) readSchema(schema *spec.Schema, seen map[*spec.Schema]bool) {
	if schema == nil || seen[schema] {
		return
	}
	seen[schema] = true
	for _, m := range schema.Members() {
		if m.WriteOnly || m.Schema.Words().Format == "password" {
			s.names[foldName(m.Name)] = true
		}
		s.readSchema(m.Schema, seen)
	}
	for _, one := range schema.Alternatives() {
		s.readSchema(one, seen)
	}
	s.readSchema(schema.Items(), seen)
	s.readSchema(schema.Additional(), seen)
}

func foldName(name string) string { return strings.ToLower(foldedMarks.Replace(name)) }

var foldedMarks = strings.NewReplacer("_", "", "-", "", ".", "")

// Holds tells whether a name is that of a secret.
func (s *Secrets) Holds(name string) bool {
	name = foldName(name)
	return s.names[name] || s.keys[name] || soundsSecret(name)
}

// soundsSecret tells whether a folded name is called like a secret, whatever the
// contract says of it.
func soundsSecret(name string) bool {
	for _, word := range []string{"password", "passwd", "passphrase", "secret", "token", "apikey", "privatekey", "credential", "jwt"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return name == "pin" || name == "otp" || name == "auth" || name == "authorization" || name == "sessionid"
}

// isSecretHeader tells whether a header holds a credential whatever the contract
// says.
func isSecretHeader(name string) bool {
	switch name {
	case "Authorization", "Cookie", "Set-Cookie", "Proxy-Authorization", "Rolecall-Control-Token":
		return true
	}
	return false
}

// headers are those of a note, without what is secret.
func (s *Secrets) headers(text string, hide *strings.Replacer, isToken func(string) bool) http.Header {
	out := http.Header{}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		name, value, is := strings.Cut(line, ": ")
		if !is {
			continue
		}
		address, query, has := strings.Cut(value, "?")
		switch {
		case s.Holds(name) || strings.ContainsFunc(value, func(r rune) bool { return r == ' ' }) && isToken(value[strings.LastIndexByte(value, ' ')+1:]) || isToken(value):
			value = Redacted
		case has && name == "Referer":
			value = address + "?" + s.query(query)
		}
		out[name] = append(out[name], hide.Replace(value))
	}
	return out
}

// Path is a path without the keys that are secret, such as that of /verify/{token},
// and those keys.
func (s *Secrets) Path(op *spec.Operation, path string) (shown string, keys []string) {
	if op == nil {
		return path, nil
	}
	template, segments := strings.Split(op.Path, "/"), strings.Split(path, "/")
	for i, segment := range template {
		if len(template) != len(segments) || !strings.HasPrefix(segment, "{") || !s.Holds(strings.Trim(segment, "{}")) {
			continue
		}
		if len(segments[i]) >= shortSecret {
			keys = append(keys, segments[i])
		}
		segments[i] = Redacted
	}
	return strings.Join(segments, "/"), keys
}

// shortSecret is how long a secret key of a path is at least that is taken out of
// other texts too.
const shortSecret = 4

// holdsPart tells whether a name of a form is that of a secret, or below one: a
// member of a member is called a[b] there.
func (s *Secrets) holdsPart(name string) bool {
	return s.Holds(name) || slices.ContainsFunc(strings.FieldsFunc(name, func(r rune) bool { return r == '[' || r == ']' || r == '.' }), s.Holds)
}

// query is a query without what is secret: the values of names that are called so.
func (s *Secrets) query(raw string) string {
	if raw == "" {
		return ""
	}
	parts := strings.Split(raw, "&")
	for i, pair := range parts {
		rawName, _, has := strings.Cut(pair, "=")
		if name, err := url.QueryUnescape(rawName); has && (err != nil || s.holdsPart(name)) {
			parts[i] = rawName + "=" + Redacted
		}
	}
	return strings.Join(parts, "&")
}

// body is a body without what is secret. Of one that is neither JSON nor a form, of
// which nobody knows what it holds, it is nothing.
func (s *Secrets) body(text, mediaType string, isToken func(string) bool) string {
	switch kind := strings.ToLower(mediaType); {
	case text == "":
		return ""
	case strings.Contains(kind, "json") || kind == "":
		return s.json(text, isToken)
	case strings.Contains(kind, "x-www-form-urlencoded"):
		return s.query(text)
	}
	return ""
}

// json takes tokens and the values of secret members out of a text that is JSON, or
// the beginning of it, or wrong in some place.
func (s *Secrets) json(text string, isToken func(string) bool) string {
	var out strings.Builder
	for i := 0; i < len(text); {
		if text[i] != '"' {
			out.WriteByte(text[i])
			i++
			continue
		}
		end := endOfString(text, i)
		name := text[i:end]
		if isToken(unquoted(name)) {
			name = `"` + Redacted + `"`
		}
		out.WriteString(name)
		i = end
		value := skipBlanks(text, i)
		if value >= len(text) || text[value] != ':' {
			continue
		}
		if !s.Holds(unquoted(name)) {
			continue
		}
		out.WriteString(text[i : value+1])
		i = endOfValue(text, skipBlanks(text, value+1))
		out.WriteString(`"` + Redacted + `"`)
	}
	return out.String()
}

func unquoted(text string) string {
	value, err := jsonvalue.Decode([]byte(text))
	if name, is := value.(string); err == nil && is {
		return name
	}
	return text // broken off: nothing stands behind it
}

func skipBlanks(text string, i int) int {
	for i < len(text) && strings.IndexByte(" \t\r\n", text[i]) >= 0 {
		i++
	}
	return i
}

// endOfString is behind the string that begins at a quote.
func endOfString(text string, i int) int {
	for i++; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// endOfValue is behind the value that begins at a place.
func endOfValue(text string, i int) int {
	depth := 0
	for i < len(text) {
		switch text[i] {
		case '"':
			if i = endOfString(text, i); depth == 0 {
				return i
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return i
			}
			if depth == 0 {
				return i + 1
			}
		case ',':
			if depth == 0 {
				return i
			}
		}
		i++
	}
	return len(text)
}
