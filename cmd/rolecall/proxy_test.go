package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/mutants"
	"github.com/cotalker/rolecall/internal/proxy"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// shownText is what a command prints, to be read while it runs.
type shownText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *shownText) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *shownText) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// proxied runs rolecall proxy before a target while something asks it at an address,
// then ends it: its exit code, and all that it printed.
func proxied(t *testing.T, target string, asks func(at string), args ...string) (code exitCode, printed string) {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	defer end()
	var out shownText
	ended := make(chan exitCode)
	go func() {
		ended <- exitCode(run(ctx, append([]string{"proxy", "--port", "0", "--target", target}, args...), strings.NewReader(""), &out, &out))
	}()
	address := regexp.MustCompile(`at (http://[^,]*)/api, before`)
	deadline := time.Now().Add(20 * time.Second)
	for !address.MatchString(out.String()) {
		if time.Now().After(deadline) {
			t.Fatalf("the proxy never says where it is: %s", out.String())
		}
		time.Sleep(time.Millisecond)
	}
	asks(address.FindStringSubmatch(out.String())[1])
	end()
	return <-ended, out.String()
}

// send sends a request and reads the reply to its end.
func send(t *testing.T, method, url, body string, headers ...string) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
}

// TestTheProxyIsAGate has the suite run through a proxy before the mock, then an app
// ask one before a faulty server.
func TestTheProxyIsAGate(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(mock)
	defer server.Close()
	suite := func(at string) {
		target := &conformance.Target{Address: at + contract.BasePath, Login: at + "/auth/local", Features: contract.Features, Personas: mock.Personas()}
		options := conformance.Options{Contract: contract, Strict: true, Filter: "headers || shapes"} // internal/proxy runs all of it
		if testing.Short() {
			options.Filter = "shapes"
		}
		found, err := conformance.Run(t.Context(), target, options)
		if err != nil || found.Verdict != conformance.Conformant {
			t.Errorf("through the proxy: %v %v", found, err)
		}
	}
	report := filepath.Join(t.TempDir(), "report.json")
	if code, printed := proxied(t, server.URL+"/api", suite, "--quiet", "--json", report); code != exitOK || !strings.Contains(printed, "\nconformant\n") {
		t.Errorf("before the right server: %d\n%s", code, printed)
	}
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var found proxy.Report
	if err := json.Unmarshal(text, &found); err != nil || found.By(proxy.Client) == 0 || found.By(proxy.Server) > 0 {
		t.Errorf("the suite sends what no client may, and the report has %+v, %v", found.Findings, err)
	}

	all, err := mutants.All(contract, spec.DefaultSource())
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if all[i].Name != "a reply shows the password in getV3UsersMe" {
			continue
		}
		target, stop, err := all[i].Serve(contract)
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
		app := func(at string) {
			send(t, "GET", at+"/api/v3/users/me", "", "Authorization: Bearer TOKEN")
			send(t, "GET", at+"/api/v3/accessroles", "", "Authorization: Bearer TOKEN", "Admin: true")
		}
		if code, printed := proxied(t, target.Address, app); code != exitViolated || !strings.Contains(printed, "SERVER  MUST MOD-1  GET /api/v3/users/me, once\n") {
			t.Errorf("before a mutant: %d\n%s", code, printed)
		}
	}

	careless := func(at string) {
		send(t, "PATCH", at+"/api/v3/users/me", `{"jobTitle":7}`, "Authorization: Bearer TOKEN", "Content-Type: application/json")
		send(t, "GET", at+"/api/v3/users/me", "", "Authorization: Bearer TOKEN")
	}
	named := "client: [OP-10] PATCH /api/v3/users/me: want a body that fits its schema, got /jobTitle"
	if code, printed := proxied(t, server.URL+"/api", careless); code != exitOK || !strings.Contains(printed, named) {
		t.Errorf("a careless client: %d\n%s", code, printed)
	}
	if code, printed := proxied(t, server.URL+"/api", careless, "--strict-client"); code != exitViolated || !strings.Contains(printed, named) {
		t.Errorf("a careless client, strictly: %d\n%s", code, printed)
	}
}
