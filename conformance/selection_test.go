package conformance_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	. "github.com/onsi/gomega"
)

// TestAFilterIsALabelExpression selects by every kind of label.
func TestAFilterIsALabelExpression(t *testing.T) {
	g := NewWithT(t)
	checks := conformance.Catalog(usersContract(t))
	chosen := func(filter string) []*conformance.Check {
		out, err := conformance.Select(checks, filter)
		g.Expect(err).NotTo(HaveOccurred(), filter)
		return out
	}
	g.Expect(chosen("")).To(HaveLen(len(checks)))
	g.Expect(chosen("HDR-1 && HDR-3")).To(BeEmpty())
	g.Expect(chosen("/no-such/ || owner: containsAny {a, b}")).To(BeEmpty())
	for _, filter := range []string{"permissions", "SHOULD", "HDR-3", "getV3Users", "bulk", "v2", "read-only"} {
		some := chosen(filter)
		g.Expect(some).To(And(Not(BeEmpty()), HaveEach(HaveField("Labels()", ContainElement(filter)))), filter)
		g.Expect(len(some)+len(chosen("!"+filter))).To(Equal(len(checks)), filter)
	}
	_, err := conformance.Select(checks, "(((")
	g.Expect(err).To(MatchError(ContainSubstring("is not a label expression")))
}

// TestAnUnknownWordInAFilterIsToldWithTheNearest takes no slip of the pen for a
// filter that selects nothing, or everything.
func TestAnUnknownWordInAFilterIsToldWithTheNearest(t *testing.T) {
	g := NewWithT(t)
	checks := conformance.Catalog(usersContract(t))
	for filter, want := range map[string]string{
		"permisions":                 `asks for "permisions", and no check has that label; did you mean permissions?`,
		"!(v3 && getV3User)":         `asks for "getV3User", and no check has that label; did you mean getV3Users?`,
		"HDR-3, /x/ || HDR3":         "did you mean HDR-3?",
		"readonly":                   "did you mean read-only?",
		"a: isEmpty && concurency":   "did you mean concurrency?",
		"a: consistsOf {v9} || v333": `asks for "v333"`,
		"something-else-altogether":  "rolecall verify --list prints the checks",
	} {
		_, err := conformance.Select(checks, filter)
		var usage *conformance.UsageError
		g.Expect(errors.As(err, &usage)).To(BeTrue(), filter)
		g.Expect(err).To(MatchError(ContainSubstring(want)), filter)
	}
	for _, filter := range []string{"PERMISSIONS", "must && V3", "/permi/", "a: isSubsetOf {none, such} || v3"} {
		_, err := conformance.Select(checks, filter)
		g.Expect(err).NotTo(HaveOccurred(), filter)
	}
	_, err := conformance.Choose(usersContract(t), "accessroles && OWN")
	g.Expect(err).NotTo(HaveOccurred())
}

// TestATeamsOwnTestFailsAsTheVerdictDoes runs conformance.Test with a recorder
// in the place of testing.T.
func TestATeamsOwnTestFailsAsTheVerdictDoes(t *testing.T) {
	g := NewWithT(t)
	_, target := mockTarget(t, usersContract(t))
	o := conformance.Options{Filter: "HDR-3 && v3"}

	right := &recorder{}
	g.Expect(conformance.Test(right, target, o).Verdict).To(Equal(conformance.Conformant))
	g.Expect(right.errors).To(BeEmpty())
	g.Expect(right.logs).To(ContainElement(ContainSubstring("0 failed")))

	target.Personas[0].Token = "nobodys"
	unsure := &recorder{}
	g.Expect(conformance.Test(unsure, target, o).Verdict).To(Equal(conformance.Inconclusive))
	g.Expect(unsure.errors).To(ConsistOf(ContainSubstring("the token of bootstrap is not seen to work")))

	target.Address = ""
	lost := &recorder{}
	g.Expect(conformance.Test(lost, target, o)).To(BeNil())
	g.Expect(lost.errors).To(ConsistOf(ContainSubstring("the target has no address")))
}

// TestATeamsOwnTestHasASubTestATopicAndOperation fails one operation of a target
// and looks for the sub-test that tells.
func TestATeamsOwnTestHasASubTestATopicAndOperation(t *testing.T) {
	g := NewWithT(t)
	target := meddled(t, func(mock *mockserver.Server, w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v3/users/me" && r.Header.Get("Authorization") == "" {
			r.Header.Set("Authorization", "Bearer client")
		}
		mock.ServeHTTP(w, r)
	})
	r := &recorder{}
	g.Expect(conformance.Test(r, target, conformance.Options{Filter: "HDR-1 && v3"}).Verdict).To(Equal(conformance.Violated))
	var failed []string
	r.each("", func(name string, sub *recorder) {
		if len(sub.errors) > 0 && name != "" {
			failed = append(failed, name)
		}
	})
	g.Expect(failed).To(ConsistOf("/headers/getV3UsersMe", "/headers/patchV3UsersMe"))
	g.Expect(r.errors).To(ConsistOf(HavePrefix("violated")))
}

// recorder is a testing.T that keeps what it is told.
type recorder struct {
	logs, errors []string
	names        []string
	subs         []*recorder
}

func (*recorder) Helper()                  {}
func (*recorder) Context() context.Context { return context.Background() }
func (r *recorder) Logf(format string, args ...any) {
	r.logs = append(r.logs, fmt.Sprintf(format, args...))
}

func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...) }
func (r *recorder) Skipf(format string, args ...any)  { r.Logf(format, args...) }

func (r *recorder) Run(name string, step func(*recorder)) bool {
	sub := &recorder{}
	r.names, r.subs = append(r.names, name), append(r.subs, sub)
	step(sub)
	return len(sub.errors) == 0
}

// each visits a recorder and those below it.
func (r *recorder) each(name string, visit func(string, *recorder)) {
	visit(name, r)
	for i, sub := range r.subs {
		sub.each(name+"/"+r.names[i], visit)
	}
}
