package conformance_test

import (
	"net/http"
	"strings"
	"testing"

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
