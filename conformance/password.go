package conformance

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/cotalker/rolecall/spec"
)

// lengths are how few and how many characters a password may have; most is 0
// for no bound.
type lengths struct{ least, most int }

// passwordLengths are those that every operation takes which sets a password.
func passwordLengths(contract *spec.Contract, families []*family) lengths {
	var out lengths
	p := contract.Principal
	for _, f := range families {
		if p == nil || !f.people() {
			continue
		}
		for _, op := range append(f.changers(), f.create) {
			if op == nil {
				continue
			}
			m := changeSchema(op).Member(p.Password)
			if m == nil {
				continue
			}
			if least, is := m.Schema.Node.Get("minLength").Value().(int); is {
				out.least = max(out.least, least)
			}
			if most, is := m.Schema.Node.Get("maxLength").Value().(int); is && most > 0 && (out.most == 0 || most < out.most) {
				out.most = most
			}
		}
	}
	return out
}

// secret is a new password, which no other text of the run contains. It has
// what common policies ask for: small and capital letters, a digit, a mark.
func (s *session) secret() string {
	return s.client.keepPassword(sizedSecret(s.nextSecret(), s.lengths.least, s.lengths.most))
}

// secretOf is a new password of so many characters.
func (s *session) secretOf(length int) string {
	return s.client.keepPassword(sizedSecret(s.nextSecret(), length, length))
}

func (s *session) nextSecret() string {
	return fmt.Sprintf("%s%s-%dXx!", secretMark, s.run, s.serial.Add(1))
}

// sizedSecret has a password be of so many characters: filled, or the end of
// it, which tells it from others. The last character is always the mark.
func sizedSecret(secret string, least, most int) string {
	const end = "!"
	if n := least - len(secret); n > 0 {
		secret = strings.TrimSuffix(secret, end) + strings.Repeat("y", n) + end
	}
	if most > 0 && len(secret) > most {
		secret = secret[len(secret)-most:]
	}
	return secret
}

// long is how many characters the longest password has that is asked
// for: 128, or what the contract takes.
func (l lengths) long() int {
	const enough = 128
	if l.most > 0 && l.most < enough {
		return l.most
	}
	return max(enough, l.least)
}

// allButLast is a text without its last character.
func allButLast(text string) string {
	_, size := utf8.DecodeLastRuneInString(text)
	return text[:len(text)-size]
}
