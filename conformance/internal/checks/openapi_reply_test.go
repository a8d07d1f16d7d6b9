package checks

import (
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestWhatTakesTooLongToCheckIsHeldAgainstNobody has a reply that fits both of two
// alternatives at each of many levels, and replies that fit none.
func TestWhatTakesTooLongToCheckIsHeldAgainstNobody(t *testing.T) {
	contract, err := spec.Load("deep.yaml", []byte(`
openapi: 3.1.0
info: {title: Filters, version: "1"}
paths:
  /filter:
    get:
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Filter"}}}}}
components:
  schemas:
    Filter: {oneOf: [{$ref: "#/components/schemas/And"}, {$ref: "#/components/schemas/Or"}]}
    And: {type: object, required: [and], properties: {and: {type: integer}, of: {$ref: "#/components/schemas/Filter"}}}
    Or: {type: object, required: [or], properties: {or: {type: integer}, of: {$ref: "#/components/schemas/Filter"}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	schema := contract.Operations[0].Success().Schema
	deep := map[string]any{"and": 1.0}
	for range 40 {
		deep = map[string]any{"and": 1.0, "or": 1.0, "of": deep}
	}
	if v := misfit(schema, deep); v != nil {
		t.Errorf("too many ways: %+v", v)
	}
	for _, wrong := range []map[string]any{{}, {"and": "text"}, {"and": 1.0, "of": map[string]any{}}} {
		if misfit(schema, wrong) == nil {
			t.Errorf("%v fits", wrong)
		}
	}
}
