package independent

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// leaked is what a faulty server shows of a user under a name that nobody looks
// at, nil for nothing.
func (c *call) leaked(u user) any {
	switch {
	case u.plain == "":
		return nil
	case c.fault("hash-bcrypt-shown"):
		return "$2a$12$" + strings.Repeat("R9h/cIPz0gi.URNNX3kh2", 3)[:53]
	case c.fault("hash-argon2-shown"):
		return "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g"
	case c.fault("hash-scrypt-shown"):
		return "$scrypt$ln=16,r=8,p=1$c2FsdA$aGFzaA"
	case c.fault("hash-pbkdf2-shown"):
		return "pbkdf2_sha256$600000$salt$aGFzaGhhc2g="
	case c.fault("hash-crypt-shown"):
		return "$6$rounds=5000$saltsalt$" + strings.Repeat("x", 86)
	case c.fault("hash-ldap-shown"):
		return "{SSHA}" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", 24)))
	case c.fault("hash-md5-shown"):
		sum := md5.Sum([]byte(u.plain))
		return strings.ToUpper(hex.EncodeToString(sum[:]))
	case c.fault("hash-sha1-shown"):
		sum := sha1.Sum([]byte(u.plain))
		return base64.StdEncoding.EncodeToString(sum[:])
	case c.fault("hash-sha256-shown"):
		sum := sha256.Sum256([]byte(u.plain))
		return hex.EncodeToString(sum[:])
	case c.fault("hash-base64-shown"):
		return base64.StdEncoding.EncodeToString([]byte(u.plain))
	case c.fault("hash-is-the-password"):
		return u.plain
	}
	return nil
}
