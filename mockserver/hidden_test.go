package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestWriteOnlyMembersAreNeverShown writes a secret wherever a schema may put
// one, and looks for it in every reply.
func TestWriteOnlyMembersAreNeverShown(t *testing.T) {
	const pin = "pin: {type: string, writeOnly: true}"
	deep, body := "{type: object, properties: {"+pin+"}}", `{"pin":"SECRET"}`
	for range 12 {
		deep, body = "{type: object, properties: {in: "+deep+"}}", `{"in":`+body+`}`
	}
	for name, c := range map[string]struct{ schema, value string }{
		"a member":                      {"{type: string, writeOnly: true}", `"SECRET"`},
		"beside a $ref":                 {`{$ref: "#/components/schemas/Text", writeOnly: true}`, `"SECRET"`},
		"behind allOf":                  {"{allOf: [{type: string}, {writeOnly: true}]}", `"SECRET"`},
		"in an object":                  {"{type: object, properties: {" + pin + "}}", `{"pin":"SECRET"}`},
		"twelve objects deep":           {deep, body},
		"in a list":                     {"{type: array, items: {type: object, properties: {" + pin + "}}}", `[{},{"pin":"SECRET"}]`},
		"in one of several":             {"{oneOf: [{type: object, required: [pin], properties: {" + pin + "}}, {type: integer}]}", `{"pin":"SECRET"}`},
		"in any of several, in a list":  {"{type: array, items: {anyOf: [{type: integer}, {type: object, properties: {" + pin + "}}]}}", `[1,{"pin":"SECRET"}]`},
		"under any name":                {"{type: object, additionalProperties: {type: object, properties: {" + pin + "}}}", `{"x":{"pin":"SECRET"}}`},
		"said by the second part":       {"{allOf: [{type: object, properties: {pin: {type: string}}}, {properties: {pin: {writeOnly: true}}}]}", `{"pin":"SECRET"}`},
		"in what holds itself":          {`{$ref: "#/components/schemas/Tree"}`, `{"kids":[{"kids":[{"pin":"SECRET"}]}]}`},
		"by one of several":             {"{oneOf: [{type: string, writeOnly: true}, {type: integer}]}", `"SECRET"`},
		"of which there is a list":      {"{type: array, items: {type: string, writeOnly: true}}", `["SECRET"]`},
		"that are called as one likes":  {"{type: object, additionalProperties: {type: string, writeOnly: true}}", `{"x":"SECRET"}`},
		"in alternatives of each other": {`{$ref: "#/components/schemas/A"}`, `{"pin":"SECRET"}`},
	} {
		t.Run(name, func(t *testing.T) {
			contract, err := spec.Load("hidden.yaml", []byte(`
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /things:
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Thing"}}}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}}
    patch:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}}
components:
  schemas:
    Text: {type: string}
    Tree: {type: object, properties: {`+pin+`, kids: {type: array, items: {$ref: "#/components/schemas/Tree"}}}}
    A: {anyOf: [{$ref: "#/components/schemas/B"}, {type: object, properties: {`+pin+`}}]}
    B: {anyOf: [{$ref: "#/components/schemas/A"}, {type: integer}]}
    Thing: {type: object, properties: {id: {type: string, readOnly: true}, name: {type: string}, secret: `+c.schema+`}}
`))
			if err != nil {
				t.Fatal(err)
			}
			mock := newMock(t, contract)
			send := func(method, path, body string, status int) string {
				r := httptest.NewRequest(method, path, strings.NewReader(body))
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				mock.ServeHTTP(w, r)
				if w.Code != status {
					t.Fatalf("%s %s %s: %d %s", method, path, body, w.Code, w.Body)
				}
				if strings.Contains(w.Body.String(), "SECRET") {
					t.Errorf("%s %s shows it: %s", method, path, w.Body)
				}
				return w.Body.String()
			}
			made := send("POST", "/things", `{"name":"n","secret":`+c.value+`}`, http.StatusCreated)
			_, id, _ := strings.Cut(made, `"id":"`)
			id, _, _ = strings.Cut(id, `"`)
			send("GET", "/things", "", http.StatusOK)
			send("PATCH", "/things/"+id, `{"secret":`+c.value+`}`, http.StatusOK)
			send("GET", "/things/"+id, "", http.StatusOK)
		})
	}
}

// TestAnExampleShowsNoWriteOnlyMember has a document whose example of a reply shows
// what its schema says is only written.
func TestAnExampleShowsNoWriteOnlyMember(t *testing.T) {
	contract, err := spec.Load("example.yaml", []byte(`
openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /checks/run:
    post:
      responses:
        "200":
          description: ok
          content:
            application/json:
              example: {card: {number: "4242", pin: SECRET}}
              schema: {type: object, properties: {card: {oneOf: [{type: object, required: [number, pin], properties: {number: {type: string}, pin: {type: string, writeOnly: true}}}]}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, contract)
	w := httptest.NewRecorder()
	mock.ServeHTTP(w, httptest.NewRequest("POST", "/checks/run", nil))
	if text := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(text, "4242") || strings.Contains(text, "SECRET") {
		t.Errorf("%d %s", w.Code, text)
	}
}
