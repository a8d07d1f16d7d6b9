package conformance_test

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// shop is a document in which nobody wrote more of our words than OpenAPI has none
// for, a header with one value and members with rights of their own: scopes, basic, a key, cursors, a put that replaces and a delete.
const shop = `
openapi: 3.1.0
info: {title: Shop, version: "1"}
security: [{oauth: [toys:read]}]
paths:
  /toys:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
        - {name: cursor, in: query, schema: {type: string}}
        - {name: size, in: query, schema: {type: string, enum: [small, large]}}
        - {name: color, in: query, schema: {type: string}, x-filter: {in: color}}
      responses: {"200": {description: Some., content: {application/json: {schema: {$ref: "#/components/schemas/Toys"}}}}}
    post:
      security: [{oauth: [toys:write]}, {basic: []}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Toy"}}}}
      responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Toy"}}}}, "409": {description: Taken.}, "422": {description: Wrong.}}
  /toys/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string, format: uuid}}]
    get: {responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Toy"}}}}, "404": {description: None.}}}
    put:
      security: [{oauth: [toys:read, toys:write]}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Toy"}}}}
      responses: {"200": {description: Put., content: {application/json: {schema: {$ref: "#/components/schemas/Toy"}}}}, "404": {description: None.}, "422": {description: Wrong.}}
    patch:
      security: [{oauth: [toys:write], staff: []}]
      parameters: [{name: X-Shop, in: header, required: true, schema: {type: string, minLength: 1}}]
      requestBody: {required: true, content: {application/json: {schema: {type: object, x-forbidden: [id], properties: {name: {type: string}, color: {type: string, x-security: [{oauth: [toys:paint]}]}}}}}}
      responses: {"200": {description: Changed., content: {application/json: {schema: {$ref: "#/components/schemas/Toy"}}}}, "404": {description: None.}, "409": {description: Taken.}, "422": {description: Wrong.}}
    delete: {security: [{key: []}], responses: {"204": {description: Gone.}, "404": {description: None.}}}
components:
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {"toys:read": Read., "toys:write": Write., "toys:paint": Paint.}}}}
    basic: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
    staff: {type: apiKey, in: header, name: X-Staff, x-value: "yes"}
  schemas:
    Toy: {type: object, required: [id, name], properties: {id: {type: string, format: uuid, readOnly: true}, name: {type: string}, color: {type: string}, size: {type: string, enum: [small, large]}}}
    Toys: {type: object, required: [items], properties: {items: {type: array, items: {$ref: "#/components/schemas/Toy"}}, nextCursor: {type: string}}}
`

// TestPlainDocumentsAreChecked asks the mocks of documents without callers, as they
// are and with one fault after another: each is told by its rule, and every kind of
// check has told of one.
func TestPlainDocumentsAreChecked(t *testing.T) {
	var mu sync.Mutex
	told := map[string]bool{} // kinds of checks that have failed
	documents := []struct {
		name, text string
		faults     []openAPIFault
	}{
		{"shop", shop, shopFaults()},
		{"depot", depot, depotFaults()},
		{"tools", tools, toolsFaults()},
	}
	contracts := map[string]*spec.Contract{}
	for _, d := range documents {
		contract, err := spec.Load(d.name+".yaml", []byte(d.text))
		if err != nil {
			t.Fatal(err)
		}
		contracts[d.name] = contract
	}
	t.Run("faults", func(t *testing.T) {
		for _, d := range documents {
			for i, fault := range d.faults {
				if testing.Short() && i%4 > 0 {
					continue
				}
				t.Run(d.name+"/"+fault.name, func(t *testing.T) {
					t.Parallel()
					failed := askedWith(t, contracts[d.name], fault)
					mu.Lock()
					defer mu.Unlock()
					rules := map[string]bool{}
					for _, c := range failed {
						rules[c.Requirement.ID], told[kindOf(c)] = true, true
					}
					if fault.rule != "" && !rules[fault.rule] {
						t.Errorf("nothing tells of it by %s, but %v", fault.rule, rules)
					}
				})
			}
		}
	})
	if testing.Short() {
		return
	}
	for _, d := range documents {
		for _, c := range conformance.Catalog(contracts[d.name]) {
			if kind := kindOf(c); !told[kind] {
				told[kind] = true
				t.Errorf("%s has told of no fault; add one that it sees to %sFaults", c.ID, d.name)
			}
		}
	}
}

// TestThePlainDozenIsKeptByItsOwnMock asks the mocks of the small documents that
// stand for the shapes there are: nothing is violated, broken or left.
func TestThePlainDozenIsKeptByItsOwnMock(t *testing.T) {
	files, _ := filepath.Glob("../internal/corpus/testdata/*.yaml")
	if len(files) < 12 {
		t.Fatalf("there are %d documents", len(files))
	}
	if testing.Short() {
		files = files[:4]
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			for _, c := range askedWith(t, loaded(t, file), openAPIFault{breaks: func(h http.Handler) http.Handler { return h }}) {
				t.Errorf("%s fails", c.ID)
			}
		})
	}
}

// operationOf is the operation that stands in the id of a check, "" where none does.
func operationOf(contract *spec.Contract, check string) string {
	for _, op := range contract.Operations {
		if parts := strings.Split(check, "/"); len(parts) > 1 && parts[1] == op.ID {
			return op.ID
		}
	}
	return ""
}

// askedWith asks the mock of a contract that has a fault, of the operation that its
// rule names or else of all, and returns the checks that fail. Without one none does,
// and none is broken.
func askedWith(t *testing.T, contract *spec.Contract, fault openAPIFault) []*conformance.Check {
	t.Helper()
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	target := &conformance.Target{Handler: fault.breaks(mock), Features: contract.Features, Personas: mock.Personas()}
	var plan conformance.Plan
	report, err := conformance.Run(context.Background(), target, conformance.Options{
		Contract: contract, Filter: operationOf(contract, fault.rule), Plan: func(p conformance.Plan) { plan = p },
	})
	if err != nil {
		t.Fatal(err)
	}
	if fault.rule == "" && len(report.Missing) > 0 {
		t.Errorf("personas are said to be missing: %v", report.Missing)
	}
	var failed []*conformance.Check
	for _, r := range report.Results {
		if r.Status == conformance.Failed {
			failed = append(failed, r.Check)
		}
		if fault.rule == "" && (r.Status == conformance.Failed || r.Status == conformance.Broken) {
			t.Errorf("%s: %s %v", r.Check.ID, r.Reason, r.Problems)
		}
	}
	made, left, most := 0, 0, plan.Records+plan.Users
	for _, m := range report.Made {
		made += m.Records
		if !m.Lasting {
			left += m.Left
		}
	}
	if made > most || fault.rule == "" && left > 0 {
		t.Errorf("made %d records, said %d at most, and left %d", made, most, left)
	}
	return failed
}

// kindOf is a check without the operation and the member that it is about.
func kindOf(c *conformance.Check) string {
	parts := strings.Split(c.ID, "/")
	if c.Operation != nil {
		parts = append(parts[:1], parts[2:]...)
	}
	return strings.Join(parts[:2], "/")
}
