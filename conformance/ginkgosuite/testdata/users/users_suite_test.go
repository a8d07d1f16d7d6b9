// Package users is a team's suite of a server that runs elsewhere. Its test is
// run by that of ginkgosuite, with Ginkgo's own command.
package users_test

import (
	"os"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/ginkgosuite"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

func TestUsers(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Users")
}

// TestBesideTheSuite asks another target in the same process, without Ginkgo.
func TestBesideTheSuite(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	conformance.Test(t, &conformance.Target{Handler: mock, Features: []string{"v3"}, Personas: []conformance.Persona{
		{Name: conformance.Bootstrap, Token: "TOKEN", Permissions: []string{"admin-*-read", "admin-*-write"}},
	}}, conformance.Options{Filter: "HDR-3"})
}

var stopped bool

// The suite's own nodes, beside those of the contract.
var (
	_ = BeforeSuite(func() { Expect(os.Getenv("TARGET_FILE")).NotTo(BeEmpty()) })
	_ = AfterSuite(func() { stopped = true })
)

var _ = Describe("in a container of its own", func() {
	ginkgosuite.Describe(found, conformance.Options{Strict: true})
})

// found is called when the specs run: only then is the server known.
func found() *conformance.Target {
	contract, err := spec.Default()
	Expect(err).NotTo(HaveOccurred())
	target, err := conformance.LoadTarget(contract, os.Getenv("TARGET_FILE"))
	Expect(err).NotTo(HaveOccurred())
	return target
}

var _ = Describe("the team's own", func() {
	It("runs beside them", Label("own"), func() { Expect(stopped).To(BeFalse()) })
})
