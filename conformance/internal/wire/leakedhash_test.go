package wire

import (
	"strings"
	"testing"
)

// TestEachFormOfAHashIsSeen has each form among other text, and each hint to a
// form without one.
func TestEachFormOfAHashIsSeen(t *testing.T) {
	letters := strings.Repeat("aB3./xYz", 8)
	for text, want := range map[string]string{
		"$2b$10$" + letters[:53]:                      "bcrypt",
		"$2$04$" + letters[:53]:                       "bcrypt",
		"$argon2id$v=19$m=65536,t=3,p=4$c29tZQ":       "argon2",
		"$argon2d$v=19":                               "argon2",
		"$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1": "scrypt",
		"$7$C6..../....SodiumChloride$kBGj9fHznVYFQM": "scrypt",
		"scrypt:32768:8:1$8Zq3$9aB":                   "scrypt",
		"s0$e0801$epIxT/h6HbbwHaehFnh/bw==":           "scrypt",
		"$pbkdf2-sha256$29000$N2YMIWQs$1t8iyB2A":      "PBKDF2",
		"PBKDF2_SHA256$260000$salt$hash":              "PBKDF2",
		"Pbkdf2:sha512:600000$salt$hash":              "PBKDF2",
		"$1$salt$qJH7.N4xYta3aEG/dfqo/0":              "crypt",
		"$6$rounds=5000$saltsalt$IxDD3jeSOb5eB1CX5LB": "crypt",
		"$y$j9T$F5Jx5fExrKuPp53xLKQ..1$tnSYvahCwPBHK": "crypt",
		"{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9gKTF0x":      "LDAP",
		"{SHA256}W6ph5Mm5Pz8GgiULbPgzG37mj9gKTF0x":    "LDAP",
		"{MD5}X03MO1qnZdYdgyfeuILPmQ==":               "LDAP",
		"$2b$10$short":                                "", "pbkdf2 is how": "", "it costs $1$ or $5$": "", "{sha}": "", "scrypt: how": "", `{"sha":1}`: "",
	} {
		for _, around := range []string{"", "é {\"a\":1,\"İK\":\"", strings.Repeat("member ", 5_000)} {
			if got := hashIn(around + text + `"}`); got != want {
				t.Errorf("%.20q and %s: %q, not %q", around, text, got, want)
			}
		}
	}
}
