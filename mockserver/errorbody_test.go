package mockserver_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// TestRefusalsAreInTheDocumentsOwnSchema has a document declare how it refuses:
// with 422 for 400, and in a schema of its own for each status.
func TestRefusalsAreInTheDocumentsOwnSchema(t *testing.T) {
	contract, err := spec.Load("errors.yaml", []byte(`
openapi: 3.1.0
info: {title: Errors, version: "1"}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Thing: {type: object, x-resource: {collection: things, id: id}, required: [name], properties: {id: {type: string, readOnly: true}, name: {type: string}}}
    Error: {type: object, required: [code, message, traceId], properties: {code: {type: integer}, message: {type: string}, traceId: {type: string, format: uuid}}}
    Errors: {type: object, required: [errors], properties: {errors: {type: object, required: [body], properties: {body: {type: array, items: {type: string}}}}}}
    Listed: {type: object, required: [errors], properties: {errors: {type: array, items: {type: object, required: [title, detail], properties: {title: {type: string}, detail: {type: string}, status: {type: string}}}}}}
paths:
  /things:
    post:
      x-action: {create: things}
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
        "422": {description: wrong, content: {application/json: {schema: {$ref: "#/components/schemas/Errors"}}}}
        default: {description: wrong, content: {application/vnd.fault+json: {schema: {$ref: "#/components/schemas/Error"}}}}
  /things/{id}:
    get:
      x-action: {read: things}
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: it, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
        4XX: {description: wrong, content: {application/json: {schema: {$ref: "#/components/schemas/Listed"}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	world, err := emptyWorld(contract)
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, contract, mockserver.WithWorld(world))
	server := httptest.NewServer(mock)
	defer server.Close()
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		mediaType                string
		holds                    []string
	}{
		{"a body that does not fit", "POST", "/things", `{}`, 422, "application/json", []string{`{"errors":{"body":["`, "/name is missing"}},
		{"a body that is too large", "POST", "/things", strings.Repeat(" ", 1<<20+1), 413, "application/vnd.fault+json", []string{`"code":413`, `"message":"a body holds`, `"traceId":"`}},
		{"an unknown id", "GET", "/things/unknown", "", 404, "application/json", []string{`{"errors":[{"title":"Not Found","detail":"there is no unknown in things","status":"404"}]}`}},
		{"no such path", "GET", "/nothing", "", 404, "application/problem+json", []string{`"title":"Not Found"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := http.NewRequest(c.method, server.URL+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			res, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(res.Body)
			res.Body.Close()
			if res.StatusCode != c.status || res.Header.Get("Content-Type") != c.mediaType || !json.Valid(text) {
				t.Errorf("got %d %s %s, want %d %s", res.StatusCode, res.Header.Get("Content-Type"), text, c.status, c.mediaType)
			}
			if res.Header.Get("Rolecall-Reason") == "" {
				t.Error("no header tells the reason")
			}
			for _, part := range c.holds {
				if !strings.Contains(string(text), part) {
					t.Errorf("%s does not hold %s", text, part)
				}
			}
		})
	}
}

// TestWhatIsWrongIsListedUnderDetail has errors in the schema of FastAPI: each with the
// way to it.
func TestWhatIsWrongIsListedUnderDetail(t *testing.T) {
	contract, err := spec.Load("things.yaml", []byte(`
openapi: 3.1.0
info: {title: Things, version: "1"}
components:
  responses:
    Invalid: {description: Validation Error, content: {application/json: {schema: {$ref: "#/components/schemas/HTTPValidationError"}}}}
  schemas:
    Thing: {type: object, required: [name], properties: {id: {type: integer, readOnly: true}, name: {type: string}, parts: {type: array, items: {type: object, properties: {a/b: {type: integer}}}}}}
    HTTPValidationError: {type: object, properties: {detail: {type: array, items: {$ref: "#/components/schemas/ValidationError"}}}}
    ValidationError: {type: object, required: [loc, msg, type], properties: {loc: {type: array, items: {anyOf: [{type: string}, {type: integer}]}}, msg: {type: string}, type: {type: string}}}
paths:
  /things:
    get:
      parameters: [{name: size, in: query, schema: {type: integer, minimum: 1}}, {name: X-Shop, in: header, schema: {type: integer}}, {name: shop, in: cookie, schema: {type: integer}}]
      responses: {"200": {description: all, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Thing"}}}}}, "422": {$ref: "#/components/responses/Invalid"}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses: {"201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}, "422": {$ref: "#/components/responses/Invalid"}}
  /things/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: it, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}, "422": {$ref: "#/components/responses/Invalid"}}
`))
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, contract)
	for _, c := range []struct{ method, path, header, body, wants string }{
		{"POST", "/things", "", `{"parts":[{"a/b":"x"}]}`, `{"loc":["body","name"],"msg":"is missing"`},
		{"POST", "/things", "", `{"parts":[{"a/b":"x"}]}`, `{"loc":["body","parts",0,"a/b"],"msg":"`},
		{"POST", "/things", "", `{`, `{"detail":[{"loc":["body"],"msg":"`},
		{"GET", "/things?size=0", "", "", `{"detail":[{"loc":["query","size"],"msg":"`},
		{"GET", "/things", "X-Shop", "", `{"detail":[{"loc":["header","X-Shop"],"msg":"`},
		{"GET", "/things", "Cookie", "", `{"detail":[{"loc":["cookie","shop"],"msg":"`},
		{"GET", "/things/x", "", "", `{"detail":[{"loc":["path","id"],"msg":"`},
	} {
		r := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/json")
		if c.header != "" {
			r.Header.Set(c.header, "shop=x")
		}
		got := httptest.NewRecorder()
		mock.ServeHTTP(got, r)
		if got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), c.wants) {
			t.Errorf("%s %s %s: %d %s, want %s", c.method, c.path, c.body, got.Code, got.Body, c.wants)
		}
	}
}

// emptyWorld is a world without records.
func emptyWorld(contract *spec.Contract) (*fixtures.World, error) {
	return fixtures.LoadWorld(contract, "empty.yaml", []byte("collections: {}"))
}
