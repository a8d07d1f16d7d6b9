package conformance_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// surgery is as a framework prints it: nothing says of an optional member that null is
// taken for it, a problem names itself by a URI, and a visit names a pet, which stands
// below its owner.
const surgery = `
openapi: 3.0.1
info: {title: Surgery, version: "1"}
components:
  schemas:
    ProblemDetail: {type: object, properties: {type: {type: string, format: uri}, status: {type: integer}, instance: {type: string, format: uri}}}
    Owner: {type: object, required: [name], properties: {id: {type: integer, readOnly: true}, name: {type: string}, city: {type: string, maxLength: 9}}}
    Pet: {type: object, required: [name], properties: {id: {type: integer, readOnly: true}, name: {type: string}}}
    Visit: {type: object, required: [petId], properties: {id: {type: integer, readOnly: true}, petId: {type: integer}, reason: {type: string, maxLength: 9}}}
  responses:
    Wrong: {description: wrong, content: {application/problem+json: {schema: {$ref: "#/components/schemas/ProblemDetail"}}}}
  parameters:
    ownerId: {name: ownerId, in: path, required: true, schema: {type: integer}}
    id: {name: id, in: path, required: true, schema: {type: integer}}
paths:
  /owners:
    get:
      parameters: [{name: page, in: query, schema: {type: integer, minimum: 0, default: 0}}, {name: size, in: query, schema: {type: integer, minimum: 1, default: 20}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Owner"}}}}}, "400": {$ref: "#/components/responses/Wrong"}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Owner"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Owner"}}}}, "400": {$ref: "#/components/responses/Wrong"}}
  /owners/{ownerId}:
    parameters: [{$ref: "#/components/parameters/ownerId"}]
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Owner"}}}}, "404": {$ref: "#/components/responses/Wrong"}}}
  /owners/{ownerId}/pets:
    parameters: [{$ref: "#/components/parameters/ownerId"}]
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}}, "404": {$ref: "#/components/responses/Wrong"}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}, "400": {$ref: "#/components/responses/Wrong"}, "404": {$ref: "#/components/responses/Wrong"}}
  /owners/{ownerId}/pets/{id}:
    parameters: [{$ref: "#/components/parameters/ownerId"}, {$ref: "#/components/parameters/id"}]
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}, "404": {$ref: "#/components/responses/Wrong"}}}
  /visits:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Visit"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Visit"}}}}, "400": {$ref: "#/components/responses/Wrong"}}
  /visits/{id}:
    parameters: [{$ref: "#/components/parameters/id"}]
    get: {responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Visit"}}}}, "404": {$ref: "#/components/responses/Wrong"}}}
`

// TestWhatSpringDoesIsNotWrong has a server in the way of Spring: null is what was not
// sent, a page that there cannot be is the first one, a problem names the path, and a
// visit is of a pet that there is.
func TestWhatSpringDoesIsNotWrong(t *testing.T) {
	contract, err := spec.Load("surgery.yaml", []byte(surgery))
	if err != nil {
		t.Fatal(err)
	}
	if refs := contract.ResourceOf("visits").References; len(refs) != 1 || refs[0].Collection != "pets" {
		t.Fatalf("a visit refers to %v", refs)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	var pages, problems atomic.Int64
	spring := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		var body map[string]any
		if json.Unmarshal(text, &body) == nil {
			for name, value := range body {
				if value == nil && name != "name" && name != "petId" {
					delete(body, name)
				}
			}
			text, _ = json.Marshal(body)
		}
		query := r.URL.Query()
		for _, name := range []string{"page", "size"} {
			if query.Has(name) && mockRefuses(mock, r, name) {
				pages.Add(1)
				query.Del(name)
			}
		}
		asked := r.Clone(r.Context())
		asked.URL.RawQuery, asked.Body = query.Encode(), io.NopCloser(bytes.NewReader(text))
		asked.ContentLength = int64(len(text))
		reply := httptest.NewRecorder()
		if pet, is := body["petId"].(float64); is && r.Method == http.MethodPost && !slices.Contains(petsOf(mock), int(pet)) {
			reply.Code = http.StatusBadRequest
		} else {
			mock.ServeHTTP(reply, asked)
		}
		for name, values := range reply.Header() {
			w.Header()[name] = values
		}
		if reply.Code >= 400 {
			problems.Add(1)
			w.Header().Set("Content-Type", "application/problem+json")
			w.Header().Del("Content-Length")
			reply.Body.Reset()
			fmt.Fprintf(reply.Body, `{"type":"about:blank","status":%d,"instance":%q}`, reply.Code, r.URL.Path)
		}
		w.WriteHeader(reply.Code)
		w.Write(reply.Body.Bytes())
	})
	report, err := conformance.Run(t.Context(), &conformance.Target{Handler: spring, Personas: mock.Personas()}, conformance.Options{Contract: contract})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Results {
		if r.Status == conformance.Broken || r.Status == conformance.Failed && r.Check.Level == spec.MUST {
			t.Errorf("%s: %s %v", r.Check.ID, r.Reason, r.Problems)
		}
	}
	if pages.Load() == 0 || problems.Load() == 0 {
		t.Errorf("%d pages that there cannot be were asked for, and %d requests refused", pages.Load(), problems.Load())
	}
}

func mockRefuses(mock http.Handler, r *http.Request, name string) bool {
	got := httptest.NewRecorder()
	mock.ServeHTTP(got, httptest.NewRequest(http.MethodGet, r.URL.Path+"?"+strings.ReplaceAll(name+"="+r.URL.Query().Get(name), " ", "+"), nil))
	return got.Code == http.StatusBadRequest
}

// petsOf are the ids of all pets, of all owners.
func petsOf(mock http.Handler) (ids []int) {
	read := func(path string) (out []struct{ ID int }) {
		got := httptest.NewRecorder()
		mock.ServeHTTP(got, httptest.NewRequest(http.MethodGet, path, nil))
		_ = json.Unmarshal(got.Body.Bytes(), &out)
		return out
	}
	for _, owner := range read("/owners?size=100000") {
		for _, pet := range read(fmt.Sprintf("/owners/%d/pets", owner.ID)) {
			ids = append(ids, pet.ID)
		}
	}
	return ids
}
