package conformance_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// fleet is a document of boats whose crew and marks are changed below one of them.
const fleet = `
openapi: 3.1.0
info: {title: Fleet, version: "1"}
paths:
  /boats:
    get: {operationId: listBoats, responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Boat"}}}}}}}
    post: {operationId: addBoat, requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Boat"}}}}, responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Boat"}}}}}}
  /boats/{id}:
    get: {operationId: getBoat, parameters: [&id {name: id, in: path, required: true, schema: {type: string}}], responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Boat"}}}}, "404": {description: None.}}}
  /boats/{id}/crew:
    post:
      operationId: hire
      ACT-hire
      parameters: [*id]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Sailor"}}}}
      responses: {"204": {description: Hired.}, "404": {description: None.}}
  /boats/{id}/crew/{sailor_id}:
    parameters: [*id, {name: sailor_id, in: path, required: true, schema: {type: string}}]
    patch:
      operationId: promote
      ACT-promote
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {rank: {type: string}}}}}}
      responses: {"204": {description: Promoted.}, "404": {description: None.}}
    delete:
      operationId: dismiss
      ACT-dismiss
      responses: {"204": {description: Dismissed.}, "404": {description: None.}}
  /boats/{id}/marks:
    post:
      operationId: mark
      ACT-mark
      parameters: [*id]
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {marks: {type: array, items: {type: string}}}}}}}
      responses: {"204": {description: Marked.}, "404": {description: None.}}
    delete:
      operationId: scrub
      ACT-scrub
      parameters: [*id]
      responses: {"204": {description: Scrubbed.}, "404": {description: None.}}
components:
  schemas:
    Boat:
      type: object
      required: [name]
      properties:
        id: {type: string, readOnly: true}
        name: {type: string}
        crew: {type: array, readOnly: true, items: {$ref: "#/components/schemas/Sailor"}}
        marks: {type: array, readOnly: true, items: {type: string}}
    Sailor: {type: object, required: [id], properties: {id: {type: string}, rank: {type: string}}}
`

// fleetActions are what the operations of a fleet do, in the document's own words.
var fleetActions = map[string]string{
	"hire":    "x-action: {addItem: boats, in: crew, id: id, changes: .}",
	"promote": "x-action: {updateItem: boats, in: crew, id: id, changes: .}",
	"dismiss": "x-action: {removeItem: boats, in: crew, id: id}",
	"mark":    "x-action: {addItem: boats, in: marks, ids: marks}",
	"scrub":   "x-action: {removeItem: boats, in: marks}",
}

// TestItemsThatAreForgottenAreTold has fleets that answer as they should and keep nothing:
// a violation where the document says what an operation does, else a warning.
func TestItemsThatAreForgottenAreTold(t *testing.T) {
	for _, written := range []bool{true, false} {
		text := fleet
		for id, action := range fleetActions {
			if !written {
				action = "description: " + id
			}
			text = strings.Replace(text, "ACT-"+id, action, 1)
		}
		contract, err := spec.Load("fleet.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		askedWith(t, contract, openAPIFault{breaks: func(h http.Handler) http.Handler { return h }})
		for _, fault := range []openAPIFault{
			{"nobody is hired", "STATE-10/hire/added", forgotten(http.MethodPost, "/crew")},
			{"nobody is promoted", "STATE-10/promote/changed", forgotten(http.MethodPatch, "/crew/")},
			{"nobody is dismissed", "STATE-10/dismiss/removed", forgotten(http.MethodDelete, "/crew/")},
			{"nothing is marked", "STATE-10/mark/added", forgotten(http.MethodPost, "/marks")},
			{"nothing is scrubbed", "STATE-10/scrub/removed", forgotten(http.MethodDelete, "/marks")},
		} {
			failed := askedWith(t, contract, fault)
			at := slices.IndexFunc(failed, func(c *conformance.Check) bool { return c.ID == fault.rule })
			if at < 0 {
				t.Errorf("%s: %s is not told, written: %v", fault.name, fault.rule, written)
				continue
			}
			if must := failed[at].Level == spec.MUST; must != written {
				t.Errorf("%s is a MUST: %v, want %v", fault.rule, must, written)
			}
		}
	}
}

// forgotten lets the requests of a method on a path be answered by 204, and do nothing.
func forgotten(method, path string) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return answering(h, method, func(w http.ResponseWriter, r *http.Request) {
			if !strings.Contains(r.URL.Path, path) {
				h.ServeHTTP(w, r)
				return
			}
			seen := httptest.NewRecorder()
			was := r.Clone(r.Context())
			was.Method, was.Body, was.ContentLength = http.MethodGet, http.NoBody, 0
			was.URL.Path, _, _ = strings.Cut(r.URL.Path, path)
			if h.ServeHTTP(seen, was); seen.Code != http.StatusOK {
				h.ServeHTTP(w, r)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		})
	}
}
