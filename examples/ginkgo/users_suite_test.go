// Package ginkgo shows how a team with a Ginkgo suite holds its own server to
// the contract: each check is a spec beside the team's own.
//
//	ginkgo -p --label-filter='permissions && MUST' ./examples/ginkgo
package ginkgo

import (
	"net/http"
	"net/http/httptest"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/ginkgosuite"
	"github.com/cotalker/rolecall/conformance/matchers"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

func TestUsers(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Users")
}

// server is what the suite starts, one in each process. Put your own in the place
// of newServer, or the address of one that runs elsewhere in target.
var server *httptest.Server

var _ = BeforeSuite(func() {
	server = httptest.NewServer(newServer())
	DeferCleanup(server.Close)
})

var _ = AfterSuite(func(ctx SpecContext) {
	ginkgosuite.CleanUp(ctx) // while the server is there; it may keep its users in a database
})

// target is called when the specs run, for only then is the address known.
func target() *conformance.Target {
	return &conformance.Target{
		Address:  server.URL + "/api",
		Features: []string{"v3", "listing", "bulk", "accessroles", "login", "problem"},
		Personas: []conformance.Persona{
			{Name: conformance.Bootstrap, Token: "TOKEN", Permissions: []string{"admin-*-read", "admin-*-write"}},
			{Name: "client", Token: "client"},
		},
	}
}

// The contract's specs. Leave the filter out to have them all.
var _ = ginkgosuite.Describe(target, conformance.Options{Strict: true, Filter: "permissions || headers"})

// The team's own, in the same words.
var _ = Describe("our support desk", func() {
	var api *matchers.API

	BeforeEach(func() {
		var err error
		api, err = matchers.Connect(target(), conformance.Options{})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(api.Close)
	})

	It("lists users", func() {
		Expect(api.Holding("admin-user-read").Send("getV3Users", matchers.Query("limit", "5"))).To(And(matchers.BeAccepted(), matchers.FitTheContract()))
	})

	It("cannot be asked by a client", func() {
		Expect(api.As("client").Send("getV3Users")).To(matchers.BeRefused(403, "PRM-3"))
	})

	It("cannot be used to rename others", func() {
		me, err := api.As(conformance.Bootstrap).Send("getV3UsersMe")
		Expect(err).NotTo(HaveOccurred())
		id := me.At("data", "_id").(string)
		Expect(func() (*matchers.Reply, error) {
			return api.Holding("admin-user-read").Send("patchV3UsersId", matchers.Key(id), matchers.Body(map[string]any{"jobTitle": "Clerk"}))
		}).To(matchers.ChangeNothing(api, id))
	})
})

// newServer stands for the team's own server.
func newServer() http.Handler {
	contract, err := spec.Default()
	Expect(err).NotTo(HaveOccurred())
	mock, err := mockserver.New(contract)
	Expect(err).NotTo(HaveOccurred())
	return mock
}
