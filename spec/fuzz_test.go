package spec_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/spec"
)

// small is a document that fuzzing can grow from quickly.
const small = `openapi: 3.1.0
info: {title: T, version: "1"}
x-principal: {collection: things, enabled: on, roles: roles, permissions: may}
paths:
  /things/{id}:
    get: &get
      operationId: getThing
      security: [{token: [read]}]
      x-action: {read: things}
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {type: object, properties: {data: {$ref: "#/components/schemas/Thing"}}}}}}}
  /other/{id}:
    get: {<<: *get, operationId: getOther}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
  schemas:
    Thing:
      type: object
      x-resource: {collection: things, id: id, references: [{member: roles, collection: things}]}
      properties:
        id: {type: string}
        on: {type: boolean}
        may: {type: array, items: {type: string}}
        roles: {type: array, items: {type: string}}
`

// FuzzLoad feeds documents to the loader: it answers with a contract or with
// problems that say where and how to mend, and never breaks.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(strings.Replace(small, "things}", "nothings}", 1)))
	f.Add([]byte("openapi: 3.1.0\npaths: {/a: {get: {$ref: '#/paths'}}}"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("a: &a {<<: *a}"))
	f.Add([]byte("openapi: 3.1.0\n<<: [1, {a: b}]\ncomponents: {schemas: {A: {allOf: [{$ref: '#/components/schemas/A'}]}}}"))
	f.Add([]byte(`{"openapi":"3.0.3","info":{"title":"x","version":"1"},"paths":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		contract, err := spec.Load("fuzz.yaml", data)
		if err != nil {
			var problems spec.Problems
			if !errors.As(err, &problems) || len(problems) == 0 {
				t.Fatalf("an error that names no problem: %v", err)
			}
			for _, p := range problems {
				if p.What == "" || p.Mend == "" {
					t.Fatalf("a problem without words: %+v", p)
				}
			}
			return
		}
		_ = contract.Matrix()
		for _, version := range []string{"3.0", "3.1"} {
			text, err := contract.Print("yaml", version)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := document.Parse("printed.yaml", text); err != nil {
				t.Fatalf("what was printed cannot be read: %v\n%s", err, text)
			}
		}
	})
}
