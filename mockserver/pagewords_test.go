package mockserver_test

import (
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// TestAListTellsWhichPageItIs has two ways of saying it: beside the records, and in an
// object about the pages, counted from one and from zero.
func TestAListTellsWhichPageItIs(t *testing.T) {
	contract, err := spec.Load("shed.yaml", []byte(`
openapi: 3.1.0
info: {title: Shed, version: "1"}
paths:
  /rakes:
    get:
      parameters: [{name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}, {name: size, in: query, schema: {type: integer, minimum: 1, maximum: 50, default: 20}}]
      responses: {"200": {description: Some., content: {application/json: {schema: {type: object, required: [items, page, size], properties: {items: {type: array, items: {$ref: "#/components/schemas/Rake"}}, total: {type: integer}, page: {type: integer}, size: {type: integer}, pages: {type: integer}}}}}}}
    post: {requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Rake"}}}}, responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Rake"}}}}}}
  /rakes/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Rake"}}}}}}}
  /hoes:
    get:
      parameters: [{name: page, in: query, schema: {type: integer, minimum: 0, default: 0}}, {name: per_page, in: query, schema: {type: integer, minimum: 1, default: 20}}]
      responses: {"200": {description: Some., content: {application/json: {schema: {type: object, properties: {content: {type: array, items: {$ref: "#/components/schemas/Hoe"}}, page: {type: object, properties: {number: {type: integer}, size: {type: integer}, totalPages: {type: integer}, last: {type: boolean}}}}}}}}}
    post: {requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Hoe"}}}}, responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Hoe"}}}}}}
  /hoes/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Hoe"}}}}}}}
components:
  schemas:
    Rake: {type: object, required: [name], properties: {id: {type: string, readOnly: true}, name: {type: string}}}
    Hoe: {type: object, required: [name], properties: {id: {type: string, readOnly: true}, name: {type: string}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	a := serveWorld(t, contract, &fixtures.World{})
	a.do("GET /rakes", "", 200, `"total":0`, `"page":1`, `"size":20`, `"pages":0`)
	for _, name := range []string{"a", "b", "c"} {
		a.do("POST /rakes {\"name\":\""+name+"\"}", "Content-Type: application/json", 201)
		a.do("POST /hoes {\"name\":\""+name+"\"}", "Content-Type: application/json", 201)
	}
	a.do("GET /rakes?page=2&size=2", "", 200, `"total":3`, `"page":2`, `"size":2`, `"pages":2`)
	a.do("GET /hoes?per_page=2", "", 200, `"number":0`, `"size":2`, `"totalPages":2`, `"last":false`)
	a.do("GET /hoes?per_page=2&page=1", "", 200, `"number":1`, `"last":true`)
}
