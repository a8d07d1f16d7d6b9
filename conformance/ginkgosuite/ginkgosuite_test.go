package ginkgosuite_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2/types"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/mutants"
	"github.com/cotalker/rolecall/spec"
)

// tools are Ginkgo's command and the compiled suite of testdata/users.
var tools = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "ginkgosuite")
	if err != nil {
		return "", err
	}
	for _, arguments := range [][]string{
		{"build", "-modfile=../../internal/tools/go.mod", "-o", filepath.Join(dir, "ginkgo"), "github.com/onsi/ginkgo/v2/ginkgo"},
		{"test", "-c", "-o", filepath.Join(dir, "users.test"), "./testdata/users"},
	} {
		if out, err := exec.Command("go", arguments...).CombinedOutput(); err != nil {
			return dir, &exec.Error{Name: "go " + strings.Join(arguments, " "), Err: &failed{string(out), err}}
		}
	}
	return dir, nil
})

type failed struct {
	out string
	err error
}

func (f *failed) Error() string { return f.err.Error() + "\n" + f.out }

func TestMain(m *testing.M) {
	code := m.Run()
	if !testing.Short() {
		if dir, _ := tools(); dir != "" {
			os.RemoveAll(dir)
		}
	}
	os.Exit(code)
}

// run is what Ginkgo's command made of the suite.
type run struct {
	passed bool
	out    string
	report types.Report
}

// ginkgo runs the suite of testdata/users against a target.
func ginkgo(t *testing.T, target *conformance.Target, arguments ...string) run {
	t.Helper()
	return whileGinkgo(t, target, func(command *exec.Cmd) error { return command.Run() }, arguments...)
}

// whileGinkgo is ginkgo with a way of its own to run the command.
func whileGinkgo(t *testing.T, target *conformance.Target, do func(*exec.Cmd) error, arguments ...string) run {
	t.Helper()
	if testing.Short() {
		t.Skip("building Ginkgo and running whole suites takes longer; examples/ginkgo runs one")
	}
	dir, err := tools()
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	file := filepath.Join(work, "target.yaml")
	var text strings.Builder
	if err := target.WriteYAML(&text); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	arguments = append([]string{"--no-color", "--output-dir=" + work, "--json-report=report.json"}, arguments...)
	command := exec.CommandContext(ctx, filepath.Join(dir, "ginkgo"), append(arguments, filepath.Join(dir, "users.test"))...)
	command.Dir, command.Env = work, append(os.Environ(), "TARGET_FILE="+file)
	out := &bytes.Buffer{}
	command.Stdout, command.Stderr = out, out
	err = do(command)
	if ctx.Err() != nil {
		t.Fatalf("Ginkgo did not end in time:\n%s", out)
	}
	var reports []types.Report
	written, readErr := os.ReadFile(filepath.Join(work, "report.json"))
	if readErr != nil || json.Unmarshal(written, &reports) != nil || len(reports) != 1 {
		t.Fatalf("Ginkgo wrote no report: %v, %v\n%s", err, readErr, out)
	}
	return run{err == nil, out.String(), reports[0]}
}

// specs are those that ended in a state.
func (r run) specs(state types.SpecState) types.SpecReports {
	return slices.DeleteFunc(slices.Clone(r.report.SpecReports), func(s types.SpecReport) bool {
		return s.State != state || s.LeafNodeType != types.NodeTypeIt
	})
}

