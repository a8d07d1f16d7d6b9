package conformance_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/race"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
	. "github.com/onsi/gomega"
)

// faulty is the mock with faults that many checks see, one of them only now
// and then.
func faulty(t testing.TB, contract *spec.Contract) *conformance.Target {
	t.Helper()
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	_, target := mockTarget(t, contract)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && r.Header.Get("Admin") == "1" {
			r.Header.Set("Admin", "true")
		}
		mock.ServeHTTP(unsniffed{w, r.Method}, r)
	}))
	t.Cleanup(server.Close)
	target.Address = server.URL + contract.BasePath
	return target
}

type unsniffed struct {
	http.ResponseWriter
	method string
}

func (w unsniffed) WriteHeader(status int) {
	if status == http.StatusForbidden && w.method == http.MethodGet || status == http.StatusConflict {
		w.Header().Del("X-Content-Type-Options")
	}
	if status == http.StatusMethodNotAllowed {
		status = http.StatusNotFound
	}
	w.ResponseWriter.WriteHeader(status)
}

var variable = regexp.MustCompile(`"[^"]*"|[0-9a-f]{8,}|\d{4}-\d\d-\d\dT\S+`)

// essence is a report without what differs from run to run: times, marks,
// addresses, and which of several exchanges it was that showed a problem.
func essence(t testing.TB, r *conformance.Report) string {
	t.Helper()
	out := *r
	out.Run, out.Took, out.Requests, out.Made, out.Holdings, out.Shard = "", 0, 0, nil, nil, nil
	out.Started = out.Started.Truncate(1 << 62)
	out.Checks, out.Findings = slices.Clone(r.Checks), slices.Clone(r.Findings)
	for i := range out.Checks {
		c := &out.Checks[i]
		c.Requests, c.Millis, c.Problems = 0, 0, slices.Clone(c.Problems)
		for j := range c.Problems {
			p := &c.Problems[j]
			*p = conformance.CheckProblem{Expected: p.Expected, Got: variable.ReplaceAllString(p.Got, "…")}
		}
	}
	for i := range out.Findings {
		f := &out.Findings[i]
		f.Problems = slices.Clone(f.Problems)
		for j := range f.Problems {
			p := &f.Problems[j]
			*p = conformance.FindingProblem{Expected: p.Expected, Got: variable.ReplaceAllString(p.Got, "…"), Count: p.Count, Check: p.Check}
		}
	}
	text, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestMergedShardsAreTheWholeRun asks a faulty server once in one and then in 1
// to 16 parts. ROLECALL_SHARDS=all takes every check there is, not some.
func TestMergedShardsAreTheWholeRun(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs a topic in many parts")
	}
	g := NewWithT(t)
	contract := usersContract(t)
	target := faulty(t, contract)
	o := conformance.Options{Contract: contract, Filter: "headers && v3"}
	counts := []int{1, 2, 3, 5, 16}
	if race.Enabled {
		counts = []int{1, 3, 4}
	}
	if os.Getenv("ROLECALL_SHARDS") == "all" {
		o.Filter, counts = "", []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
	}
	whole, err := conformance.Run(t.Context(), target, o)
	g.Expect(err).NotTo(HaveOccurred())
	show(t, whole)
	g.Expect(whole.Findings).NotTo(BeEmpty())
	want := essence(t, whole)
	for _, n := range counts {
		var names []string
		var parts []*conformance.Report
		for i := n; i > 0; i-- {
			o.Shard = conformance.Shard{I: i, N: n}
			if o.Timings = nil; n%2 == 0 {
				o.Timings = whole
			}
			part, err := conformance.Run(t.Context(), target, o)
			g.Expect(err).NotTo(HaveOccurred())
			names, parts = append(names, o.Shard.String()), append(parts, part)
		}
		if n > 1 {
			_, err := conformance.Merge(names[1:], parts[1:])
			var missing *conformance.MissingPartError
			g.Expect(err).To(BeAssignableToTypeOf(missing))
			g.Expect(err).To(MatchError(ContainSubstring(fmt.Sprintf("of %d parts 1 is missing: the shards %d/%d;", n, n, n))))
		}
		merged, err := conformance.Merge(names, parts)
		g.Expect(err).NotTo(HaveOccurred())
		if got := essence(t, merged); got != want {
			t.Errorf("%d shards merged differ from the whole:\n%s", n, firstDifference(want, got))
		}
	}
}

