package independent

import (
	"crypto/rand"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// user is one person. What is not set is nil.
type user struct {
	id, email, names, lastName    string
	displayName, second, jobTitle *string
	active                        bool
	roles                         []string
	created, modified             time.Time
	hash                          []byte
	plain                         string // of which a faulty server shows too much
	disabledBy                    string // the kind of request that disabled it
}

func (u *user) copy() user {
	other := *u
	other.roles = slices.Clone(u.roles)
	return other
}

// role is what a user can be given.
type role struct {
	id, name          string
	description       *string
	permissions       []string
	active            bool
	created, modified time.Time
}

func (r *role) copy() role {
	other := *r
	other.permissions = slices.Clone(r.permissions)
	return other
}

// newID is random, so that ids do not tell the order of creation.
func newID() string { return hex.EncodeToString(random(12)) }

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// clock tells the time in its own way.
type clock struct {
	tick time.Duration // what it is rounded to
	skew time.Duration // how far it is off
}

func (k clock) now() time.Time {
	t := time.Now().Add(k.skew)
	if k.tick > 0 {
		t = t.Truncate(k.tick)
	}
	return t.UTC()
}

// date is the header that tells what time it is here.
func (k clock) date() string { return time.Now().Add(k.skew).UTC().Format(http.TimeFormat) }

// born is the time at which something new is made.
func (c *call) born() time.Time {
	if c.fault("born-at-the-epoch") {
		return time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(len(c.s.order)) * time.Millisecond)
	}
	if c.fault("born-in-local-time") {
		return c.s.clock.now().Add(-3 * time.Hour)
	}
	return c.s.clock.now()
}

// after is a time that reads later than another.
func (k clock) after(t time.Time) time.Time {
	now := k.now()
	if !now.Truncate(time.Millisecond).After(t.Truncate(time.Millisecond)) {
		return t.Truncate(time.Millisecond).Add(time.Millisecond)
	}
	return now
}

func stamp(t time.Time) string { return t.Format("2006-01-02T15:04:05.000Z") }

// hashed makes a password unreadable, slowly.
func hashed(salt []byte, password string) []byte {
	sum := sha512.Sum512(append(slices.Clone(salt), password...))
	for range 500 {
		sum = sha512.Sum512(sum[:])
	}
	return append(slices.Clone(salt), sum[:]...)
}

func newHash(c *call, password string) []byte { return hashed(random(8), c.secret(password)) }

func (c *call) matches(u user, password string) bool {
	password = c.secret(password)
	if len(u.hash) == 0 {
		return c.fault("no-password-any-password") || c.fault("no-password-empty-password") && password == ""
	}
	return subtle.ConstantTimeCompare(u.hash, hashed(u.hash[:8], password)) == 1
}

// secret is what of a password counts: all of it.
func (c *call) secret(password string) string {
	if c != nil && c.fault("password-cut-at-72") && len(password) > 72 {
		return password[:72]
	}
	if c != nil && c.fault("password-any-case") {
		return strings.ToLower(password)
	}
	if c != nil && c.fault("password-trimmed") {
		return strings.TrimSpace(password)
	}
	return password
}

// person and roleShown are what is written of a user and of a role.
type person struct {
	Modified string    `json:"modifiedAt"`
	Created  string    `json:"createdAt"`
	Name     nameShown `json:"name"`
	Roles    any       `json:"accessRoles,omitzero"`
	Active   bool      `json:"isActive"`
	JobTitle *string   `json:"jobTitle,omitempty"`
	Email    string    `json:"email"`
	Password string    `json:"password,omitempty"`
	ID       string    `json:"_id"`
	Company  string    `json:"company"`
	Extra    any       `json:"extra"`
	V        int       `json:"__v"`
}

type nameShown struct {
	LastName    *string `json:"lastName,omitempty"`
	Second      *string `json:"secondLastName,omitempty"`
	DisplayName *string `json:"displayName,omitempty"`
	Names       string  `json:"names"`
	Initials    string  `json:"initials"`
}

type roleShown struct {
	Permissions []string `json:"permissions"`
	Active      bool     `json:"active"`
	Name        string   `json:"name"`
	Description *string  `json:"description,omitempty"`
	Company     string   `json:"company,omitempty"`
	Modified    string   `json:"modifiedAt,omitempty"`
	Created     string   `json:"createdAt,omitempty"`
	ID          string   `json:"_id"`
	Holders     any      `json:"holders"`
}

const company = "0123456789abcdef01234567"

// caches are what a faulty server remembers too long.
type caches struct {
	mu      sync.Mutex
	callers map[string]user
	asked   map[string]time.Time
	roles   map[string]role
	stale   map[string]user
}

func (k *caches) init() {
	k.callers, k.asked, k.roles, k.stale = map[string]user{}, map[string]time.Time{}, map[string]role{}, map[string]user{}
}

func (k *caches) caller(id string, now user, ttl time.Duration) user {
	k.mu.Lock()
	defer k.mu.Unlock()
	if at, known := k.asked[id]; known && (ttl == 0 || time.Since(at) < ttl) {
		return k.callers[id]
	}
	k.callers[id], k.asked[id] = now, time.Now()
	return now
}

func (k *caches) forget(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.asked, id)
}

func (k *caches) role(id string, now role, active, permissions bool) role {
	k.mu.Lock()
	defer k.mu.Unlock()
	held, known := k.roles[id]
	if !known {
		k.roles[id] = now
		return now
	}
	if active {
		now.active = held.active
	}
	if permissions {
		now.permissions = held.permissions
	}
	return now
}
