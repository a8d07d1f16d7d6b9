package conformance_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
)

// TestACallerThatTheRunMadeIsToldHowToMake has every check of the headers fail
// at a target with one persona.
func TestACallerThatTheRunMadeIsToldHowToMake(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs much of the suite")
	}
	mock, target := mockTarget(t, usersContract(t))
	target.Personas = target.Personas[:1]
	target.Address, target.Handler = "/api", rewriting(mock, func(h http.Header, text []byte) []byte {
		h.Del("X-Content-Type-Options")
		if strings.Contains(string(text), `"status":403`) {
			h.Set("Content-Type", "text/plain")
		}
		return text
	})
	report, err := conformance.Run(context.Background(), target, conformance.Options{Filter: "v3 && (permissions || shapes)"})
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, f := range report.Findings {
		for _, p := range f.Problems {
			ours := p.Caller != "" && p.Caller != "nobody" && target.Persona(p.Caller) == nil
			if ours != (p.Token != "") {
				t.Errorf("the token of %q is %q", p.Caller, p.Token)
			}
			if ours {
				told++
			}
			if strings.Contains(p.Token, "POST http://") && strings.Contains(p.Token, "/auth/local") != ours {
				t.Errorf("%s", p.Token)
			}
		}
	}
	if told == 0 {
		show(t, report)
		t.Error("no problem is one of a caller that the run made")
	}
}
