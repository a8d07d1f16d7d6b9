package wire

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// secrets are the tokens, passwords and gateway keys that a run sends. A server
// may send them back in any place and written in any way, so every text of a
// report goes through redact.
type secrets struct {
	mu    sync.RWMutex
	own   string // begins every password that the run makes, in lower case
	texts map[string]bool
	// index finds a pattern by its first bytes, as many as leastSecret.
	index  map[[minSecret]byte][]pattern
	begins [1 << 16]bool // which two bytes some pattern begins with
}

// pattern is one form of a secret, folded where fold is set.
type pattern struct {
	text   string
	folded bool
	less   int               // bytes that may be absent at its end
	tail   func(c byte) bool // what belongs to the secret behind it, nil for nothing
}

const (
	redacted = "[redacted]"
	// Shorter texts are words that stand in replies by chance.
	minSecret = 3
	// From this length on a text is found in any case, and without its first or
	// last character, as checks send tokens.
	distinctive = 8
)

// SecretMark begins every password that any run makes, where there is room.
const SecretMark = "secret-"

// secretsOf are those known before a run begins. A token that is the name of
// its persona, as those of the mock are, hides nothing.
func secretsOf(target *Target, header http.Header, run string) *secrets {
	s := &secrets{own: SecretMark + run + "-", texts: map[string]bool{}, index: map[[minSecret]byte][]pattern{}}
	s.addForms(s.own, true)
	for _, p := range target.Personas {
		if p.Token != p.Name {
			s.add(p.Token)
		}
	}
	for _, r := range target.Refused {
		s.add(r.Token)
	}
	for _, key := range target.Keys {
		s.addKey(key, target)
	}
	for _, values := range header {
		for _, value := range values {
			s.add(value)
			if _, credentials, found := strings.Cut(value, " "); found {
				s.add(credentials)
			}
		}
	}
	return s
}

// addKey adds a key, and the password of one that is user:password. The mock takes
// the token of a persona for a key, which hides nothing where it is its name.
func (s *secrets) addKey(key string, target *Target) {
	user, password, isPair := strings.Cut(key, ":")
	if p := target.Persona(user); p != nil && p.Token == user {
		return
	}
	if s.add(key); isPair {
		s.add(password)
	}
}

func (s *secrets) add(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(text) < minSecret || s.texts[text] {
		return
	}
	s.texts[text] = true
	s.addForms(text, false)
}

// isOwn tells whether a text is a password that the run has made.
func (s *secrets) isOwn(text string) bool {
	return s != nil && len(text) >= len(s.own) && strings.EqualFold(text[:len(s.own)], s.own)
}

// addForms adds a secret as it is, in hexadecimal and in base64: there it has
// three forms, by where in a longer text it stands. What begins a secret has
// the rest of it behind.
func (s *secrets) addForms(text string, begins bool) {
	plainTail, hexTail, baseTail := isWord, isHex, isBase64
	if !begins {
		plainTail, hexTail, baseTail = nil, nil, nil
	}
	if len(text) < distinctive {
		s.addPattern(pattern{text: text})
		s.addPattern(pattern{text: base64.RawStdEncoding.EncodeToString([]byte(text))})
		s.addPattern(pattern{text: base64.RawURLEncoding.EncodeToString([]byte(text))})
		return
	}
	_, first := utf8.DecodeRuneInString(text)
	_, last := utf8.DecodeLastRuneInString(text)
	less := 0
	if len(text) > distinctive && !begins {
		less = len(fold(text)) - len(fold(text[:len(text)-last]))
		s.addPattern(pattern{text: fold(text[first:]), folded: true})
	}
	s.addPattern(pattern{text: fold(text), folded: true, less: less, tail: plainTail})
	s.addPattern(pattern{text: hex.EncodeToString([]byte(text)), folded: true, tail: hexTail})
	for before := range 3 {
		encoded := base64.RawStdEncoding.EncodeToString([]byte("\x00\x00"[:before] + text))
		// Characters that neighbours of the text have a part in are not sure.
		from, to := []int{0, 2, 3}[before], len(encoded)
		if (before+len(text))%3 != 0 {
			to--
		}
		s.addPattern(pattern{text: fold(encoded[from:to]), folded: true, tail: baseTail})
	}
}

func (s *secrets) addPattern(p pattern) {
	if len(p.text) >= minSecret {
		key := [minSecret]byte([]byte(p.text[:minSecret]))
		s.index[key] = append(s.index[key], p)
		s.begins[int(key[0])<<8|int(key[1])] = true
	}
}

func isWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }

func isBase64(c byte) bool { return isWord(c) || strings.IndexByte("+/-_=", c) >= 0 }

// redact hides every secret in a text, and every JSON Web Token.
func (s *secrets) redact(text string) string {
	if len(text) < minSecret {
		return text
	}
	var found []span
	s.mu.RLock()
	for _, v := range views(text) {
		found = append(found, s.find(v)...)
	}
	s.mu.RUnlock()
	if len(found) == 0 {
		return text
	}
	slices.SortFunc(found, func(a, b span) int { return a.from - b.from })
	var b strings.Builder
	at := 0
	for i := 0; i < len(found); {
		one := found[i]
		for i++; i < len(found) && found[i].from < one.to; i++ {
			one.to = max(one.to, found[i].to)
		}
		b.WriteString(text[at:one.from])
		b.WriteString(redacted)
		at = one.to
	}
	return b.String() + text[at:]
}

// span is a part of a text.
type span struct{ from, to int }

// find tells where in the text behind a view secrets stand.
func (s *secrets) find(v *view) []span {
	var out []span
	exact, folded := v.text, v.fold()
	for _, one := range []struct {
		*view
		folded bool
	}{{v, false}, {folded, true}} {
		for i := 0; i+minSecret <= len(one.text); i++ {
			if !s.begins[int(one.text[i])<<8|int(one.text[i+1])] {
				continue
			}
			longest := 0
			for _, p := range s.index[[minSecret]byte(one.text[i:i+minSecret])] {
				if p.folded == one.folded {
					longest = max(longest, p.length(one.text[i:]))
				}
			}
			if longest > 0 {
				out = append(out, span{one.from(i), one.to(i + longest - 1)})
			}
		}
	}
	for i := 0; i < len(exact); i++ {
		if n := webToken(exact[i:]); n > 0 {
			out = append(out, span{v.from(i), v.to(i + n - 1)})
			i += n
		}
	}
	return out
}

// length is how much of a text is the secret at its beginning, 0 for none.
func (p pattern) length(text []byte) int {
	n := len(p.text)
	switch {
	case len(text) >= n && string(text[:n]) == p.text:
	case p.less > 0 && len(text) >= n-p.less && string(text[:n-p.less]) == p.text[:n-p.less]:
		n -= p.less
	default:
		return 0
	}
	for p.tail != nil && n < len(text) && p.tail(text[n]) {
		n++
	}
	return n
}

// webToken is how long the JSON Web Token is that a text begins with, 0 for
// none.
func webToken(text []byte) int {
	const begin = "eyJ" // {" in base64
	if len(text) < len(begin) || string(text[:len(begin)]) != begin {
		return 0
	}
	n, dots := 0, 0
	for ; n < len(text); n++ {
		if text[n] == '.' {
			dots++
		} else if !isWord(text[n]) && text[n] != '-' && text[n] != '_' {
			break
		}
	}
	if dots != 2 || n < 20 {
		return 0
	}
	return n
}
