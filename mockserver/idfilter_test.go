package mockserver_test

import (
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestListsAreFilteredByIDsInEveryWay: an id is compared as any other member is.
func TestListsAreFilteredByIDsInEveryWay(t *testing.T) {
	contract, err := spec.Load("codes.yaml", []byte(`openapi: 3.1.0
info: {title: Codes, version: "1"}
paths:
  /codes:
    get:
      x-action: {list: codes}
      parameters:
        - {name: is, in: query, schema: {type: string}, x-filter: {in: id, ignoreCase: true}}
        - {name: beyond, in: query, schema: {type: string}, x-filter: {gt: id}}
      responses: {"200": {description: Some., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Code"}}, example: [{id: AB}, {id: CD}]}}}}
components: {schemas: {Code: {type: object, required: [id], x-resource: {collection: codes, id: id}, properties: {id: {type: string}}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	a := serveWorld(t, contract, nil)
	a.do("GET /codes?is=ab", "", 200, `[{"id":"AB"}]`)
	a.do("GET /codes?beyond=AB", "", 200, `[{"id":"CD"}]`)
	a.do("GET /codes?beyond=CD", "", 200, `[]`)
}
