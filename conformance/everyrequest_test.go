package conformance_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// tenanted is a contract whose every request names a tenant: which ones there are, the
// document does not say.
const tenanted = `
openapi: 3.1.0
info: {title: Notes, version: "1"}
paths:
  /notes:
    parameters: [{name: X-Tenant, in: header, required: true, schema: {type: string}}]
    get: {operationId: listNotes, responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Note"}}}}}, "400": {description: No.}}}
    post: {operationId: addNote, requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}, responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}, "400": {description: No.}}}
  /notes/{id}:
    parameters: [{name: X-Tenant, in: header, required: true, schema: {type: string}}, {name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getNote, responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}, "400": {description: No.}, "404": {description: None.}}}
    delete: {operationId: removeNote, responses: {"204": {description: Gone.}, "400": {description: No.}, "404": {description: None.}}}
components: {schemas: {Note: {type: object, required: [id, text], properties: {id: {type: string, readOnly: true}, text: {type: string}}}}}
`

// TestAHeaderOfEveryRequestIsSentAsItIs has a server that knows one tenant alone, which
// the user names: no value is made up in its place, and none is left out.
func TestAHeaderOfEveryRequestIsSentAsItIs(t *testing.T) {
	contract, err := spec.Load("notes.yaml", []byte(tenanted))
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Tenant") != "acme" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		mock.ServeHTTP(w, r)
	})
	target := &conformance.Target{Handler: server, Features: contract.Features, Personas: mock.Personas()}
	report, err := conformance.Run(t.Context(), target, conformance.Options{
		Contract: contract, Strict: true, Header: http.Header{"X-Tenant": {"acme"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	missing := 0
	for _, r := range report.Results {
		switch {
		case strings.Contains(r.Check.ID, "/missing/X-Tenant"):
			missing++
			if r.Status != conformance.Skipped {
				t.Errorf("%s is %s, though the header is sent", r.Check.ID, r.Status)
			}
		case r.Status == conformance.Failed || r.Status == conformance.Broken:
			t.Errorf("%s is %s: %s %+v", r.Check.ID, r.Status, r.Reason, r.Problems)
		}
	}
	if missing != 4 || report.Counts.Passed < 30 {
		t.Errorf("%d checks of a missing tenant, %s", missing, report.Counts)
	}
}

// TestHeadersOfTheRunItselfMayBeOfTheDocument has documents that require a header which
// the run sends, or leaves out, for its own ends: its value fits, and where it is to be
// missing it is.
func TestHeadersOfTheRunItselfMayBeOfTheDocument(t *testing.T) {
	for name, schema := range map[string]string{"X-Request-ID": "{type: string, format: uuid}", "Idempotency-Key": "{type: string}"} {
		t.Run(name, func(t *testing.T) {
			text := strings.ReplaceAll(strings.ReplaceAll(tenanted, "X-Tenant", name), "required: true, schema: {type: string}}]\n    get: {operationId: listNotes", "required: true, schema: "+schema+"}]\n    get: {operationId: listNotes")
			contract, err := spec.Load("notes.yaml", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			report := askedOfItsMock(t, contract)
			for _, r := range report.Results {
				if r.Status != conformance.Passed {
					t.Errorf("%s is %s: %s %+v", r.Check.ID, r.Status, r.Reason, r.Problems)
				}
			}
			if report.Counts.Passed < 30 {
				t.Errorf("few checks: %s", report.Counts)
			}
		})
	}
}

// conditioned is a contract whose change has to bring a condition.
const conditioned = `
openapi: 3.1.0
info: {title: Pages, version: "1"}
paths:
  /pages:
    get: {operationId: listPages, responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Page"}}}}}}}
    post: {operationId: addPage, requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Page"}}}}, responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Page"}}}}, "400": {description: No.}}}
  /pages/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getPage, responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Page"}}}}, "404": {description: None.}}}
    put: {operationId: putPage, parameters: [{name: If-Match, in: header, required: true, schema: {type: string}}], requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Page"}}}}, responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Page"}}}}, "400": {description: No.}, "404": {description: None.}, "412": {description: Another has changed it.}}}
    delete: {operationId: removePage, parameters: [{name: If-Unmodified-Since, in: header, required: true, schema: {type: string}}], responses: {"204": {description: Gone.}, "404": {description: None.}, "412": {description: Another has changed it.}}}
components: {schemas: {Page: {type: object, required: [id, text], properties: {id: {type: string, readOnly: true}, text: {type: string, minLength: 1}}}}}
`

// TestARequiredConditionHolds has a server that does what it is asked where the condition
// that comes with it holds, and nothing else.
func TestARequiredConditionHolds(t *testing.T) {
	contract, err := spec.Load("pages.yaml", []byte(conditioned))
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int64
	server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		since, err := http.ParseTime(r.Header.Get("If-Unmodified-Since"))
		fails := r.Method == http.MethodPut && r.Header.Get("If-Match") != "*" || r.Method == http.MethodDelete && (err != nil || time.Since(since) > time.Minute)
		if fails && strings.HasPrefix(r.URL.Path, "/pages/") {
			w.WriteHeader(http.StatusPreconditionFailed)
			return
		}
		asked.Add(1)
		mock.ServeHTTP(w, r)
	})
	report, err := conformance.Run(t.Context(), &conformance.Target{Handler: server, Personas: mock.Personas()}, conformance.Options{Contract: contract, Strict: true, Concurrency: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Results {
		if r.Status == conformance.Failed || r.Status == conformance.Broken {
			t.Errorf("%s is %s: %s %+v", r.Check.ID, r.Status, r.Reason, r.Problems)
		}
	}
	if report.Counts.Passed < 30 || asked.Load() < 50 {
		t.Errorf("%d requests, %s", asked.Load(), report.Counts)
	}
}
