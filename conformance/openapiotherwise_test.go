package conformance_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestARightServerOfAnyDocumentMayDoOtherwise asks a museum that does what no document
// forbids, and that the mock does not do.
func TestARightServerOfAnyDocumentMayDoOtherwise(t *testing.T) {
	contract := loaded(t, "../internal/corpus/testdata/museum.yaml")
	for _, other := range []openAPIFault{
		{"what somebody may not see is not there", "", func(h http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				reply := httptest.NewRecorder()
				h.ServeHTTP(reply, r)
				if reply.Code == http.StatusForbidden && strings.Contains(r.URL.Path, "/events/") {
					reply.Code = http.StatusNotFound
				}
				for name, values := range reply.Header() {
					w.Header()[name] = values
				}
				w.WriteHeader(reply.Code)
				_, _ = w.Write(reply.Body.Bytes())
			})
		}},
		{"the newest stand first", "", newestFirst},
		{"records have more members", "", func(h http.Handler) http.Handler {
			return rewriting(h, func(_ http.Header, text []byte) []byte {
				return []byte(strings.ReplaceAll(string(text), `{"eventId"`, `{"links":{"self":"/x"},"version":3,"eventId"`))
			})
		}},
	} {
		t.Run(other.name, func(t *testing.T) { askedWith(t, contract, other) })
	}
}

// contradiction is a document that no reply can keep: a part of an allOf closes what
// another names, and whatever owns things is both of what it may be one of.
const contradiction = `
openapi: 3.1.0
info: {title: Limits, version: "1"}
paths:
  /limits: {get: {operationId: getLimits, responses: {"200": {description: The limits., content: {application/json: {schema: {allOf: [{$ref: "#/components/schemas/Closed"}, {type: object, required: [most], properties: {most: {type: array, items: {$ref: "#/components/schemas/Most"}}}}]}}}}}}}
  /owner: {get: {operationId: getOwner, responses: {"200": {description: Who owns all., content: {application/json: {schema: {oneOf: [{type: object, properties: {name: {type: string}}}, {type: object, properties: {firm: {type: string}}}]}}}}}}}
  /bell: {get: {operationId: getBell, responses: {"200": {description: One of two., content: {application/json: {schema: {oneOf: [{additionalProperties: false, allOf: [{$ref: "#/components/schemas/Bell"}]}, {additionalProperties: false, allOf: [{$ref: "#/components/schemas/Closed"}]}]}}}}}}}
components:
  schemas:
    Bell: {type: object, additionalProperties: false, properties: {bell: {type: boolean}}}
    Closed: {type: object, additionalProperties: false, required: [least], properties: {least: {type: integer}}}
    Most: {allOf: [{$ref: "#/components/schemas/Closed"}, {type: object, required: [unit], properties: {unit: {type: string}}}]}
`

func TestNoServerIsWrongWhereItsDocumentContradictsItself(t *testing.T) {
	contract, err := spec.Load("limits.yaml", []byte(contradiction))
	if err != nil {
		t.Fatal(err)
	}
	answers := func(limits string) func(http.Handler) http.Handler {
		return func(h http.Handler) http.Handler {
			return answering(h, http.MethodGet, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				switch r.URL.Path {
				case "/limits":
					_, _ = w.Write([]byte(limits))
				case "/bell":
					_, _ = w.Write([]byte(`{"bell":true}`))
				case "/owner":
					_, _ = w.Write([]byte(`{"name":"Ada"}`))
				default:
					h.ServeHTTP(w, r)
				}
			})
		}
	}
	askedWith(t, contract, openAPIFault{"none", "", answers(`{"least":1,"most":[{"least":2,"unit":"kg"}]}`)})
	for _, wrong := range []string{`{"least":1,"most":[{"least":2,"unit":5}]}`, `{"least":1,"most":[],"others":1}`, `{"least":1}`} {
		if failed := askedWith(t, contract, openAPIFault{wrong, "SHAPE-1", answers(wrong)}); len(failed) == 0 {
			t.Errorf("%s passes", wrong)
		}
	}
}

// newestFirst turns the pages of the events round. Each page is as the list is then:
// what another check makes meanwhile moves the rest on.
func newestFirst(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		page, err1 := strconv.Atoi(query.Get("page"))
		limit, err2 := strconv.Atoi(query.Get("limit"))
		if query.Get("page") == "" {
			page, err1 = 1, nil
		}
		if query.Get("limit") == "" {
			limit, err2 = 10, nil
		}
		if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/events") || err1 != nil || err2 != nil || page < 1 || limit < 1 || limit > 30 || query.Has("location") {
			h.ServeHTTP(w, r)
			return
		}
		var all []json.RawMessage
		for n := 1; ; n++ {
			asked, reply := r.Clone(r.Context()), httptest.NewRecorder()
			asked.URL.RawQuery = fmt.Sprintf("limit=30&page=%d", n)
			asked.RequestURI = asked.URL.RequestURI()
			h.ServeHTTP(reply, asked)
			var some []json.RawMessage
			if reply.Code != http.StatusOK {
				h.ServeHTTP(w, r)
				return
			}
			_ = json.Unmarshal(reply.Body.Bytes(), &some)
			if all = append(all, some...); len(some) < 30 {
				break
			}
		}
		slices.Reverse(all)
		from := min((page-1)*limit, len(all))
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(append([]json.RawMessage{}, all[from:min(from+limit, len(all))]...))
	})
}
