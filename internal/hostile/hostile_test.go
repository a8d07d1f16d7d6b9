//go:build unix

package hostile_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/report"
	"github.com/cotalker/rolecall/internal/hostile"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// What a run may take, whatever it is answered.
const (
	mostTime   = 2 * time.Minute
	mostMemory = 300 << 20
)

// few is how many combinations go test tries; ROLECALL_HOSTILE says another number.
const few = 24

var program string

func TestMain(m *testing.M) {
	if file := os.Getenv(measuring); file != "" {
		os.Exit(measure(file, os.Args[1:]))
	}
	flag.Parse()
	if testing.Short() {
		os.Exit(m.Run())
	}
	// Most of a hostile server's time is waiting.
	if at := flag.Lookup("test.parallel"); at.Value.String() == at.DefValue {
		flag.Set("test.parallel", "4")
	}
	folder, err := os.MkdirTemp("", "hostile")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(folder, "rolecall")
	build := exec.Command("go", "build", "-o", program, "../../cmd/rolecall")
	if text, err := build.CombinedOutput(); err != nil {
		panic(string(text))
	}
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

func contract(t testing.TB) *spec.Contract {
	t.Helper()
	c, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNoServerEndsTheRun(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program, and runs it again and again")
	}
	number := few
	if text := os.Getenv("ROLECALL_HOSTILE"); text != "" {
		var err error
		if number, err = strconv.Atoi(text); err != nil {
			t.Fatalf("ROLECALL_HOSTILE=%s: write how many combinations to try", text)
		}
	}
	for k := range number {
		t.Run(fmt.Sprintf("%03d", k), func(t *testing.T) {
			t.Parallel()
			m := hostile.Combination(contract(t), k)
			try(t, m, selection(m, number))
		})
	}
}

// selection is what a run asks, to spare time where few combinations are tried:
// what a mutation of one operation is about, and some of everything.
func selection(m hostile.Mutation, number int) string {
	if number > few {
		return ""
	}
	parts := []string{"headers || state", "permissions", "queries", "bodies || authentication", "concurrency || headers"}
	some := "v3 && (shapes || " + parts[m.Seed%uint64(len(parts))] + ")"
	if m.Where != "" {
		return m.Where + " || " + some
	}
	return some
}

// try runs rolecall verify against the mock behind a mutation.
func try(t *testing.T, m hostile.Mutation, filter string) {
	c := contract(t)
	mock, err := mockserver.New(c)
	if err != nil {
		t.Fatal(err)
	}
	proxy := hostile.New(c, mock, m)
	server := httptest.NewUnstartedServer(proxy)
	server.Config.ErrorLog = quiet
	server.Start()
	defer server.Close()
	defer server.CloseClientConnections()
	child := verify(t, c, mock, server.URL, filter)
	t.Logf("%s: exit %d after %.1f s, of which %.1f at work, and %d MB, %d requests, %d of their replies spoilt", m, child.code, child.took.Seconds(), child.busy.Seconds(), child.memory>>20, proxy.Asked(), proxy.Changed())
	for _, problem := range child.problems() {
		t.Error(problem)
	}
	if child.code == 0 && proxy.Changed() > 0 && !harmless(m, proxy.Places()) {
		t.Errorf("the verdict is conformant; %s at %q is not in the list of what changes nothing", m, proxy.Places())
	}
	if left := enabled(t, mock); len(left) > 0 && lets(m, proxy.Places()) {
		t.Errorf("left enabled: %d, such as %s", len(left), left[0])
	}
	if t.Failed() {
		t.Logf("the end of what it said:\n%s", tail(child.output, 3_000))
	}
}

// child is a run of the program, and what came of it.
type child struct {
	code    int
	err     error
	took    time.Duration
	busy    time.Duration // of its processors; more than it took where they were several
	memory  int64
	output  []byte
	reports map[string]string // by their kinds, the files
}

func verify(t *testing.T, c *spec.Contract, mock *mockserver.Server, url, filter string) child {
	t.Helper()
	folder := t.TempDir()
	target := conformance.Target{Address: url + c.BasePath, Writable: true, Features: c.Features}
	for _, op := range c.Operations {
		if op.Action.Kind == spec.Login {
			target.Login = url + op.Path
		}
	}
	target.Personas = mock.Personas()
	var text bytes.Buffer
	if err := target.WriteYAML(&text); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "target.yaml")
	if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out := child{reports: map[string]string{}}
	args := []string{"verify", "--target-file", file, "--strict", "--timeout", "1s", "--concurrency", "16", "--filter", filter}
	for _, kind := range []string{"json", "junit", "html"} {
		out.reports[kind] = filepath.Join(folder, "report."+kind)
		args = append(args, "--"+kind, out.reports[kind])
	}
	ctx, cancel := context.WithTimeout(t.Context(), mostTime)
	defer cancel()
	out.run(ctx, filepath.Join(folder, "memory"), args)
	return out
}

