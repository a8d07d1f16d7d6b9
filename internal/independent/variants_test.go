package independent

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/race"
)

// variant is one right way to be.
type variant struct {
	name    string
	manner  manner
	people  int      // strangers who were there before
	only    []string // personas that the target tells of, all for none
	crowded bool     // others write meanwhile
	quick   bool     // it is tried even then
	always  bool     // it is tried each time, unless the tests are to be short; the others take minutes
}

// every says whether all variants and mistakes are to be tried.
func every() bool { return os.Getenv("ROLECALL_FAULTS") == "all" }

func lacking(features ...string) manner { return manner{lacks: features} }

var variants = []variant{
	{name: "all of it", always: true, manner: manner{location: "absolute"}, people: 30},
	{name: "v3 alone", manner: lacking("v2"), people: 3},
	{name: "v2 alone", manner: lacking("v3"), people: 3},
	{name: "the core alone", always: true, quick: true, manner: lacking("v2", "listing", "bulk", "accessroles", "login", "problem"), people: 3},
	{name: "the core alone in both versions", manner: manner{lacks: []string{"listing", "bulk", "accessroles", "login", "problem"}, errors: "json"}, people: 3},
	{name: "errors as plain text", manner: lacking("problem")},
	{name: "errors as JSON of another shape", manner: manner{lacks: []string{"problem"}, errors: "json"}},
	{name: "without roles to edit", manner: lacking("accessroles")},
	{name: "without log-in", manner: lacking("login")},
	{name: "without listing", manner: lacking("listing")},
	{name: "without bulk", manner: lacking("bulk")},
	{name: "without log-in and roles", manner: lacking("login", "accessroles")},
	{name: "listing beside the core", manner: lacking("bulk", "accessroles", "login", "problem")},
	{name: "bulk beside the core", manner: lacking("listing", "accessroles", "login", "problem")},
	{name: "only bootstrap is known", always: true, manner: manner{wide: true}, only: []string{conformance.Bootstrap}},
	{name: "only bootstrap is known, no log-in", manner: lacking("login"), only: []string{conformance.Bootstrap}},
	{name: "only bootstrap is known to the core", manner: lacking("listing", "bulk", "accessroles", "login"), only: []string{conformance.Bootstrap}},
	{name: "bootstrap and a client", manner: lacking("login"), only: []string{conformance.Bootstrap, "client"}},
	{name: "a coarse clock", manner: manner{clock: clock{tick: 4 * time.Second}}}, // 5 s from the Date of a reply is the most
	{name: "a clock that is behind", manner: manner{clock: clock{skew: -20 * 365 * 24 * time.Hour}}},
	{name: "a clock that is ahead", manner: manner{clock: clock{skew: 26 * time.Hour, tick: time.Millisecond}}},
	{name: "relative and terse", manner: manner{location: "relative", terse: true, bare: true, options: true}},
	{name: "others write meanwhile", crowded: true, people: 50},
	{name: "others write meanwhile, coarse clock", always: true, manner: manner{clock: clock{tick: time.Second}}, crowded: true, people: 50},
	{name: "two thousand strangers", people: 2000},
	{name: "signed tokens", manner: manner{jwt: true}, people: 3},
}

func TestRightVariantsAreConformant(t *testing.T) {
	for i, v := range variants {
		if !every() && (!v.always || testing.Short() && !v.quick) {
			continue
		}
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(v.manner, "")
			target := s.settle(v.people, v.only...)
			serve(t, s, target)
			if v.crowded {
				s.crowd(t, target.Address)
			}
			asked := conformance.Options{Strict: true, Timeout: 30 * time.Second}
			if race.Enabled && i > 0 && s.has("v3") {
				asked.Filter = "v3" // of each operation, one version: the first variant is asked all
			}
			report, err := conformance.Run(t.Context(), target, asked)
			if err != nil {
				t.Fatal(err)
			}
			short := report.Verdict == conformance.Inconclusive && report.Counts.NotAsked > 0
			blame(t, report, short && (!s.has("login") || !s.has("accessroles")))
			t.Logf("%s: %+v in %.1f s, %d requests", report.Verdict, report.Counts, report.Took, report.Requests)
		})
	}
}

// TestATargetWithoutBootstrap tells only of callers that cannot set up: no check
// may fail for that, and what could not be asked is no pass.
func TestATargetWithoutBootstrap(t *testing.T) {
	s := newServer(manner{}, "")
	target := s.settle(3, "client", "user-read", "all-write", "disabled", "inactive-role")
	serve(t, s, target)
	report, err := conformance.Run(t.Context(), target, conformance.Options{Strict: true})
	if err != nil {
		t.Logf("it is refused: %v", err)
		return
	}
	if report.Counts.Failed > 0 || report.Verdict == conformance.Violated {
		blame(t, report, true)
	}
	t.Logf("%s: %+v, %s", report.Verdict, report.Counts, report.Reason)
}

// blame tells what a report has against a right server. One that cannot make the
// callers that are asked for is excused from being called conformant.
func blame(t *testing.T, report *conformance.Report, excused bool) {
	t.Helper()
	for _, result := range report.Results {
		switch result.Status {
		case conformance.Failed:
			for _, problem := range result.Problems[:min(2, len(result.Problems))] {
				t.Errorf("%s (%s)\nexpected %s\ngot %s\n%s", result.Check.ID, result.Check.Title, problem.Expected, problem.Got, shorten(problem.Exchange))
			}
		case conformance.Broken:
			t.Errorf("%s is broken: %s", result.Check.ID, result.Reason)
		}
	}
	if report.Verdict != conformance.Conformant && !excused {
		t.Errorf("%s: %s", report.Verdict, report.Reason)
	}
	for _, made := range report.Made {
		if made.Left > 0 {
			t.Errorf("%d of %s are left active", made.Left, made.Collection)
		}
	}
}

func shorten(x *conformance.Evidence) string {
	if x == nil {
		return ""
	}
	text := x.String()
	return text[:min(len(text), 1500)]
}

// crowd lets strangers come and change until the test ends.
func (s *server) crowd(t *testing.T, address string) {
	s.mu.Lock()
	token := ""
	for held, id := range s.tokens {
		if s.users[id].names == "all-read+all-write" {
			token = held
		}
	}
	s.mu.Unlock()
	ctx, stop := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			id := s.ask(ctx, token, "POST", address+"/v3/users", fmt.Sprintf(`{"email":"crowd%d@people.example","name":{"names":"Crowd","lastName":"%d"}}`, i, i))
			s.ask(ctx, token, "PATCH", address+"/v3/users/"+id, `{"jobTitle":"passer-by","isActive":false}`)
			s.ask(ctx, token, "POST", address+"/v3/accessroles", `{"name":"Crowd","permissions":[]}`)
			time.Sleep(time.Millisecond)
		}
	})
	t.Cleanup(func() {
		stop()
		done.Wait()
		if _, n := s.count(); n < 10 {
			t.Errorf("only %d strangers came", n)
		}
	})
}

func (s *server) count() (all, crowd int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.users {
		if u.names == "Crowd" {
			crowd++
		}
	}
	return len(s.users), crowd
}

// ask sends a request as one of the crowd, and returns the id that was made.
func (s *server) ask(ctx context.Context, token, method, url, body string) string {
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		return ""
	}
	r.Header.Set("Authorization", "bearer "+token)
	r.Header.Set("Admin", "true")
	r.Header.Set("Content-Type", "application/json")
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		return ""
	}
	defer reply.Body.Close()
	place := reply.Header.Get("Location")
	return place[strings.LastIndex(place, "/")+1:]
}
