// Package gotest shows how a team holds its own server to the contract from
// its own go test. Put your handler, or an address, in the place of newServer.
package gotest

import (
	"net/http"
	"testing"

	. "github.com/onsi/gomega"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/matchers"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// TestUsersAPI asks a handler in process; no port has to be free.
func TestUsersAPI(t *testing.T) {
	conformance.Test(t, newTarget(t, "v3"), conformance.Options{Strict: true, Filter: "permissions || headers"})
}

// TestOldUsersAPI asks another target: any number of them can be asked in one
// process, also at once.
func TestOldUsersAPI(t *testing.T) {
	conformance.Test(t, newTarget(t, "v2"), conformance.Options{Strict: true, Filter: "HDR-3 || HDR-7"})
}

// TestSupportDesk is a test of the team's own, in the contract's words.
func TestSupportDesk(t *testing.T) {
	g := NewWithT(t)
	api, err := matchers.Connect(newTarget(t, "v3"), conformance.Options{})
	g.Expect(err).NotTo(HaveOccurred())
	defer api.Close()

	desk := api.Holding("admin-user-read")
	g.Expect(desk.Send("getV3Users", matchers.Query("limit", "5"))).To(And(matchers.BeAccepted(), matchers.FitTheContract()))

	me, err := desk.Send("getV3UsersMe")
	g.Expect(err).NotTo(HaveOccurred())
	id := me.At("data", "_id").(string)
	g.Expect(func() {
		g.Expect(desk.Send("patchV3UsersId", matchers.Key(id), matchers.Body(map[string]any{"jobTitle": "Director"}))).To(matchers.BeRefused(403, "PRM-5"))
	}).To(matchers.ChangeNothing(api, id))
}

// newTarget describes the server to the suite: what it has, and who may do all.
func newTarget(t *testing.T, version string) *conformance.Target {
	return &conformance.Target{
		Handler:  newServer(t),
		Features: []string{version, "listing", "bulk", "accessroles", "login", "problem"},
		Personas: []conformance.Persona{
			{Name: conformance.Bootstrap, Token: "TOKEN", Permissions: []string{"admin-*-read", "admin-*-write"}},
		},
	}
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
