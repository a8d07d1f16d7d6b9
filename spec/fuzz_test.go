package spec_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

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
		_ = contract.Matrix().String()
		for _, version := range []string{"3.0", "3.1"} {
			text, err := contract.Print(spec.YAML, version)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := spec.ParseDocument("printed.yaml", text); err != nil {
				t.Fatalf("what was printed cannot be read: %v\n%s", err, text)
			}
		}
	})
}

// FuzzDecodeJSON holds the decoder to encoding/json: what it accepts, that
// accepts too, as the same value; and what it writes again is the same value.
func FuzzDecodeJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2.5e3,"x",true,null,{"b":{}}]}`, `{"a":1,"a":2}`, `"\ud800"`, "\"\xff\"", `1 2`, ``, `[`, `{"a"}`, `1e999`, "[[[[]]]]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		value, err := spec.DecodeJSON(text)
		if err != nil {
			var bad *spec.SyntaxError
			if !errors.As(err, &bad) || bad.Reason == "" {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if !json.Valid(text) {
			t.Fatalf("accepted what encoding/json does not: %q", text)
		}
		again, err := spec.DecodeJSON(spec.AppendJSON(nil, value, nil))
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		a, _ := json.Marshal(value)
		b, _ := json.Marshal(again)
		if string(a) != string(b) {
			t.Fatalf("%s became %s", a, b)
		}
	})
}
