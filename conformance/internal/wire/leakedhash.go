package wire

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// passwords are those that a run has made, and what a careless server makes of
// them without a salt.
type passwords struct {
	begin string // of each that has the room
	mu    sync.Mutex
	short map[string]bool   // those that do not begin so
	forms map[string]string // what each form is, by the form
}

func newPasswords(begin string) *passwords {
	return &passwords{begin: begin, short: map[string]bool{}, forms: map[string]string{}}
}

// add keeps a password in each form in which it may be shown.
func (p *passwords) add(secret string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	keep := func(what string, sum []byte) {
		p.forms[hex.EncodeToString(sum)] = what + ", in hex"
		for _, to := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			p.forms[to.EncodeToString(sum)] = what + ", in base64"
		}
	}
	if !strings.HasPrefix(secret, p.begin) && len(secret) >= distinctive {
		p.short[secret] = true
	}
	text := []byte(secret)
	keep("a password", text)
	one, two, three, four := md5.Sum(text), sha1.Sum(text), sha256.Sum256(text), sha512.Sum512(text)
	keep("the MD5 of a password", one[:])
	keep("the SHA-1 of a password", two[:])
	keep("the SHA-256 of a password", three[:])
	keep("the SHA-512 of a password", four[:])
}

// has tells whether a text is a password of the run's that does not begin as
// others do.
func (p *passwords) has(secret string) bool {
	if p == nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.short[secret]
}

// hash is a form in which passwords are kept, as it begins.
type hash struct {
	name    string
	pattern *regexp.Regexp
	hints   []string // one of them is in every text that fits, in small letters
}

var hashes = []hash{
	{"bcrypt", regexp.MustCompile(`\$2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{53}`), []string{"$2"}},
	{"argon2", regexp.MustCompile(`\$argon2(id|i|d)\$`), []string{"$argon2"}},
	{"scrypt", regexp.MustCompile(`\$scrypt\$|\$7\$[./A-Za-z0-9]{20}|\bscrypt:[0-9]+:[0-9]+:[0-9]+\$|\bs0\$[0-9a-f]+\$`), []string{"$scrypt$", "$7$", "scrypt:", "s0$"}},
	{"PBKDF2", regexp.MustCompile(`(?i)\$pbkdf2\b|\bpbkdf2[_:-]sha[0-9]+[$:]`), []string{"pbkdf2"}},
	{"crypt", regexp.MustCompile(`\$(1|5|6|y|gy|sha1)\$[./A-Za-z0-9=,$]{20}`), []string{"$1$", "$5$", "$6$", "$y$", "$gy$", "$sha1$"}},
	{"LDAP", regexp.MustCompile(`\{S?(SHA|SHA256|SHA512|MD5)\}[A-Za-z0-9+/=]{20}`), []string{"{sha", "{ssha", "{md5}", "{smd5}"}},
}

// hashIn is the name of the form of a hash that a text holds, "" for none. A
// pattern takes many times as long as the search for a hint, which matters for
// replies of megabytes.
func hashIn(text string) string {
	small := strings.ToLower(text)
	for _, h := range hashes {
		hinted := slices.ContainsFunc(h.hints, func(hint string) bool { return strings.Contains(small, hint) })
		if hinted && h.pattern.MatchString(text) {
			return h.name
		}
	}
	return ""
}

// minForm is how long the shortest form of a password is.
const minForm = 20

// inForm tells of a letter that hex and base64 have.
func inForm(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '+' || c == '/' || c == '-' || c == '_'
}

// shown tells how a reply shows a password, or what is kept of one; "" where it
// does not.
func (p *passwords) shown(x *Exchange) string {
	if p == nil {
		return ""
	}
	for _, values := range x.ReplyHeader {
		for _, value := range values {
			if strings.Contains(value, p.begin) || p.holdsShort(value) {
				return "a password that was sent, in a header"
			}
		}
	}
	text := string(x.ReplyBody)
	if strings.Contains(text, `\/`) {
		text = strings.ReplaceAll(text, `\/`, "/")
	}
	if strings.Contains(text, p.begin) || p.holdsShort(text) {
		return "a password that was sent"
	}
	if name := hashIn(text); name != "" {
		return "a hash of the form of " + name
	}
	return p.form(text)
}

func (p *passwords) holdsShort(text string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for secret := range p.short {
		if strings.Contains(text, secret) {
			return true
		}
	}
	return false
}

// form finds a password in one of its forms among the words of a text.
func (p *passwords) form(text string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := 0; i < len(text); i++ {
		begin := i
		for i < len(text) && inForm(text[i]) {
			i++
		}
		if i-begin < minForm {
			continue
		}
		word := text[begin:i]
		if what := p.forms[word]; what != "" {
			return what
		}
		if what := p.forms[strings.ToLower(word)]; what != "" {
			return what
		}
	}
	return ""
}

// EchoesPassword tells whether a reply holds a password that its request sent.
func (x *Exchange) EchoesPassword() bool {
	return slices.ContainsFunc(x.secrets, func(secret string) bool {
		return (x.redactor.isOwn(secret) || x.passwords.has(secret)) && (bytes.Contains(x.ReplyBody, []byte(secret)) || holdsText(x.JSON, secret))
	})
}

// ShownPassword tells how a reply shows a password of the run, or what is kept of
// one; "" where it does not.
func (x *Exchange) ShownPassword() string { return x.passwords.shown(x) }

// holdsText tells whether any text in a value holds another, however it was
// escaped.
func holdsText(v any, text string) bool {
	switch v := v.(type) {
	case string:
		return strings.Contains(v, text)
	case map[string]any:
		for name, value := range v {
			if strings.Contains(name, text) || holdsText(value, text) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return holdsText(item, text) })
	}
	return false
}
