package spec_test

import "testing"

// TestWhatDoesNotCompileAsksNothing has schemas in a circle, one of which has a pattern
// that RE2 does not know: anything fits those that lead to it, since nobody knows what
// it lets fit.
func TestWhatDoesNotCompileAsksNothing(t *testing.T) {
	op := load(t, small31("3.1.0", `requestBody: {content: {application/json: {schema: {type: object, properties: {a: {$ref: "#/components/schemas/Not"}}}}}}, responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Next"}}}}, "202": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Other"}}}}}`,
		`components: {schemas: {
    Not: {not: {$ref: "#/components/schemas/Next"}},
    Next: {properties: {n: {$ref: "#/components/schemas/Wrong"}}},
    Wrong: {patternProperties: {"^(?=a)": {$ref: "#/components/schemas/Not"}}},
    Other: {properties: {w: {$ref: "#/components/schemas/Next"}, n: {type: integer}}}}}`)).Operations[0]
	if !op.Body.Schema.Valid(map[string]any{"a": "text"}) {
		t.Error("a schema that leads to what does not compile refuses a value")
	}
	for _, reply := range op.Replies {
		if !reply.Schema.Valid(map[string]any{"n": "text"}) {
			t.Errorf("what %d replies leads to what does not compile, perhaps before, and refuses a value", reply.Status)
		}
	}
}

// TestSchemasInACircleAreHeldToEachOther has two schemas that refer to each other, and
// asks one of them first in one way, then in another.
func TestSchemasInACircleAreHeldToEachOther(t *testing.T) {
	op := load(t, small31("3.1.0", `requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}, responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/B"}}}}}`,
		`components: {schemas: {
    A: {type: object, properties: {b: {$ref: "#/components/schemas/B"}, given: {type: string, readOnly: true}}},
    B: {type: object, required: [id], properties: {id: {type: integer, readOnly: true}, a: {anyOf: [{type: "null"}, {$ref: "#/components/schemas/A"}]}}}}}`)).Operations[0]
	for _, c := range []struct {
		value       map[string]any
		sent, given bool
	}{
		{map[string]any{"b": map[string]any{"a": map[string]any{"b": map[string]any{}}}}, true, true},
		{map[string]any{"b": map[string]any{"a": map[string]any{"b": 1}}}, false, true},
		{map[string]any{"b": map[string]any{"a": map[string]any{"given": "text"}}}, false, true},
		{map[string]any{"id": 1, "a": map[string]any{"b": map[string]any{"id": 1}}}, true, true},
		{map[string]any{"id": 1, "a": map[string]any{"b": map[string]any{}}}, true, false},
	} {
		if got := op.Body.Schema.Valid(c.value); got != c.sent {
			t.Errorf("%v is valid in a request: %t", c.value, got)
		}
		if _, isB := c.value["id"]; isB && op.Replies[0].Schema.Valid(c.value) != c.given {
			t.Errorf("%v is valid in a reply: %t", c.value, !c.given)
		}
	}
}
