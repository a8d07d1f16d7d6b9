package independent

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
)

// personas are who the target file tells of.
var personas = []conformance.Persona{
	{Name: conformance.Bootstrap, Permissions: []string{"admin-*-read", "admin-*-write"}},
	{Name: "client"},
	{Name: "user-read", Permissions: []string{"admin-user-read"}},
	{Name: "all-read", Permissions: []string{"admin-*-read"}},
	{Name: "user-write", Permissions: []string{"admin-user-write"}},
	{Name: "accesscontrol-read", Permissions: []string{"admin-accesscontrol-read"}},
	{Name: "accesscontrol-write", Permissions: []string{"admin-accesscontrol-write"}},
	{Name: "all-write", Permissions: []string{"admin-*-write"}},
	{Name: "disabled", Permissions: []string{"admin-*-read", "admin-*-write"}, Disabled: true},
	{Name: "inactive-role", InactivePermissions: []string{"admin-*-read", "admin-*-write"}},
	{Name: "user-read+user-write", Permissions: []string{"admin-user-read", "admin-user-write"}},
	{Name: "all-read+all-write", Permissions: []string{"admin-*-read", "admin-*-write"}},
}

// settle gives a server its first people, and tells the target.
func (s *server) settle(people int, only ...string) *conformance.Target {
	target := &conformance.Target{Writable: true, Refused: []conformance.Refused{{Name: "expired", Token: expired}}}
	for _, feature := range []string{"v2", "v3", "listing", "bulk", "accessroles", "login", "problem"} {
		if s.has(feature) {
			target.Features = append(target.Features, feature)
		}
	}
	none := &call{s: &server{}, r: httptest.NewRequest("GET", "/", nil)}
	born := s.clock.now().Add(-time.Hour)
	for i := range people {
		s.insert(&user{id: newID(), email: fmt.Sprintf("Neighbour.%d@people.example", i), names: "Neighbour", lastName: fmt.Sprint(i), active: i%3 > 0, created: born, modified: born})
	}
	for i, p := range personas {
		u := &user{id: newID(), email: fmt.Sprintf("first%d@people.example", i), names: p.Name, active: !p.Disabled, created: born, modified: born, roles: []string{}}
		u.hash = newHash(none, "open sesame")
		for _, granted := range []struct {
			permissions []string
			active      bool
		}{{p.Permissions, true}, {p.InactivePermissions, false}} {
			if len(granted.permissions) > 0 {
				r := &role{id: newID(), name: p.Name, permissions: granted.permissions, active: granted.active, created: born, modified: born}
				s.roles[r.id], s.rolled, u.roles = r, append(s.rolled, r.id), append(u.roles, r.id)
			}
		}
		s.insert(u)
		token := s.newToken(u)
		p.Token = token
		if len(only) == 0 || slices.Contains(only, p.Name) {
			target.Personas = append(target.Personas, p)
		}
	}
	return target
}

// serve lets a server listen until the test ends.
func serve(t testing.TB, s *server, target *conformance.Target) {
	t.Helper()
	listener := httptest.NewServer(s)
	t.Cleanup(listener.Close)
	target.Address = listener.URL + "/api"
}