func contract(t *testing.T) *spec.Contract {
	t.Helper()
	c, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// serve starts a mutant, the mock without a fault for "".
func serve(t *testing.T, name string) *conformance.Target {
	t.Helper()
	c, m := contract(t), mutants.Clean()
	if name != "" {
		all, err := mutants.All(c, spec.DefaultSource())
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(all, func(m mutants.Mutant) bool { return m.Name == name })
		if i < 0 {
			t.Fatalf("there is no mutant %q", name)
		}
		m = all[i]
	}
	target, stop, err := m.Serve(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return target
}

// nothingLeft wants no user of a run to be enabled, and some to be there.
func nothingLeft(t *testing.T, target *conformance.Target) {
	t.Helper()
	if enabled, disabled := made(t, target, "true"), made(t, target, "false"); enabled || !disabled {
		t.Errorf("users of the suite that are enabled: %v, that are disabled: %v", enabled, disabled)
	}
}

// made tells whether there are users of a run that are enabled, or that are not.
func made(t *testing.T, target *conformance.Target, enabled string) bool {
	t.Helper()
	connection, err := conformance.Connect(target, conformance.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(t.Context())
	root, err := connection.Persona(conformance.Bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	x, err := connection.Send(t.Context(), root, conformance.Call{Operation: "getV3Users", Query: url.Values{"search": {"rolecall-"}, "isActive": {enabled}, "count": {"true"}}})
	if err != nil || x.Status != http.StatusOK {
		t.Fatalf("asking for the users of the suite: %v, %s", err, x)
	}
	return !strings.Contains(string(x.ReplyBody), `"count":0`)
}

func TestEachCheckIsASpecInAnyProcess(t *testing.T) {
	target := serve(t, "")
	r := ginkgo(t, target, "--procs=4")
	if !r.passed {
		t.Fatalf("the mock fails:\n%s", r.out)
	}
	seen, processes := map[string]bool{}, map[int]bool{}
	for _, s := range r.specs(types.SpecStatePassed) {
		processes[s.ParallelProcess] = true
		_, id, _ := strings.Cut(strings.TrimSuffix(s.LeafNodeText, ")"), " (")
		for rest := id; rest != ""; _, rest, _ = strings.Cut(rest, " (") {
			id = rest
		}
		seen[id] = true
		if s.LeafNodeText == "runs beside them" {
			seen["own"] = true
		} else if s.ContainerHierarchyTexts[0] != "in a container of its own" || len(s.ContainerHierarchyTexts) != 4 {
			t.Errorf("%s stands in %q", s.LeafNodeText, s.ContainerHierarchyTexts)
		}
	}
	for _, c := range conformance.Catalog(contract(t)) {
		if !seen[c.ID] {
			t.Errorf("no spec of %s has passed", c.ID)
		}
	}
	if !seen["own"] || len(processes) != 4 {
		t.Errorf("the suite's own spec passed: %v; processes: %v", seen["own"], processes)
	}
	nothingLeft(t, target)
}

func TestAFaultFailsTheSpecsOfItsRule(t *testing.T) {
	target := serve(t, "the header is not needed in getV3Users")
	r := ginkgo(t, target, "--procs=4", "--label-filter=HDR-3 || own")
	if r.passed {
		t.Fatalf("the mutant passes:\n%s", r.out)
	}
	wrong := r.specs(types.SpecStateFailed)
	if len(wrong) == 0 {
		t.Fatalf("no spec fails:\n%s", r.out)
	}
	for _, s := range wrong {
		if !slices.Contains(s.LeafNodeLabels, "HDR-3") || !slices.Contains(s.LeafNodeLabels, "getV3Users") {
			t.Errorf("%s fails, with the labels %q", s.LeafNodeText, s.LeafNodeLabels)
		}
		for _, part := range []string{"HDR-3 MUST: ", "  expected  403", "  got       200", "> GET http", "< 200 OK", "$ curl -i -X GET", "$TOKEN"} {
			if !strings.Contains(s.Failure.Message, part) {
				t.Errorf("%s does not tell %q:\n%s", s.LeafNodeText, part, s.Failure.Message)
			}
		}
		if !slices.ContainsFunc(s.ReportEntries, func(e types.ReportEntry) bool {
			return e.Name == "failure" && strings.Contains(e.Value.AsJSON, `"requirement":"HDR-3"`)
		}) {
			t.Errorf("%s has no entry of its failure", s.LeafNodeText)
		}
	}
	if own := r.specs(types.SpecStatePassed); !slices.ContainsFunc(own, func(s types.SpecReport) bool { return s.LeafNodeText == "runs beside them" }) {
		t.Error("the suite's own spec did not pass")
	}
	nothingLeft(t, target)
}

func TestWhatLaterRequestsShowFailsTheSuite(t *testing.T) {
	// The only request with a 413 is one of another check than that of HDR-7.
	r := ginkgo(t, serve(t, "a 413 may be sniffed in postAuthLocal"), "--procs=2", "--label-filter=postAuthLocal && headers")
	if r.passed {
		t.Fatalf("the mutant passes:\n%s", r.out)
	}
	if !strings.Contains(r.out, "HDR-7/postAuthLocal/nosniff") || !strings.Contains(r.out, "got       413") {
		t.Errorf("the failure is not told:\n%s", r.out)
	}
}

func TestWhatIsNotAskedIsNoPass(t *testing.T) {
	target := serve(t, "")
	target.Features = slices.DeleteFunc(slices.Clone(target.Features), func(f string) bool { return f == "bulk" })
	r := ginkgo(t, target, "--label-filter=PRM-7 || own")
	skipped := r.specs(types.SpecStateSkipped)
	if !r.passed || !slices.ContainsFunc(skipped, func(s types.SpecReport) bool {
		return strings.Contains(s.Failure.Message, "the target does not declare bulk")
	}) {
		t.Errorf("passed %v, without a skip that names the feature:\n%s", r.passed, r.out)
	}
	target.Address = "http://127.0.0.1:9/api" // nobody listens on the port of discard
	r = ginkgo(t, target, "--label-filter=HDR-3 || own", "--procs=2")
	wrong := r.specs(types.SpecStateFailed)
	if r.passed || len(wrong) == 0 || !strings.Contains(wrong[0].Failure.Message, "broken: the target does not answer") {
		t.Errorf("passed %v, without a failure that says why:\n%s", r.passed, r.out)
	}
}

// TestTheExampleRunsInParallel builds and runs examples/ginkgo as a team would.
func TestTheExampleRunsInParallel(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds Ginkgo; the example runs in one process beside this")
	}
	dir, err := tools()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, filepath.Join(dir, "ginkgo"), "--procs=4", "--no-color", "../../examples/ginkgo")
	out, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "SUCCESS!") {
		t.Errorf("%v\n%s", err, out)
	}
}
