package state

import (
	"bytes"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"sync"
)

// passwordRounds is what a mock can afford: its passwords guard nothing, but
// they are hashed all the same, so that none ever lies in a dump.
const passwordRounds = 64

// Password is a salted hash. That of a seed is made on first need: thousands
// of people are loaded at once, and few of them ever log in.
type Password struct {
	once  sync.Once
	plain string // until hashed
	salt  []byte
	hash  []byte
}

func lazyPassword(plain string) *Password { return &Password{plain: plain} }

// HashedPassword is hashed at once.
func HashedPassword(plain string) *Password {
	p := lazyPassword(plain)
	p.once.Do(p.derive)
	return p
}

func (p *Password) derive() {
	p.salt = make([]byte, 16)
	rand.Read(p.salt) // never fails
	p.hash = deriveKey(p.plain, p.salt)
	p.plain = ""
}

// hashed is the salt and the hash.
func (p *Password) hashed() (salt, hash []byte) {
	p.once.Do(p.derive)
	return p.salt, p.hash
}

// storedPassword is one that was hashed before.
func storedPassword(salt, hash []byte) *Password {
	p := &Password{salt: bytes.Clone(salt), hash: bytes.Clone(hash)}
	p.once.Do(func() {}) // there is nothing to derive any more
	return p
}

// Matches compares in the same time for every wrong password, and takes as
// long for a caller who has none.
func (p *Password) Matches(plain string) bool {
	if p == nil {
		deriveKey(plain, make([]byte, 16))
		return false
	}
	p.once.Do(p.derive)
	return subtle.ConstantTimeCompare(p.hash, deriveKey(plain, p.salt)) == 1
}

func deriveKey(plain string, salt []byte) []byte {
	key, err := pbkdf2.Key(sha256.New, plain, salt, passwordRounds, sha256.Size)
	if err != nil { // only a key length that no hash gives
		panic(err)
	}
	return key
}
