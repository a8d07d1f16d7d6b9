package spec_test

import (
	"strings"
	"testing"
)

// TestAnExtensionThatNothingServedHasIsTold writes words of ours where OpenAPI has
// operations, parameters and schemas that no request comes to.
func TestAnExtensionThatNothingServedHasIsTold(t *testing.T) {
	for place, at := range map[string]string{
		"an operation of a callback":       `callbacks: {done: {"{$request.body#/url}": {post: {WORD, responses: {"200": {description: a}}}}}}, `,
		"an operation of a webhook":        "\nwebhooks: {w: {post: {WORD, responses: {\"200\": {description: a}}}}}",
		"an operation that nobody has":     "\ncomponents: {pathItems: {P: {get: {WORD, responses: {\"200\": {description: a}}}}}}",
		"an operation of a callback apart": "\ncomponents: {callbacks: {C: {\"{$url}\": {get: {WORD, responses: {\"200\": {description: a}}}}}}}",
	} {
		for _, word := range []string{"x-action: {answer: true}", "x-infer: false", "x-feature: f"} {
			in, after := strings.ReplaceAll(at, "WORD", word), ""
			if strings.HasPrefix(in, "\n") {
				in, after = "", in
			}
			told(t, place, "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {post: {"+in+"responses: {'200': {description: a}}}}}"+after, word)
		}
	}
	for place, parameter := range map[string]string{
		"a header":       "{name: q, in: header, schema: {type: string}, x-filter: {in: id}}",
		"a key of paths": "{name: id, in: path, required: true, schema: {type: string}, x-filter: {in: id}}",
	} {
		told(t, place, "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {'/a/{id}': {get: {parameters: ["+parameter+"], responses: {'200': {description: a}}}}}", "x-filter")
	}
	told(t, "a parameter that nobody has", "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {parameters: {P: {name: q, in: query, schema: {type: string}, x-filter: {in: id}}}}", "x-filter")
	told(t, "a text", "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: {type: object, properties: {n: {type: string, x-forbidden: [n]}}}}}}, responses: {'200': {description: a}}}}}", "x-forbidden")
}

func told(t *testing.T, place, text, word string) {
	t.Helper()
	name, _, _ := strings.Cut(word, ":")
	contract := load(t, text)
	for _, p := range contract.Lint() {
		if strings.Contains(p.What, name+" has no effect") {
			return
		}
	}
	t.Errorf("%s of %s is not told of: %v", name, place, contract.Lint())
}

func TestASchemaThatIsComposedOfItselfAsksNothing(t *testing.T) {
	for _, schemas := range []string{
		"S: {allOf: [{$ref: '#/components/schemas/T'}]}, T: {anyOf: [{$ref: '#/components/schemas/S'}, {type: integer}]}",
		"S: {type: object, allOf: [{$ref: '#/components/schemas/S'}]}",
		"S: {not: {$ref: '#/components/schemas/T'}}, T: {oneOf: [{$ref: '#/components/schemas/S'}]}",
	} {
		contract := load(t, "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}, responses: {'200': {description: a}}}}}\ncomponents: {schemas: {"+schemas+"}}")
		if wrong := contract.Operations[0].Body.Schema.Check(map[string]any{}); len(wrong) > 0 {
			t.Errorf("%s: %v", schemas, wrong)
		}
		if !strings.Contains(contract.Warnings.Error(), "is composed of itself") {
			t.Errorf("%s: %v", schemas, contract.Warnings)
		}
	}
}
