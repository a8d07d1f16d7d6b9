package proxy_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/mutants"
	"github.com/cotalker/rolecall/internal/proxy"
	"github.com/cotalker/rolecall/internal/race"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

func embedded(t *testing.T) *spec.Contract {
	t.Helper()
	c, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// before starts a proxy before an address, and returns it with its own.
func before(t *testing.T, c *spec.Contract, target string) (*proxy.Proxy, string) {
	t.Helper()
	at, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	p := proxy.New(c, at, proxy.Options{})
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	return p, server.URL
}

// ask sends a request and returns the status and the body.
func ask(t *testing.T, method, url, body string, headers ...string) (int, string) {
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
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// settled is the report when so many requests have been noted, which is after their
// replies have been passed on.
func settled(t *testing.T, p *proxy.Proxy, requests int) proxy.Report {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); p.Report().Requests < requests; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d requests are noted, want %d", p.Report().Requests, requests)
		}
	}
	return p.Report()
}

// of are the findings of one side.
func of(r proxy.Report, side string) (list []string) {
	for _, f := range r.Findings {
		if f.Of == side {
			list = append(list, f.Line()+" "+f.Place+" "+f.Curl)
		}
	}
	return list
}

// TestARightServerIsFoundRight runs the suite through the proxy: it sends all that a
// server has to refuse, and finds what it finds without one.
func TestARightServerIsFoundRight(t *testing.T) {
	c := embedded(t)
	mock, err := mockserver.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(mock)
	t.Cleanup(server.Close)
	p, at := before(t, c, server.URL+c.BasePath)
	target := &conformance.Target{Address: at + c.BasePath, Features: c.Features, Writable: true}
	for _, op := range c.Operations {
		if op.Action.Kind == spec.Login {
			target.Login = at + op.Path
		}
	}
	target.Personas = mock.Personas()
	options := conformance.Options{Contract: c, Strict: true}
	switch {
	case testing.Short():
		options.Filter = "v3 && (bodies || shapes || queries)"
	case race.Enabled:
		options.Filter = "v3" // of each operation, one version
	}
	found, err := conformance.Run(t.Context(), target, options)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found.Findings {
		t.Errorf("through the proxy: %s", f)
	}
	r := p.Report()
	if r.Verdict != proxy.Conformant || r.Judged < 500 || r.Unanswered > 0 {
		t.Errorf("%s, %d of %d requests judged, %d unanswered", r.Verdict, r.Judged, r.Requests, r.Unanswered)
	}
	for _, f := range of(r, proxy.Server) {
		t.Error(f)
	}
	if len(of(r, proxy.Client)) < 20 {
		t.Errorf("the suite sends much that is wrong, and %d findings are its own", len(of(r, proxy.Client)))
	}
}

// TestAFaultIsSeenInOrdinaryTraffic has an app read, list and change, before servers
// with one fault each.
func TestAFaultIsSeenInOrdinaryTraffic(t *testing.T) {
	c := embedded(t)
	all, err := mutants.All(c, spec.DefaultSource())
	if err != nil {
		t.Fatal(err)
	}
	for name, rule := range map[string]string{
		"a reply shows the password in getV3UsersMe":     "MOD-1",
		"a reply is text in getV3UsersMe":                "HDR-8",
		"any media type is read in patchV3UsersMe":       "HDR-6",
		"unknown members are passed over in postV3Users": "OP-10",
	} {
		t.Run(name, func(t *testing.T) {
			var mutant *mutants.Mutant
			for i := range all {
				if all[i].Name == name {
					mutant = &all[i]
				}
			}
			if mutant == nil {
				t.Fatal("there is no such mutant")
			}
			target, stop, err := mutant.Serve(c)
			if err != nil {
				t.Fatal(err)
			}
			defer stop()
			p, at := before(t, c, target.Address)
			users := at + c.BasePath + "/v3/users"
			auth, asJSON := "Authorization: Bearer TOKEN", "Content-Type: application/json"
			ask(t, "GET", users+"/me", "", auth)
			ask(t, "GET", users, "", auth, "Admin: true")
			ask(t, "PATCH", users+"/me", `{"jobTitle":"engineer"}`, auth, "Content-Type: text/plain")
			ask(t, "POST", users, `{"email":"a@example.com","nickname":"x","name":{"names":"A","lastName":"B"}}`, auth, asJSON, "Admin: true")
			r := settled(t, p, 4)
			must := c.Requirement(rule).Level == spec.MUST
			if found := strings.Join(of(r, proxy.Server), "\n"); (r.Verdict == proxy.Violated) != must || !strings.Contains(found, "["+rule+"]") || !strings.Contains(found, "curl -i -X ") || !strings.Contains(found, "users.yaml:") {
				t.Errorf("%s:\n%s", r.Verdict, found)
			}
		})
	}
}

// TestAClientThatBreaksTheContractIsNamed sends what a client may not.
func TestAClientThatBreaksTheContractIsNamed(t *testing.T) {
	c := embedded(t)
	mock, err := mockserver.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(mock)
	t.Cleanup(server.Close)
	p, at := before(t, c, server.URL+c.BasePath)
	users := at + c.BasePath + "/v3/users"
	auth, secret := "Authorization: Bearer TOKEN", "sesame-open"
	ask(t, "GET", users+"/me", "")
	ask(t, "GET", users+"?limit=many", "", auth, "Admin: true")
	ask(t, "GET", users+"/nobody", "", auth, "Admin: true")
	ask(t, "DELETE", users+"/me", "", auth)
	ask(t, "GET", at+c.BasePath+"/v3/nothing", "", auth)
	ask(t, "PATCH", users+"/me", `{"jobTitle":4,"password":"`+secret+`"}`, auth, "Content-Type: application/json", "Cookie: a="+secret)
	ask(t, "PATCH", users+"/me", `{"jobTitle":`, auth, "Content-Type: application/json")
	r := settled(t, p, 7)
	if r.Verdict != proxy.Conformant {
		t.Errorf("%s:\n%s", r.Verdict, strings.Join(of(r, proxy.Server), "\n"))
	}
	found := strings.Join(of(r, proxy.Client), "\n")
	for _, want := range []string{
		"want a credential, got none", "want a valid query parameter limit", "want a valid path parameter", "want a method that the path has, got DELETE",
		"want a path of the contract", "want a body that fits its schema, got /jobTitle", "want a body of JSON",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("nothing is found that says %q:\n%s", want, found)
		}
	}
	var out bytes.Buffer
	if err := r.Print(&out, false); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, told := range []string{out.String(), string(text), found} {
		if strings.Contains(told, secret) || strings.Contains(told, "Bearer TOKEN") {
			t.Errorf("a secret is told:\n%s", told)
		}
	}
}
