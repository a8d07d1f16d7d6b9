package conformance_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// kiosk is a document without callers of its own, below a base path.
const kiosk = `
openapi: 3.1.0
info: {title: Kiosk, version: "1"}
servers: [{url: /kiosk}]
security: [{staff: []}]
paths:
  /papers:
    get: {operationId: listPapers, security: [], responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Paper"}}}}}}}
    post:
      operationId: addPaper
      security: [{staff: [papers.keep]}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Paper"}}}}
      responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Paper"}}}}, "401": {description: Who?}, "403": {description: No.}}
  /sales:
    get: {operationId: listSales, security: [{staff: [sales.see]}], responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Sale"}}}}}, "401": {description: Who?}, "403": {description: No.}}}
  /sales/{id}:
    get: {operationId: getSale, security: [{staff: [sales.see]}], parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Sale"}}}}, "401": {description: Who?}, "403": {description: No.}, "404": {description: None.}}}
components:
  securitySchemes: {staff: {type: oauth2, flows: {}}}
  schemas:
    Paper: {type: object, required: [title], properties: {id: {type: string, readOnly: true}, title: {type: string}}}
    Sale: {type: object, required: [id], properties: {id: {type: string}, paper: {type: string}}}
`

// TestATargetFileThatIsWrongIsNoFaultOfTheServer has a right server of a document without
// callers asked with a token that nobody has, at another path, or where nobody is.
func TestATargetFileThatIsWrongIsNoFaultOfTheServer(t *testing.T) {
	contract, err := spec.Load("kiosk.yaml", []byte(kiosk))
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(mock)
	defer server.Close()
	gone := httptest.NewServer(mock)
	gone.Close()
	for _, c := range []struct {
		name, address, wrong string // the persona whose token is wrong
		verdict              conformance.Verdict
		says                 string
	}{
		{"nothing", server.URL + "/kiosk", "", conformance.Conformant, ""},
		{"the token of bootstrap", server.URL + "/kiosk", "bootstrap", conformance.Inconclusive, "the token of bootstrap is not seen to work"},
		{"the token of another", server.URL + "/kiosk", "sales.see", conformance.Inconclusive, "the token of sales.see is not seen to work"},
		{"the base path", server.URL, "", conformance.Inconclusive, "see whether the address ends as it should in /kiosk"},
		{"the port", gone.URL + "/kiosk", "", conformance.Inconclusive, "start it, mend its address, or wait for it with --wait"},
	} {
		t.Run(c.name, func(t *testing.T) {
			personas := mock.Personas()
			for i, p := range personas {
				if p.Name == c.wrong {
					personas[i].Token = "of-another-stage"
				}
			}
			target := &conformance.Target{Address: c.address, Personas: personas, Writable: true}
			report, err := conformance.Run(t.Context(), target, conformance.Options{Contract: contract})
			if err != nil {
				t.Fatal(err)
			}
			if report.Verdict != c.verdict || !strings.Contains(report.Reason, c.says) || report.Counts.Failed > 0 {
				t.Errorf("it is %s (%s): %s", report.Verdict, report.Reason, report.Counts)
			}
		})
	}
}

// TestOneOperationThatRefusesAGoodTokenIsAFault tells a server that takes no token on one
// path from a token that is not good.
func TestOneOperationThatRefusesAGoodTokenIsAFault(t *testing.T) {
	contract, err := spec.Load("kiosk.yaml", []byte(kiosk))
	if err != nil {
		t.Fatal(err)
	}
	failed := askedWith(t, contract, openAPIFault{"a list that lets nobody in", "AUTH-3/listSales", func(h http.Handler) http.Handler {
		return answering(h, http.MethodGet, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/sales") {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			h.ServeHTTP(w, r)
		})
	}})
	if len(failed) == 0 {
		t.Error("nothing tells of it")
	}
}
