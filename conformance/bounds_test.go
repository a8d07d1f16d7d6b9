package conformance_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// bounded is a body with a bound of each kind, of members, in a member and of items.
const bounded = `
openapi: 3.1.0
info: {title: Crates, version: "1"}
paths:
  /crates:
    get: {responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Crate"}}}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/New"}}}}
      responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Crate"}}}}, "422": {description: Wrong.}}
  /crates/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Crate"}}}}, "404": {description: None.}}
components:
  schemas:
    New:
      type: object
      required: [name, weight]
      additionalProperties: false
      properties:
        name: {type: string, minLength: 2, maxLength: 40}
        code: {type: string, pattern: "^[a-z0-9-]*$"}
        weight: {type: integer, minimum: 1, maximum: 900}
        fee: {anyOf: [{type: number, minimum: 0}, {type: "null"}]}
        at: {type: object, required: [row, side], additionalProperties: false, properties: {row: {type: integer, maximum: 12}, side: {type: string, enum: [left, right]}}}
        tags: {type: array, items: {type: string, maxLength: 9}}
    Crate: {type: object, required: [id, name], properties: {id: {type: string}, name: {type: string}, weight: {type: integer}}}
`

// TestEachBoundOfABodyIsAsked has servers that overlook one bound of a body each, which
// put in its place what fits: each is told.
func TestEachBoundOfABodyIsAsked(t *testing.T) {
	contract, err := spec.Load("crates.yaml", []byte(bounded))
	if err != nil {
		t.Fatal(err)
	}
	in := func(member string, body map[string]any) map[string]any {
		o, _ := body[member].(map[string]any)
		return o
	}
	overlooks := map[string]func(map[string]any){
		"":             func(map[string]any) {},
		"maxLength":    func(b map[string]any) { cut(b, "name", 40) },
		"minimum":      func(b map[string]any) { raise(b, "weight", 0, 0, 1) },
		"maximum":      func(b map[string]any) { raise(b, "weight", 901, 1e6, 900) },
		"alternative":  func(b map[string]any) { raise(b, "fee", -1e6, -0.001, 0) },
		"inner bound":  func(b map[string]any) { raise(in("at", b), "row", 13, 1e6, 12) },
		"inner member": func(b map[string]any) { dropUnknown(in("at", b), "row", "side") },
		"inner need": func(b map[string]any) {
			if at := in("at", b); at != nil && at["side"] == nil && at["row"] != nil {
				at["side"] = "left"
			}
		},
		"inner enum": func(b map[string]any) {
			if at := in("at", b); at != nil && at["side"] == "text" {
				at["side"] = "left"
			}
		},
		"item": func(b map[string]any) {
			if tags, _ := b["tags"].([]any); len(tags) == 1 && tags[0] == strings.Repeat("x", 10) {
				delete(b, "tags")
			}
		},
		"unknown member": func(b map[string]any) { dropUnknown(b, "name", "code", "weight", "fee", "at", "tags") },
		"pattern": func(b map[string]any) {
			if code, _ := b["code"].(string); strings.Contains(code, " ") {
				b["code"] = "a"
			}
		},
	}
	for name, change := range overlooks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule := "INPUT-1/"
			if name == "" {
				rule = ""
			}
			failed := askedWith(t, contract, openAPIFault{rule: rule, breaks: func(h http.Handler) http.Handler {
				return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
					text := read(r)
					var body map[string]any
					if json.Unmarshal([]byte(text), &body) == nil {
						change(body)
						mended, _ := json.Marshal(body)
						text = string(mended)
					}
					h.ServeHTTP(w, clonedWith(r, text))
				})
			}})
			if rule != "" && (len(failed) != 1 || failed[0].Requirement.ID != "INPUT-1") {
				t.Errorf("%d checks fail, want one", len(failed))
			}
		})
	}
}

// cut shortens a text that is too long.
func cut(body map[string]any, name string, most int) {
	if text, is := body[name].(string); is && len(text) > most {
		body[name] = text[:most]
	}
}

// raise puts a number in the place of one that is in a range.
func raise(body map[string]any, name string, from, to, instead float64) {
	if n, is := body[name].(float64); is && n >= from && n <= to {
		body[name] = instead
	}
}

// dropUnknown takes away members that are none of some.
func dropUnknown(body map[string]any, names ...string) {
	for name := range body {
		if !strings.Contains(" "+strings.Join(names, " ")+" ", " "+name+" ") {
			delete(body, name)
		}
	}
}
