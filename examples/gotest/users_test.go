// Package gotest shows how a team holds its own server to the contract from
// its own go test. Put your handler, or an address, in the place of newServer.
package gotest

import (
	"net/http"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// TestUsersAPI asks a handler in process; no port has to be free.
func TestUsersAPI(t *testing.T) {
	target := &conformance.Target{Handler: newServer(t), Features: []string{"v3", "listing", "bulk", "accessroles", "login", "problem"}, Personas: []conformance.Persona{
		{Name: conformance.Bootstrap, Token: "TOKEN", Permissions: []string{"admin-*-read", "admin-*-write"}},
	}}
	conformance.Test(t, target, conformance.Options{Strict: true, Filter: "permissions || headers"})
}

// newServer stands for the team's own server.
func newServer(t *testing.T) http.Handler {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	server, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	return server
}
