package conformance_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// berths is of four rights, of which the tokens of the target hold one each, or all.
const berths = `
openapi: 3.1.0
info: {title: Berths, version: "1"}
paths:
  /boats:
    get:
      security: [{token: ["boats:read"]}]
      responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Boat"}}}}}, "401": {description: Who., headers: {WWW-Authenticate: {schema: {type: string}}}}, "403": {description: No.}}
  /berths:
    get:
      security: [{token: ["berths:read"]}]
      responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Boat"}}}}}, "401": {description: Who.}, "403": {description: No.}}
    post:
      security: [{token: ["berths:write"]}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Boat"}}}}
      responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Boat"}}}}, "401": {description: Who.}, "403": {description: No.}, "422": {description: Wrong.}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Boat: {type: object, required: [name], properties: {id: {type: string, readOnly: true}, name: {type: string}}}
`

// TestToReadIsNotToWrite has a server that lets whoever may read write too, and a target
// whose tokens cannot be joined.
func TestToReadIsNotToWrite(t *testing.T) {
	contract, err := spec.Load("berths.yaml", []byte(berths))
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	personas := []fixtures.Persona{
		{Name: "bootstrap", Token: "whoever", Permissions: []string{"boats:read", "berths:read", "berths:write"}},
		{Name: "none", Token: "nobody", Permissions: []string{}},
		{Name: "a", Token: "first", Permissions: []string{"boats:read"}},
		{Name: "b", Token: "second", Permissions: []string{"berths:read"}},
		{Name: "c", Token: "third", Permissions: []string{"berths:write"}},
	}
	tokens := map[string]string{"whoever": "bootstrap", "nobody": "none", "first": "boats:read", "second": "berths:read", "third": "berths:write"}
	server := func(lenient bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			sent := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
			if sent != "" {
				r.Header.Set("Authorization", "Bearer "+tokens[sent]+map[bool]string{true: "unknown"}[tokens[sent] == ""])
			}
			if lenient && sent == "second" && r.Method == http.MethodPost {
				r.Header.Set("Authorization", "Bearer bootstrap")
			}
			mock.ServeHTTP(w, r)
		}
	}
	for _, lenient := range []bool{false, true} {
		report, err := conformance.Run(t.Context(), &conformance.Target{Handler: server(lenient), Personas: personas}, conformance.Options{Contract: contract, Filter: "AUTH-2"})
		if err != nil {
			t.Fatal(err)
		}
		failed := 0
		for _, r := range report.Results {
			if r.Status == conformance.Failed {
				failed++
				if !lenient {
					t.Errorf("%s: %s %v", r.Check.ID, r.Reason, r.Problems)
				}
			}
		}
		if lenient && failed == 0 {
			t.Error("nothing tells that whoever may read may write")
		}
	}
}
