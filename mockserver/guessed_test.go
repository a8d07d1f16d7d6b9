package mockserver_test

import (
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// TestAGuessedReferenceRefusesNothing posts the example of a document in which
// nobody wrote a word of ours: it names a record that there is not.
func TestAGuessedReferenceRefusesNothing(t *testing.T) {
	contract, err := spec.Load("shop.yaml", []byte(`
openapi: 3.0.3
info: {title: Shop, version: "1"}
components:
  schemas:
    Pet: {type: object, required: [name], properties: {id: {type: integer}, name: {type: string}}}
    Order: {type: object, properties: {id: {type: integer}, petId: {type: integer}, note: {type: string}}}
paths:
  /pets:
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}}
  /pets/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}}
  /orders:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}}
  /orders/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	if r := contract.ResourceOf("orders"); r == nil || len(r.References) == 0 {
		t.Fatal("no reference is guessed, so that nothing is shown")
	}
	world, err := fixtures.Seed(contract)
	if err != nil {
		t.Fatal(err)
	}
	a := serveWorld(t, contract, world)
	a.do(`POST /orders {"id":77,"petId":198772}`, "", 201, `"petId":198772`)
	a.do("GET /orders/77", "", 200, `"petId":198772`)
}