var crash = regexp.MustCompile(`panic: |goroutine \d+|runtime error|fatal error`)

// problems are what no answer of a server is a reason for.
func (c child) problems() []string {
	var out []string
	if !slices.Contains([]int{0, 1, 3}, c.code) {
		out = append(out, fmt.Sprintf("it ended with %d (%v) after %s", c.code, c.err, c.took))
	}
	if found := crash.Find(c.output); found != nil {
		out = append(out, fmt.Sprintf("the output holds %q", found))
	}
	if c.took > mostTime {
		out = append(out, fmt.Sprintf("it took %s", c.took))
	}
	if c.memory > mostMemory {
		out = append(out, fmt.Sprintf("it took %d MB", c.memory>>20))
	}
	if at := bytes.IndexFunc(c.output, unprintable); at >= 0 {
		out = append(out, fmt.Sprintf("the output holds what is not printable: %q", c.output[at:min(at+20, len(c.output))]))
	}
	if !slices.Contains([]int{0, 1, 3}, c.code) {
		return out // there can be no reports
	}
	for kind, file := range c.reports {
		if err := valid(kind, file, c.code); err != nil {
			out = append(out, fmt.Sprintf("the %s report: %v", kind, err))
		}
	}
	return out
}

func unprintable(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r == 0x2028 || r == 0x2029 || r >= 0x2066 && r <= 0x2069
}

// valid reads a report as who gets it would.
func valid(kind, file string, code int) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	switch kind {
	case "json":
		found, err := report.ReadJSON(file, text)
		if err != nil {
			return err
		}
		if want := found.Verdict.ExitCode(); want != code {
			return fmt.Errorf("its verdict is %s, and the exit code %d", found.Verdict, code)
		}
		return nil
	case "html":
		if !bytes.HasPrefix(bytes.ToLower(text), []byte("<!doctype html>")) || !bytes.HasSuffix(bytes.TrimSpace(text), []byte("</html>")) {
			return errors.New("it is no whole document")
		}
	}
	decoder := xml.NewDecoder(bytes.NewReader(text))
	if kind == "html" {
		decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	}
	for {
		if _, err := decoder.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// enabled asks the mock itself what of the run's making is enabled.
func enabled(t *testing.T, mock *mockserver.Server) []string {
	t.Helper()
	var out []string
	for _, list := range []string{"users", "accessroles"} {
		for page := 1; ; page++ {
			r := httptest.NewRequest(http.MethodGet, fmt.Sprintf("/api/v3/%s?search=rolecall-&isActive=true&limit=100&page=%d", list, page), nil)
			r.Header.Set("Authorization", "Bearer TOKEN")
			r.Header.Set("Admin", "true")
			w := httptest.NewRecorder()
			mock.ServeHTTP(w, r)
			var reply struct {
				Data map[string][]json.RawMessage `json:"data"`
			}
			if err := json.Unmarshal(w.Body.Bytes(), &reply); err != nil || w.Code != http.StatusOK {
				t.Fatalf("looking behind the proxy: %d %s (%v)", w.Code, w.Body, err)
			}
			found := 0
			for _, records := range reply.Data {
				found += len(records)
				for _, record := range records {
					out = append(out, list+" "+string(record))
				}
			}
			if found == 0 {
				break
			}
		}
	}
	return out
}

func tail(text []byte, most int) string {
	if len(text) > most {
		text = text[len(text)-most:]
	}
	return strings.ToValidUTF8(string(text), "?")
}
