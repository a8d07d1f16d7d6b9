package conformance_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// parts is a collection whose records are changed by who has seen their last change
// alone, which a member counts.
const parts = `
openapi: 3.1.0
info: {title: Parts, version: "1"}
paths:
  /parts:
    get: {responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Part"}}}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/New"}}}}
      responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Part"}}}}, "422": {description: Wrong.}}
  /parts/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Part"}}}}, "404": {description: None.}}}
    patch:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [edition], properties: {name: {type: string}, place: {type: string}, edition: {type: integer}}}}}}
      responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Part"}}}}, "404": {description: None.}, "409": {description: Changed by another.}, "422": {description: Wrong.}}
    put:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name, edition], properties: {name: {type: string}, place: {type: string}, edition: {type: integer}}}}}}
      responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Part"}}}}, "404": {description: None.}, "409": {description: Changed by another.}, "422": {description: Wrong.}}
components:
  schemas:
    New: {type: object, required: [name], properties: {name: {type: string}, place: {type: string}}}
    Part: {type: object, required: [id, name, edition, label], properties: {id: {type: string}, name: {type: string}, place: {type: string}, edition: {type: integer}, label: {type: string}}}
`

// TestAChangeNamesTheVersionThatTheRecordHas has a server that refuses a change of an
// edition that is not the last, counts each one that it takes, and makes a label of both.
func TestAChangeNamesTheVersionThatTheRecordHas(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the whole suite")
	}
	for _, name := range []string{"edition", "version", "lock_version"} {
		contract, err := spec.Load("parts.yaml", []byte(strings.ReplaceAll(parts, "edition", name)))
		if err != nil {
			t.Fatal(err)
		}
		taken, overlooks := 0, false
		counting := func(h http.Handler) http.Handler {
			var mu sync.Mutex
			editions := map[string]int{}
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				defer mu.Unlock()
				id, text := path.Base(r.URL.Path), read(r)
				changes := r.Method == http.MethodPatch || r.Method == http.MethodPut
				var body map[string]any
				_ = json.Unmarshal([]byte(text), &body)
				if sent, is := body[name].(float64); is && changes && sent == float64(int(sent)) && int(sent) != editions[id] && !overlooks && ask(h, r, http.MethodGet, "", "").Code == http.StatusOK {
					w.WriteHeader(http.StatusConflict)
					return
				}
				got := httptest.NewRecorder()
				h.ServeHTTP(got, clonedWith(r, text))
				if changes && got.Code == http.StatusOK {
					taken++
					editions[id]++
				}
				var shown any
				if json.Unmarshal(got.Body.Bytes(), &shown) == nil {
					tell := func(v any) {
						if part, is := v.(map[string]any); is && part["id"] != nil {
							id, _ := part["id"].(string)
							part[name], part["label"] = editions[id], strings.Repeat("I", editions[id])
						}
					}
					tell(shown)
					if list, is := shown.([]any); is {
						for _, one := range list {
							tell(one)
						}
					}
					got.Body.Reset()
					_ = json.NewEncoder(got.Body).Encode(shown)
				}
				copied(w, got)
			})
		}
		askedWith(t, contract, openAPIFault{breaks: counting})
		if taken < 4 {
			t.Errorf("%d changes by %s were taken", taken, name)
		}
		lost := func(h http.Handler) http.Handler {
			return counting(answering(h, http.MethodPatch, func(w http.ResponseWriter, r *http.Request) {
				if text := read(r); json.Valid([]byte(text)) {
					copied(w, ask(h, r, http.MethodGet, "", ""))
				} else {
					h.ServeHTTP(w, clonedWith(r, text))
				}
			}))
		}
		if failed := askedWith(t, contract, openAPIFault{rule: "STATE-2/", breaks: lost}); len(failed) == 0 {
			t.Error("nothing tells of a change that is lost")
		}
		overlooks = true
		stale := slices.ContainsFunc(askedWith(t, contract, openAPIFault{rule: "STATE-2/", breaks: counting}), func(c *conformance.Check) bool { return strings.HasSuffix(c.ID, "/stale") })
		if !stale {
			t.Errorf("nothing tells of a change by an older %s that is taken", name)
		}
	}
}
