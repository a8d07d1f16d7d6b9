package conformance_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// readsAsTyped is a server that reads a number or a truth as the text of it, one value as a list of one, and null
// as what was not sent, as many frameworks do, and numbers of the query as JavaScript.
func readsAsTyped(h http.Handler) http.Handler {
	reads := func(body map[string]any) {
		for name, value := range body {
			if value == nil && name != "name" && name != "price" {
				delete(body, name)
			}
		}
		switch body["name"].(type) {
		case float64, bool:
			body["name"] = fmt.Sprint(body["name"])
		}
		if _, many := body["marks"].([]any); !many && body["marks"] != nil {
			body["marks"] = []any{body["marks"]}
		}
		marks, _ := body["marks"].([]any)
		for i, mark := range marks {
			switch mark.(type) {
			case nil:
				marks[i] = ""
			case float64, bool:
				marks[i] = fmt.Sprint(mark)
			}
		}
		if heavy, is := body["weight"].(bool); is {
			body["weight"] = json.Number(map[bool]string{true: "1", false: "0"}[heavy])
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch} {
		h = sent(method, reads)(h)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.RawQuery = asJavaScript.Replace(r.URL.RawQuery)
		h.ServeHTTP(w, r)
	})
}

// asJavaScript has the numbers that only JavaScript reads as numbers of all.
var asJavaScript = strings.NewReplacer("=1e1", "=10", "=0x1", "=1")

// TestWhatFrameworksReadAsTypedIsAWarning asks a server that turns values into the
// types of their members, and one that stores null as it came.
func TestWhatFrameworksReadAsTypedIsAWarning(t *testing.T) {
	contract, err := spec.Load("tools.yaml", []byte(tools))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(server func(http.Handler) http.Handler) *conformance.Report {
		mock, err := mockserver.New(contract)
		if err != nil {
			t.Fatal(err)
		}
		report, err := conformance.Run(context.Background(), &conformance.Target{Handler: server(mock)}, conformance.Options{Contract: contract})
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	report := ask(readsAsTyped)
	if report.Verdict != conformance.Conformant {
		t.Errorf("a server that turns values into their types is %s", report.Verdict)
	}
	failed := map[string]bool{}
	for _, r := range report.Results {
		if r.Status == conformance.Failed {
			failed[r.Check.ID] = true
		}
	}
	for _, id := range []string{"INPUT-1/postTools/coerced", "INPUT-1/putToolsToolId/coerced", "INPUT-1/patchToolsToolId/coerced"} {
		if !failed[id] {
			t.Errorf("%s does not tell of it", id)
		}
		delete(failed, id)
	}
	for id := range failed {
		if id != "INPUT-1/postToolsToolIdRepairs/coerced" {
			t.Errorf("%s fails", id)
		}
	}
	showsNull := func(mock http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			text, got := read(r), httptest.NewRecorder()
			readsAsTyped(mock).ServeHTTP(got, clonedWith(r, text))
			var record map[string]any
			if strings.Contains(text, `"weight":null`) && json.Unmarshal(got.Body.Bytes(), &record) == nil && record["id"] != nil {
				record["weight"] = nil
				shown, _ := json.Marshal(record)
				got.Body = bytes.NewBuffer(shown)
			}
			copied(w, got)
		})
	}
	if report := ask(showsNull); report.Verdict != conformance.Violated {
		t.Errorf("a server that shows null where a number must be is %s", report.Verdict)
	}
}
