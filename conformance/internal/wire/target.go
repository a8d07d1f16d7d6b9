package wire

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// Refused is a token that the target must answer with 401, and what is wrong
// with it: it is expired, signed with another key, of another tenant.
type Refused struct{ Name, Token string }

// Bootstrap is the persona that sets up, re-reads and cleans up.
const Bootstrap = fixtures.Bootstrap

// Target is what a checker is told of the server it checks.
type Target struct {
	File     string      // that it was read from, "" for none
	Address  string      // of the server, with the path that all but log-in stand under: http://127.0.0.1:4010/api
	Login    string      // where to log in, "" for the path of the contract at the scheme and host of Address
	Header   http.Header // sent with every request, for worlds and gateways; secret
	Writable bool        // off loopback, whether writes are welcome
	Features []string
	Personas []fixtures.Persona // Caller is the server's business, and not read
	Keys     map[string]string  // credentials beside the tokens of log-in, by the names of their schemes; user:password for basic
	Refused  []Refused          // tokens that must be 401

	// Handler is asked, on a loopback port of its own, where it is set. Of Address
	// the path alone counts then; without one it is that of the contract.
	Handler http.Handler
}

// Persona finds a persona by its name, nil for none.
func (t *Target) Persona(name string) *fixtures.Persona {
	for i := range t.Personas {
		if t.Personas[i].Name == name {
			return &t.Personas[i]
		}
	}
	return nil
}

// Warnings tells which personas hold a permission that the contract does not
// know: a server may have such, and it may be a slip of the pen.
func (t *Target) Warnings(contract *spec.Contract) []string {
	var out []string
	known := contract.Permissions.Names()
	for _, p := range t.Personas {
		for _, name := range slices.Concat(p.Permissions, p.InactivePermissions) {
			if !slices.Contains(known, name) {
				out = append(out, fmt.Sprintf("the persona %s holds %s, which the contract does not know; it knows %s", p.Name, name, strings.Join(known, ", ")))
			}
		}
	}
	return out
}
