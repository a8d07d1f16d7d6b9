package engine

import (
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestAnUnknownIDOfMultiplesIsNobodysByChance asks often for an id that no record has
// where ids are tens.
func TestAnUnknownIDOfMultiplesIsNobodysByChance(t *testing.T) {
	c, err := spec.Load("lamps.yaml", []byte(`
openapi: 3.1.0
info: {title: Lamps, version: "1"}
paths:
  /lamps:
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Lamp"}}}}}}}
  /lamps/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Lamp"}}}}}}
components:
  schemas:
    Lamp: {type: object, required: [id], properties: {id: {type: integer, minimum: 10, multipleOf: 10, readOnly: true}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		if id := UnknownID(c.Resources[0], "20"); len(id) < minTelling {
			t.Fatalf("%s may be somebody's", id)
		}
	}
}
