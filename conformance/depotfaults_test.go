package conformance_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
)

// depot is a document in which a put makes what is not there, records stand below
// others and name others, and a member is only written.
const depot = `
openapi: 3.1.0
info: {title: Depot, version: "1"}
paths:
  /shelves:
    get: {responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Shelf"}}}}}}}
  /shelves/{code}:
    parameters: [{name: code, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Shelf"}}}}, "404": {description: None.}}}
    put:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Shelf"}}}}
      responses: {"200": {description: Put., content: {application/json: {schema: {$ref: "#/components/schemas/Shelf"}}}}, "201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Shelf"}}}}, "422": {description: Wrong.}}
    delete: {responses: {"204": {description: Gone.}, "404": {description: None.}}}
  /shelves/{code}/boxes:
    parameters: [{name: code, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Box"}}}}}, "404": {description: None.}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Box"}}}}
      responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Box"}}}}, "404": {description: None.}, "422": {description: Wrong.}}
  /shelves/{code}/boxes/{id}:
    parameters: [{name: code, in: path, required: true, schema: {type: string}}, {name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Box"}}}}, "404": {description: None.}}}
    delete: {responses: {"204": {description: Gone.}, "404": {description: None.}}}
  /labels:
    get: {x-action: {list: labels}, responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Label"}}}}}}}
    post:
      x-action: {create: labels}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Label"}}}}
      responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Label"}}}}, "422": {description: Wrong.}}
  /labels/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {x-action: {read: labels}, responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Label"}}}}, "404": {description: None.}}}
    delete: {x-action: {delete: labels}, responses: {"204": {description: Gone.}, "404": {description: None.}}}
components:
  schemas:
    Shelf: {type: object, required: [text], properties: {code: {type: string, readOnly: true}, text: {type: string}}}
    Box: {type: object, required: [text], properties: {id: {type: string, readOnly: true}, text: {type: string}, lock: {type: string, writeOnly: true}}}
    Label:
      type: object
      required: [text, shelf]
      x-resource: {collection: labels, id: id, references: [{member: shelf, collection: shelves}]}
      properties: {id: {type: string, readOnly: true}, text: {type: string}, shelf: {type: string}}
`

// depotFaults are mistakes around the mock of the depot.
func depotFaults() []openAPIFault {
	labels := func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/labels") }
	refused := func(of func(*http.Request) bool, with func(*httptest.ResponseRecorder)) func(http.Handler) http.Handler {
		return replied(func(r *http.Request, w *httptest.ResponseRecorder) {
			if r.Method == http.MethodPost && of(r) && w.Code/100 == 4 {
				with(w)
			}
		})
	}
	accepted := func(w *httptest.ResponseRecorder) {
		w.Code = http.StatusCreated
		w.Header().Set("Content-Type", "application/json")
		w.Body.Reset()
		w.Body.WriteString(`{"id":"x","text":"x","shelf":"x"}`)
	}
	return []openAPIFault{
		{"none", "", func(h http.Handler) http.Handler { return h }},
		{"a label of no shelf", "INPUT-4", refused(labels, accepted)},
		{"a label of no shelf is 500", "INPUT-4", refused(labels, func(w *httptest.ResponseRecorder) { w.Code = http.StatusInternalServerError })},
		{"a box on no shelf", "STATE-7", refused(func(r *http.Request) bool { return !labels(r) }, accepted)},
		{"a lock that is shown", "SHAPE-5", replied(func(r *http.Request, w *httptest.ResponseRecorder) {
			if text := w.Body.String(); strings.Contains(r.URL.Path, "/boxes/") && w.Code == http.StatusOK && strings.HasPrefix(text, "{") {
				w.Body.Reset()
				w.Body.WriteString(`{"lock":"1234",` + text[1:])
			}
		})},
		{"a put that makes nothing", "STATE-8", func(h http.Handler) http.Handler {
			return answering(h, http.MethodPut, func(w http.ResponseWriter, r *http.Request) {
				if ask(h, r, http.MethodGet, "", "").Code == http.StatusNotFound {
					w.WriteHeader(http.StatusNotFound)
					return
				}
				h.ServeHTTP(w, r)
			})
		}},
		{"a put that makes again", "STATE-8", replied(func(r *http.Request, w *httptest.ResponseRecorder) {
			if r.Method == http.MethodPut && w.Code == http.StatusOK {
				w.Code = http.StatusCreated
			}
		})},
		{"a put that is 200 for what is new", "STATE-8", replied(func(r *http.Request, w *httptest.ResponseRecorder) {
			if r.Method == http.MethodPut && w.Code == http.StatusCreated {
				w.Code = http.StatusOK
			}
		})},
	}
}