func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			from := max(0, i-12)
			return "want\n" + strings.Join(a[from:min(len(a), i+12)], "\n") + "\ngot\n" + strings.Join(b[from:min(len(b), i+12)], "\n")
		}
	}
	return fmt.Sprintf("%d and %d lines", len(a), len(b))
}

func TestShardsShareTheChecksByTheirIds(t *testing.T) {
	g := NewWithT(t)
	checks := conformance.Catalog(usersContract(t))
	timings := &conformance.Report{}
	for i, c := range checks {
		timings.Checks = append(timings.Checks, conformance.CheckReport{ID: c.ID, Millis: int64(i % 50)})
	}
	for _, with := range []*conformance.Report{nil, timings} {
		in := map[string]int{}
		for i := 1; i <= 4; i++ {
			part := conformance.Shard{I: i, N: 4}.Of(checks, with)
			g.Expect(len(part)).To(BeNumerically("~", len(checks)/4, len(checks)/8))
			reversed := slices.Clone(checks)
			slices.Reverse(reversed)
			again := conformance.Shard{I: i, N: 4}.Of(reversed, with)
			g.Expect(idsOf(again)).To(Equal(idsOf(part)), "the order plays no part")
			for _, c := range part {
				in[c.ID]++
			}
		}
		for _, c := range checks {
			if n := in[c.ID]; n != 1 && n != 4 { // in one, or an observer in all
				t.Errorf("%s is in %d parts", c.ID, n)
			}
		}
	}
	for _, wrong := range []string{"", "3", "0/4", "5/4", "1/0", "-1/2", "1/1001", "a/b", "1/2/3"} {
		_, err := conformance.ParseShard(wrong)
		g.Expect(err).To(HaveOccurred(), wrong)
	}
}

// idsOf are the ids of checks, sorted.
func idsOf(checks []*conformance.Check) []string {
	out := make([]string, len(checks))
	for i, c := range checks {
		out[i] = c.ID
	}
	slices.Sort(out)
	return out
}

func TestPartsOfDifferentRunsAreRefused(t *testing.T) {
	g := NewWithT(t)
	part := func(i int, change func(*conformance.Report)) *conformance.Report {
		r := &conformance.Report{Target: "http://a/api", Shard: &conformance.Shard{I: i, N: 2}, Population: conformance.Population{Chosen: 2}}
		r.Document.Digest = "sha256:1"
		r.Checks = []conformance.CheckReport{{ID: fmt.Sprint("X-1/", i), Requirement: "X-1", Topic: conformance.Headers, Status: conformance.Passed, Place: i}}
		change(r)
		return r
	}
	for want, change := range map[string]func(*conformance.Report){
		"":                        func(*conformance.Report) {},
		"names no shard":          func(r *conformance.Report) { r.Shard = nil },
		"are both shard 1/2":      func(r *conformance.Report) { r.Shard.I = 1 },
		"the document is":         func(r *conformance.Report) { r.Document.Digest = "sha256:2" },
		"the target is":           func(r *conformance.Report) { r.Target = "http://b/api" },
		"the number of shards is": func(r *conformance.Report) { r.Shard.N = 3 },
		"stands in two parts":     func(r *conformance.Report) { r.Checks[0].ID = "X-1/1" },
		"the parts hold 1 checks": func(r *conformance.Report) { r.Checks = nil },
		"the number of checks is": func(r *conformance.Report) { r.Population.Chosen = 9 },
		"the filter is":           func(r *conformance.Report) { r.Filter = "v3" },
		"the implementation is":   func(r *conformance.Report) { r.Implementation = conformance.ParseImplementation("b 2") },
		"strict is":               func(r *conformance.Report) { r.Strict = true },
		"the list of features is": func(r *conformance.Report) { r.Features = []string{"v2"} },
		"the suite is":            func(r *conformance.Report) { r.Suite.Commit = "0123" },
	} {
		merged, err := conformance.Merge([]string{"a.json", "b.json"}, []*conformance.Report{part(1, func(*conformance.Report) {}), part(2, change)})
		if want == "" {
			g.Expect(err).NotTo(HaveOccurred())
			g.Expect(merged.Verdict).To(Equal(conformance.Conformant))
			continue
		}
		g.Expect(err).To(MatchError(ContainSubstring(want)))
	}
}
