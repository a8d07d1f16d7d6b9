// Package independent is a second implementation of the contract, written from
// its text alone: it shares no code with the mock and decides otherwise
// whatever the text leaves free. It shows that the suite passes what is right,
// and finds what is almost right.
//
//	ROLECALL_FAULTS=all go test -run TestFaults -timeout 30m ./internal/independent
package independent

import (
	"net/http"
	"slices"
	"strings"
	"sync"
)

// manner is what a right server may do in one way or another.
type manner struct {
	lacks    []string // features that it has not
	clock    clock
	location string // "absolute", "relative" or "path"
	errors   string // without the feature problem: "text" or "json"
	wide     bool   // envelopes carry members of their own
	bare     bool   // roles show only what they must
	terse    bool   // a challenge in small letters, no blanks between members
	options  bool   // OPTIONS is answered
	jwt      bool   // tokens are signed, and tell whose they are
}

// server holds the people of one company.
type server struct {
	manner
	fault string   // the one thing that it does wrong, "" for none
	scope []string // words that a call must all have for the fault to show

	mu     sync.Mutex
	users  map[string]*user
	order  []string // ids of users as they came
	roles  map[string]*role
	rolled []string          // ids of roles as they came
	tokens map[string]string // to ids of users
	caches caches
	held   map[string]snapshot // what a faulty server remembers from log-in, by token
	locks  locks
	key    []byte // that tokens are signed with
}

func newServer(m manner, fault string) *server {
	s := &server{manner: m, users: map[string]*user{}, roles: map[string]*role{}, tokens: map[string]string{}, held: map[string]snapshot{}, locks: locks{held: map[string]chan struct{}{}}, key: random(32)}
	s.fault, _, _ = strings.Cut(fault, "@")
	if _, scope, scoped := strings.Cut(fault, "@"); scoped {
		s.scope = strings.Fields(scope)
	}
	s.jwt = s.jwt || strings.HasPrefix(fault, "jwt-")
	s.caches.init()
	return s
}

func (s *server) has(feature string) bool { return !slices.Contains(s.lacks, feature) }

// call is one request on its way.
type call struct {
	s       *server
	r       *http.Request
	w       http.ResponseWriter
	version string // "v2", "v3"
	noun    string // "me", "user", "users", "role", "roles", "login"
	id      string
	caller  user // as it was when the token was read
	granted map[string]bool
	sent    bool // a bearer token was sent
	round   bool // the path was written in another way, and none of the guards saw it
}

// fault says whether the server makes this mistake in this call.
func (c *call) fault(name string) bool {
	if c.s.fault != name {
		return false
	}
	for _, word := range c.s.scope {
		if as, is := strings.CutPrefix(word, "as:"); is {
			if !c.granted[as] {
				return false
			}
			continue
		}
		if word != c.version && word != c.noun && word != c.r.Method {
			return false
		}
	}
	return true
}

// methods are what a path can be asked, by noun.
func (s *server) methods(noun string) []string {
	switch noun {
	case "me", "user", "role":
		return []string{"PATCH", "HEAD", "GET"}
	case "users":
		if s.has("bulk") {
			return []string{"POST", "PATCH", "HEAD", "GET"}
		}
		return []string{"POST", "HEAD", "GET"}
	case "roles":
		return []string{"POST", "HEAD", "GET"}
	}
	return []string{"POST"}
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{s: s, r: r, w: w}
	w.Header().Set("Date", s.clock.date())
	if refused := c.serve(); refused != nil {
		c.refuse(refused)
	}
}

func (c *call) serve() *refusal {
	if !c.route() {
		return no(404, "LOC-3", "nothing lives here")
	}
	if refused := c.crash(); refused != nil {
		return refused
	}
	allowed := c.s.methods(c.noun)
	if !slices.Contains(allowed, c.r.Method) || c.fault("head-refused") && c.r.Method == "HEAD" {
		if c.s.options && c.r.Method == "OPTIONS" {
			c.w.WriteHeader(http.StatusNoContent)
			return nil
		}
		return c.notAllowed(allowed)
	}
	if c.noun == "login" {
		return c.login()
	}
	if c.round && !c.fault("path-any-case-without-admin") && !c.fault("path-slashes-without-permission") {
		c.becomeAll()
		return c.act()
	}
	if refused := c.identify(); refused != nil {
		return refused
	}
	if c.fault("permission-before-admin") && c.noun != "me" && !c.may() {
		return no(403, "PRM", "that permission is not yours")
	}
	if refused := c.admin(); refused != nil && !(c.round && c.fault("path-any-case-without-admin")) {
		return refused
	}
	if c.r.Method == "HEAD" && c.fault("head-unguarded") {
		return c.act()
	}
	if !c.may() && !c.round {
		return no(403, "PRM", "that permission is not yours")
	}
	c.override()
	return c.act()
}

func (c *call) notAllowed(allowed []string) *refusal {
	refused := no(405, "LOC-3", "not in this way")
	if c.fault("405-as-404") {
		return no(404, "LOC-3", "nothing lives here")
	}
	if c.fault("delete-no-content") && c.r.Method == "DELETE" && c.noun == "user" {
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	if c.fault("allow-fewer") {
		allowed = allowed[1:]
	}
	if c.fault("allow-delete") {
		allowed = append(slices.Clone(allowed), "DELETE")
	}
	if !c.fault("allow-missing") {
		refused.header = http.Header{"Allow": {strings.Join(allowed, ",  ")}}
	}
	if c.fault("405-needs-token") && c.identify() != nil {
		return c.identify()
	}
	return refused
}

// route tells the noun and the version of a path.
func (c *call) route() bool {
	at := c.lenient()
	if at == "/auth/local" || at == "/api/auth/local" && c.fault("login-under-api") {
		c.noun = "login"
		return c.s.has("login") && !(at == "/auth/local" && c.fault("login-under-api"))
	}
	parts := strings.Split(strings.TrimPrefix(at, "/api/"), "/")
	if !strings.HasPrefix(at, "/api/") || len(parts) < 2 || len(parts) > 3 {
		return false
	}
	c.version = parts[0]
	if c.version != "v2" && c.version != "v3" || !c.s.has(c.version) {
		return false
	}
	many, one := "", ""
	switch parts[1] {
	case "users":
		many, one = "users", "user"
	case "accessroles":
		if !c.s.has("accessroles") {
			return false
		}
		many, one = "roles", "role"
	default:
		return false
	}
	c.noun = many
	if len(parts) == 3 {
		c.noun, c.id = one, parts[2]
		if one == "user" && c.id == "me" {
			c.noun = "me"
		}
	}
	return c.id != "" || len(parts) == 2
}

func (c *call) act() *refusal {
	write := c.r.Method == "POST" || c.r.Method == "PATCH"
	switch {
	case c.noun == "me" && !write:
		return c.send(200, c.shown(c.caller))
	case c.noun == "me":
		return c.changeSelf()
	case c.noun == "user" && !write:
		return c.readUser()
	case c.noun == "user":
		return c.changeUser()
	case c.noun == "users" && !write:
		return c.listUsers()
	case c.noun == "users" && c.r.Method == "POST":
		return c.createUser()
	case c.noun == "users":
		return c.changeMany()
	case c.noun == "role" && !write:
		return c.readRole()
	case c.noun == "role":
		return c.changeRole()
	case c.noun == "roles" && !write:
		return c.listRoles()
	}
	return c.createRole()
}
