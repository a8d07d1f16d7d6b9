package conformance_test

import (
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
	. "github.com/onsi/gomega"
)

// TestMissingPersonasAreToldWithTheLinesToAdd leaves a target one persona and no
// way to make more, adds what the report says, and asks again.
func TestMissingPersonasAreToldWithTheLinesToAdd(t *testing.T) {
	g := NewWithT(t)
	contract := usersContract(t)
	_, target := mockTarget(t, contract)
	target.Features = []string{"v3", "listing"} // none to log in with
	all := target.Personas
	target.Personas = all[:1]
	o := conformance.Options{Contract: contract, Filter: "permissions && read-only"}
	r, err := conformance.Run(t.Context(), target, o)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(r.Verdict).To(Equal(conformance.Inconclusive))
	g.Expect(r.Missing).NotTo(BeEmpty())

	tokens := map[string]string{}
	text := "target: " + target.Address + "\nfeatures: [v3, listing]\npersonas:\n  bootstrap: {token: " + all[0].Token + ", permissions: [admin-*-read, admin-*-write]}\n"
	for _, m := range r.Missing {
		text += "  " + strings.Join(m.Lines, "\n  ") + "\n"
	}
	added, err := conformance.ParseTarget(contract, "target.yaml", []byte(text), func(name string) (string, bool) {
		tokens[name] = name
		return name, true
	})
	g.Expect(err).NotTo(HaveOccurred(), text)
	g.Expect(added.Personas).To(HaveLen(1 + len(r.Missing)))
	g.Expect(tokens).To(HaveLen(len(r.Missing)), "each has a variable of its own: "+text)
	again, err := conformance.Run(t.Context(), added, o)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(again.Missing).To(BeEmpty())

	target.Personas = nil
	r, err = conformance.Run(t.Context(), target, o)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(r.Missing[0].Name).To(Equal(conformance.Bootstrap))
	g.Expect(r.Missing[0].Lines[0]).To(HavePrefix(`bootstrap: {token: "${TOKEN_BOOTSTRAP}", permissions: [`))
}

// TestLinesToAddHaveNamesOfTheirOwn has a document of three rights, of which some checks
// want all but one each.
func TestLinesToAddHaveNamesOfTheirOwn(t *testing.T) {
	text := strings.Replace(kiosk, "    get: {operationId: listPapers, security: []", "    get: {operationId: listPapers, security: [{staff: [papers.see]}]", 1)
	contract, err := spec.Load("kiosk.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	target := &conformance.Target{Handler: mock, Personas: []conformance.Persona{{Name: "bootstrap", Token: "bootstrap", Permissions: contract.Permissions.Names()}}, Writable: true}
	report, err := conformance.Run(t.Context(), target, conformance.Options{Contract: contract, Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	file := "target: https://kiosk.example\npersonas:\n"
	for _, m := range report.Missing {
		file += "  " + strings.Join(m.Lines, "\n  ") + "\n"
	}
	_, err = conformance.ParseTarget(contract, "target.yaml", []byte(file+"  bootstrap: {token: t, permissions: []}\n"), func(name string) (string, bool) { return name, true })
	if err != nil || strings.Count(file, "all-others") < 2 {
		t.Errorf("%v\n%s", err, file)
	}
}
