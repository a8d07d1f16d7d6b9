package spec_test

import (
	"strings"
	"testing"
)

// TestWhatIsShownThoughItIsWriteOnlyIsTold holds lint to what replies leave out.
func TestWhatIsShownThoughItIsWriteOnlyIsTold(t *testing.T) {
	const secret = "{type: string, writeOnly: true}"
	for schema, want := range map[string]bool{
		"{patternProperties: {'^x-': " + secret + "}}":                                                                                 true,
		"{prefixItems: [" + secret + "]}":                                                                                              true,
		"{if: {required: [a]}, then: {properties: {pin: " + secret + "}}}":                                                             true,
		"{dependentSchemas: {a: {properties: {pin: " + secret + "}}}}":                                                                 true,
		"{unevaluatedProperties: " + secret + "}":                                                                                      true,
		"{properties: {a: {patternProperties: {b: {$ref: '#/components/schemas/Secret'}}}}}":                                           true,
		"{properties: {pin: {$ref: '#/components/schemas/Secret'}}, then: {properties: {pin: {$ref: '#/components/schemas/Secret'}}}}": false,
		"{properties: {pin: " + secret + "}}":                                                                                          false,
		"{items: {allOf: [{additionalProperties: {properties: {pin: " + secret + "}}}]}}":                                              false,
		"{anyOf: [{properties: {pin: " + secret + "}}, {}]}":                                                                           false,
	} {
		contract := load(t, "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: a, content: {application/json: {schema: "+schema+"}}}}}}}\n"+
			"components: {schemas: {Secret: "+secret+"}}\n")
		told := false
		for _, p := range contract.Lint() {
			told = told || strings.Contains(p.What, "writeOnly has no effect")
		}
		if told != want {
			t.Errorf("%s: it is told that writeOnly has no effect: %v, want %v", schema, told, want)
		}
	}
}
