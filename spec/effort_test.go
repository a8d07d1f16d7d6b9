package spec_test

import (
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestAlternativesWithinAlternativesEnd has values of two schemas that may hold each
// other, which is found by trying both at each level.
func TestAlternativesWithinAlternativesEnd(t *testing.T) {
	op := load(t, small31("3.1.0", `requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/F"}}}}, responses: {"200": {description: ok}}`,
		`components: {schemas: {
    F: {oneOf: [{$ref: "#/components/schemas/A"}, {$ref: "#/components/schemas/B"}]},
    A: {type: object, required: [a], properties: {a: {type: integer}, next: {$ref: "#/components/schemas/F"}}},
    B: {type: object, required: [b], properties: {b: {type: integer}, next: {$ref: "#/components/schemas/F"}}}}}`)).Operations[0]
	schema := op.Body.Schema
	deep := func(levels int, names ...string) any {
		v := map[string]any{names[0]: 1.0}
		for range levels {
			outer := map[string]any{"next": v}
			for _, name := range names {
				outer[name] = 1.0
			}
			v = outer
		}
		return v
	}
	for _, c := range []struct {
		name  string
		value any
		kind  spec.ViolationKind
		told  string // "" for what fits
	}{
		{"the first at each level", deep(200, "a"), "", ""},
		{"the second at each level", deep(200, "b"), "", ""},
		{"both, in few levels", deep(3, "a", "b"), "", "alternative 1 and alternative 2"},
		{"both at each level", deep(200, "a", "b"), spec.Unchecked, "cannot be checked"},
		{"the second, with another member", deep(200, "b", "c"), "", ""},
		{"neither at the end", map[string]any{"b": 1.0, "next": deep(200, "c")}, "", "too many alternatives"},
	} {
		found := schema.Check(c.value)
		if valid := schema.Valid(c.value); valid != (c.told == "") || valid != (len(found) == 0) {
			t.Errorf("%s: valid is %t, and %v is told", c.name, valid, found)
			continue
		}
		if c.told != "" && (found[0].Kind != c.kind || !strings.Contains(found[0].Detail, c.told)) {
			t.Errorf("%s: %+v, want %q of kind %q", c.name, found[0], c.told, c.kind)
		}
	}
}
