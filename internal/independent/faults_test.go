package independent

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
)

// breach is a rule of the contract, and mistakes that break it. What follows an
// @ are words that a call must all have for the mistake to be made: a version,
// a method, a noun, or as: and a permission of the caller.
type breach struct {
	rule   string
	faults []string
}

// few are the mistakes that are tried each time; the others take minutes.
var few = []string{
	"admin-not-false@v2", "own-roles-writable", "caller-cached-until-patched", "permission-glob@roles", "self-as-admin-with-rights-writes-isActive",
	"name-replaced@me v2", "email-case-counts@PATCH", "bulk-until-unknown@v2", "role-read-pause-write", "access-role-first-only",
	"modified-stays-when-same@v3", "password-cut-at-72",
	"login-frozen-edits@v3 PATCH users", "jwt-none@v2 me", "path-slashes-without-permission", "bulk-locks-in-order@v2", "nul-breaks@roles POST", "modified-grows-by-a-millisecond@me v2",
}

// triedFaults are those of a run that does not try all: with -short, every
// third of the few.
func triedFaults() []string {
	if !testing.Short() {
		return few
	}
	var out []string
	for i := 0; i < len(few); i += 3 {
		out = append(out, few[i])
	}
	return out
}

// TestFaultsAreFound puts one mistake at a time into the server. All of them
// are tried where ROLECALL_FAULTS is "all".
func TestFaultsAreFound(t *testing.T) {
	source := ownText(t)
	seen := map[string]bool{}
	for _, b := range breaches() {
		for _, fault := range b.faults {
			if seen[fault] {
				t.Errorf("%s stands twice", fault)
			}
			seen[fault] = true
			name, _, _ := strings.Cut(fault, "@")
			if !asked(source, name) {
				t.Errorf("%s is asked nowhere", name)
			}
			if !every() && !slices.Contains(triedFaults(), fault) {
				continue
			}
			t.Run(b.rule+"/"+fault, func(t *testing.T) {
				t.Parallel()
				report := tried(t, fault, b.filter(), !strings.HasPrefix(name, "crash"))
				if report.Verdict != conformance.Violated && b.filter() != "" {
					report = tried(t, fault, "", false) // it may take more than the checks of the rule to bring it about
				}
				switch {
				case report.Verdict != conformance.Violated:
					t.Errorf("%s: %+v", report.Verdict, report.Counts)
				case !b.named(report):
					t.Errorf("no finding names %s", b.rule)
				}
				for _, finding := range report.Findings {
					t.Logf("%s by %s", finding.Requirement, strings.Join(finding.Checks[:1], " "))
				}
				if strings.HasPrefix(name, "crash") && !told(report, fault) {
					t.Error("no finding names the operation")
				}
			})
		}
	}
	for _, fault := range few {
		if !seen[fault] {
			t.Errorf("%s is in no list", fault)
		}
	}
	t.Logf("%d mistakes", len(seen))
}

// places are the ends of paths, by noun.
var places = map[string]string{"me": "/users/me", "users": "/users", "user": "/users/{id}", "roles": "/accessroles", "role": "/accessroles/{id}", "login": "/auth/local"}

// told says whether a finding is about the operation that a crash is in.
func told(report *conformance.Report, fault string) bool {
	_, where, _ := strings.Cut(fault, "@")
	method, noun, _ := strings.Cut(where, " ")
	return slices.ContainsFunc(report.Findings, func(f conformance.Finding) bool {
		return slices.ContainsFunc(f.Operations, func(op string) bool {
			return strings.HasPrefix(op, method+" ") && strings.HasSuffix(op, places[noun])
		})
	})
}

// filter is of the checks of the rule that is broken, "" for all of them where
// the breach names no rule of the contract.
func (b breach) filter() string {
	if strings.Contains(b.rule, "-") {
		return b.rule
	}
	return ""
}

// named says whether a finding is of the rule.
func (b breach) named(report *conformance.Report) bool {
	return b.filter() == "" || slices.ContainsFunc(report.Findings, func(f conformance.Finding) bool {
		return slices.Contains(strings.Split(b.rule, " || "), f.Requirement)
	})
}

// tried is what the suite says of a server with one mistake.
func tried(t *testing.T, fault, filter string, failFast bool) *conformance.Report {
	t.Helper()
	s := newServer(manner{}, fault)
	target := s.settle(12)
	serve(t, s, target)
	report, err := conformance.Run(t.Context(), target, conformance.Options{Strict: true, FailFast: failFast, Filter: filter, Timeout: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// ownText is the source of the server.
func ownText(t *testing.T) string {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		if strings.Contains(file.Name(), "fault") {
			continue
		}
		text, err := os.ReadFile(file.Name())
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// asked says whether the server asks for a fault, by its whole name or by a
// part of it that stands beside a variable.
func asked(source, name string) bool {
	if strings.Contains(source, `fault("`+name+`")`) {
		return true
	}
	for i := 1; i < len(name); i++ {
		if strings.Contains(source, `fault("`+name[:i]+`"+`) || strings.Contains(source, `fault("`+name[:i]+`" +`) ||
			strings.Contains(source, `fault(name + "`+name[i:]+`")`) || strings.Contains(source, `fault(name+"`+name[i:]+`")`) {
			return true
		}
	}
	return false
}
