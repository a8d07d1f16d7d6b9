package conformance_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
	. "github.com/onsi/gomega"
)

// TestAnExcuseThatExcusesNothingIsTold asks with waivers and a baseline of which
// some speak of checks that pass, and some of checks that were not asked.
func TestAnExcuseThatExcusesNothingIsTold(t *testing.T) {
	g := NewWithT(t)
	contract := usersContract(t)
	target := faulty(t, contract)
	run := func(o conformance.Options) *conformance.Report {
		o.Filter = "headers && v3 && (getV3UsersMe || getV3Users)" // seven runs
		r, err := conformance.Run(t.Context(), target, o)
		g.Expect(err).NotTo(HaveOccurred())
		return r
	}
	stale := func(r *conformance.Report) []string {
		out := []string{}
		for _, e := range r.Stale {
			out = append(out, e.Check)
		}
		return out
	}
	before := run(conformance.Options{Strict: true})
	g.Expect(before.Verdict).To(Equal(conformance.Violated))

	var text bytes.Buffer
	expires := time.Now().AddDate(0, 1, 0)
	g.Expect(conformance.WriteWaivers(&text, before, expires)).To(Succeed())
	waivers, err := conformance.ParseWaivers(contract, "waivers.yaml", text.Bytes())
	g.Expect(err).NotTo(HaveOccurred(), text.String())
	g.Expect(waivers).To(HaveLen(before.Counts.Failed))
	excused := run(conformance.Options{Waivers: waivers, Strict: true})
	g.Expect(excused.Verdict).To(Equal(conformance.Conformant), excused.Reason)
	g.Expect(excused.Counts.Waived).To(Equal(before.Counts.Failed))

	passing, broken := "", before.Findings[0].Checks[0]
	for _, c := range before.Checks {
		if c.Status == conformance.Passed {
			passing = c.ID
		}
	}
	waivers = append(waivers,
		conformance.Waiver{Check: passing, Reason: "no more", Expires: expires},
		conformance.Waiver{Check: "MOD-1", Reason: "outside the filter", Expires: expires},
		conformance.Waiver{Check: "HDR-3", Reason: "in part outside the filter", Expires: expires},
	)
	r := run(conformance.Options{Waivers: waivers})
	g.Expect(stale(r)).To(ConsistOf(passing))
	g.Expect(r.Verdict).To(Equal(conformance.Conformant))
	strict := run(conformance.Options{Waivers: waivers, Strict: true})
	g.Expect(strict.Verdict).To(Equal(conformance.Violated))
	g.Expect(strict.Reason).To(Equal("the waiver of " + passing + " excuses nothing; take it out"))

	before.Checks = append(before.Checks, conformance.CheckReport{ID: "GONE-1/x", Status: conformance.Failed})
	for i := range before.Checks {
		if before.Checks[i].ID == passing {
			before.Checks[i].Status = conformance.Failed
		}
	}
	r = run(conformance.Options{Baseline: before})
	g.Expect(stale(r)).To(ConsistOf(passing, "GONE-1/x"))
	g.Expect(stale(r)).NotTo(ContainElement(broken))
	g.Expect(r.Verdict).To(Equal(conformance.Conformant))
}

// TestAWaiversFileWithoutWaiversIsOne holds a run from which the last was taken to
// what it is without the file.
func TestAWaiversFileWithoutWaiversIsOne(t *testing.T) {
	contract := usersContract(t)
	for _, text := range []string{"", "\n", "# - {check: HDR-7, reason: later, expires: 2030-01-31}\n", "---\n", "[]\n"} {
		if waivers, err := conformance.ParseWaivers(contract, "waivers.yaml", []byte(text)); err != nil || len(waivers) > 0 {
			t.Errorf("%q has %v: %v", text, waivers, err)
		}
	}
	if _, err := conformance.ParseWaivers(contract, "waivers.yaml", []byte("check: HDR-7\n")); err == nil {
		t.Error("what is no list is taken for none")
	}
}
