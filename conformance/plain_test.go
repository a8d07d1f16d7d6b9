package conformance_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// shop is a document in which nobody wrote a word of ours: scopes, basic, a key,
// cursors, a put that replaces and a delete.
const shop = `
openapi: 3.1.0
info: {title: Shop, version: "1"}
security: [{oauth: [toys:read]}]
paths:
  /toys:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
        - {name: cursor, in: query, schema: {type: string}}
      responses: {"200": {description: Some., content: {application/json: {schema: {$ref: "#/components/schemas/Toys"}}}}}
    post:
      security: [{oauth: [toys:write]}, {basic: []}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Toy"}}}}
      responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Toy"}}}}, "422": {description: Wrong.}}
  /toys/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string, format: uuid}}]
    get: {responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Toy"}}}}, "404": {description: None.}}}
    put:
      security: [{oauth: [toys:read, toys:write]}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Toy"}}}}
      responses: {"200": {description: Put., content: {application/json: {schema: {$ref: "#/components/schemas/Toy"}}}}, "404": {description: None.}, "422": {description: Wrong.}}
    delete: {security: [{key: []}], responses: {"204": {description: Gone.}, "404": {description: None.}}}
components:
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {"toys:read": Read., "toys:write": Write.}}}}
    basic: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
  schemas:
    Toy: {type: object, required: [id, name], properties: {id: {type: string, format: uuid, readOnly: true}, name: {type: string}, color: {type: string}}}
    Toys: {type: object, required: [items], properties: {items: {type: array, items: {$ref: "#/components/schemas/Toy"}}, nextCursor: {type: string}}}
`

// TestAPlainDocumentIsChecked asks the mock of a document for which nothing was
// written, as it is and with one fault after another: each is told.
func TestAPlainDocumentIsChecked(t *testing.T) {
	for _, fault := range []struct {
		name, rule string
		breaks     func(http.Handler) http.Handler
	}{
		{"none", "", func(h http.Handler) http.Handler { return h }},
		{"a delete that does not delete", "STATE-4", func(h http.Handler) http.Handler {
			return answering(h, http.MethodDelete, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("X-Key") != "bootstrap" && r.Header.Get("X-Key") != "none" {
					h.ServeHTTP(w, r)
					return
				}
				w.WriteHeader(http.StatusNoContent)
			})
		}},
		{"a replace that merges", "STATE-3", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPut, func(w http.ResponseWriter, r *http.Request) {
				before := ask(h, r, http.MethodGet, "bootstrap", "")
				var was, sent map[string]any
				_ = json.Unmarshal(before.Body.Bytes(), &was)
				if err := json.NewDecoder(r.Body).Decode(&sent); err != nil || sent["name"] == nil {
					h.ServeHTTP(w, clonedWith(r, "{}"))
					return
				}
				delete(was, "id")
				for name, value := range sent {
					was[name] = value
				}
				text, _ := json.Marshal(was)
				h.ServeHTTP(w, clonedWith(r, string(text)))
			})
		}},
		{"a scope that is not enforced", "AUTH-2", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPut, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") == "Bearer toys:read" {
					r.Header.Set("Authorization", "Bearer bootstrap")
				}
				h.ServeHTTP(w, r)
			})
		}},
		{"any user by basic", "AUTH-1", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.Header.Get("Authorization"), "Basic ") {
					r.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("bootstrap:x")))
				}
				h.ServeHTTP(w, r)
			})
		}},
		{"a cursor that repeats", "STATE-6", func(h http.Handler) http.Handler {
			return answering(h, http.MethodGet, func(w http.ResponseWriter, r *http.Request) {
				query := r.URL.Query()
				query.Del("cursor")
				r.URL.RawQuery = query.Encode()
				h.ServeHTTP(w, r)
			})
		}},
		{"a reply of another shape", "SHAPE-1", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
				got := httptest.NewRecorder()
				h.ServeHTTP(got, r)
				w.Header().Set("Content-Type", got.Header().Get("Content-Type"))
				w.WriteHeader(got.Code)
				_, _ = w.Write([]byte(strings.Replace(got.Body.String(), `"name":"`, `"label":"`, 1)))
			})
		}},
		{"a body that is not looked at", "INPUT-1", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
				h.ServeHTTP(w, clonedWith(r, `{"name":"any"}`))
			})
		}},
	} {
		t.Run(fault.name, func(t *testing.T) {
			t.Parallel()
			contract, err := spec.Load("shop.yaml", []byte(shop))
			if err != nil {
				t.Fatal(err)
			}
			mock, err := mockserver.New(contract)
			if err != nil {
				t.Fatal(err)
			}
			target := &conformance.Target{Handler: fault.breaks(mock), Features: contract.Features, Personas: mock.Personas()}
			report, err := conformance.Run(context.Background(), target, conformance.Options{Contract: contract})
			if err != nil {
				t.Fatal(err)
			}
			failed := map[string]bool{}
			for _, r := range report.Results {
				if r.Status == conformance.Failed || r.Status == conformance.Broken {
					failed[r.Check.Requirement.ID] = true
					if fault.rule == "" {
						t.Errorf("%s: %s %v", r.Check.ID, r.Reason, r.Problems)
					}
				}
			}
			if fault.rule != "" && !failed[fault.rule] {
				t.Errorf("nothing tells of it by %s, but %v", fault.rule, failed)
			}
		})
	}
}

// answering is a server that answers one method in a way of its own.
func answering(h http.Handler, method string, how http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == method {
			how(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// ask asks a server for the path of another request.
func ask(h http.Handler, r *http.Request, method, token, body string) *httptest.ResponseRecorder {
	got := httptest.NewRecorder()
	asked := httptest.NewRequest(method, r.URL.Path, strings.NewReader(body))
	asked.Header.Set("Authorization", "Bearer "+token)
	h.ServeHTTP(got, asked)
	return got
}

// clonedWith is a request with another body.
func clonedWith(r *http.Request, body string) *http.Request {
	out := httptest.NewRequest(r.Method, r.URL.RequestURI(), strings.NewReader(body))
	out.Header = r.Header.Clone()
	out.Header.Del("Content-Length")
	return out
}
