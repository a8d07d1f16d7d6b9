package engine

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// passwordLimits are how few and how many characters a password may have; most is 0
// for no bound.
type passwordLimits struct{ min, max int }

// PasswordLimits are those that every operation takes which sets a password.
func PasswordLimits(contract *spec.Contract, families []*Family) passwordLimits {
	var out passwordLimits
	p := contract.Principal
	for _, f := range families {
		if p == nil || !f.People() {
			continue
		}
		for _, op := range append(f.Changers(), f.Create) {
			if op == nil {
				continue
			}
			m := ChangeSchema(op).Member(p.Password)
			if m == nil {
				continue
			}
			out.min = max(out.min, m.Schema.Words().MinLength)
			if most := m.Schema.Words().MaxLength; most > 0 && (out.max == 0 || most < out.max) {
				out.max = most
			}
		}
	}
	return out
}

// NewPassword is a new password, which no other text of the run contains. It has
// what common policies ask for: small and capital letters, a digit, a mark.
func (s *Session) NewPassword() string {
	return s.Client.KeepPassword(sizedSecret(s.nextPassword(), s.Callers.PasswordLimits.min, s.Callers.PasswordLimits.max))
}

// NewPasswordOf is a new password of so many characters.
func (s *Session) NewPasswordOf(length int) string {
	return s.Client.KeepPassword(sizedSecret(s.nextPassword(), length, length))
}

func (s *Session) nextPassword() string {
	return fmt.Sprintf("%s%s-%dXx!", wire.SecretMark, s.marks.run, s.marks.serial.Add(1))
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

// Long is how many characters the longest password has that is asked
// for: 128, or what the contract takes.
func (l passwordLimits) Long() int {
	const enough = 128
	if l.max > 0 && l.max < enough {
		return l.max
	}
	return max(enough, l.min)
}

// AllButLast is a text without its last character.
func AllButLast(text string) string {
	_, size := utf8.DecodeLastRuneInString(text)
	return text[:len(text)-size]
}
