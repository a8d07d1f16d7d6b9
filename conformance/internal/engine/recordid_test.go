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

// TestAnUnknownIDOfFewLettersIsNobodysByChance has ids of which hardly a letter stands
// for a digit: another of such alone may well be that of the next record.
func TestAnUnknownIDOfFewLettersIsNobodysByChance(t *testing.T) {
	c, err := spec.Load("letters.yaml", []byte(`{"openapi": "3.1.0", "info": {"title": "L", "version": "1"}, "paths": {},
		"components": {"schemas": {"A": {"type": "object", "x-resource": {"collection": "as", "id": "id"},
			"properties": {"id": {"type": "string", "pattern": "^[a-z-]+$"}}}}}}`))
	if err != nil {
		t.Fatal(err)
	}
	same := 0
	for range 200 {
		if id := UnknownID(c.Resources[0], "naabv"); id[0] == 'n' && id[4] == 'v' {
			same++
		}
	}
	if same > 10 {
		t.Errorf("%d of 200 differ in a few letters alone", same)
	}
}
