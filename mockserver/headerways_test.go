package mockserver_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestARefusalNamesTheHeadersOfEachWay has an operation with two ways in, each by a
// header of its own.
func TestARefusalNamesTheHeadersOfEachWay(t *testing.T) {
	contract, err := spec.Load("lock.yaml", []byte(`
openapi: 3.1.0
info: {title: Lock, version: "1"}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    guard: {type: apiKey, in: header, name: Guard, x-value: "on"}
    night: {type: apiKey, in: header, name: Night, x-value: "yes"}
paths:
  /lock:
    get:
      security: [{token: [], guard: []}, {token: [], night: []}]
      responses: {"200": {description: it, content: {text/plain: {example: open}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, contract)
	ask := func(headers ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "/lock", nil)
		r.Header.Set("Authorization", "Bearer "+mock.Personas()[0].Token)
		for _, name := range headers {
			r.Header.Set(name, "yes")
		}
		w := httptest.NewRecorder()
		mock.ServeHTTP(w, r)
		return w
	}
	if w := ask(); w.Code != 403 || !strings.Contains(w.Body.String(), "send the header Guard: on or Night: yes") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask("Night"); w.Code != 200 {
		t.Errorf("by the second way: %d %s", w.Code, w.Body)
	}
}

// TestAHeaderAloneLetsInBesideAToken has an operation that a header with one value opens,
// or a token.
func TestAHeaderAloneLetsInBesideAToken(t *testing.T) {
	contract, err := spec.Load("gate.yaml", []byte(`
openapi: 3.1.0
info: {title: Gate, version: "1"}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    guard: {type: apiKey, in: header, name: Guard, x-value: "on"}
paths:
  /gate:
    get:
      security: [{guard: []}, {token: [open]}]
      responses: {"200": {description: it}}
`))
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, contract)
	for _, c := range []struct {
		guard, authorization string
		status               int
	}{
		{"on", "", 200},
		{"on", "Bearer nobody-has-this", 200},
		{"", "Bearer open", 200},
		{"off", "Bearer open", 200},
		{"", "", 401},
		{"off", "", 401},
		{"", "Bearer nobody-has-this", 401},
		{"off", "Bearer nobody-has-this", 401},
	} {
		r := httptest.NewRequest("GET", "/gate", nil)
		r.Header.Set("Guard", c.guard)
		r.Header.Set("Authorization", c.authorization)
		w := httptest.NewRecorder()
		mock.ServeHTTP(w, r)
		if w.Code != c.status {
			t.Errorf("Guard: %s, Authorization: %s is %d, not %d: %s", c.guard, c.authorization, w.Code, c.status, w.Body)
		}
	}
}

// TestATagOfARecordIsQuoted has a reply with a tag for conditional requests, by state and
// by example.
func TestATagOfARecordIsQuoted(t *testing.T) {
	contract, err := spec.Load("pages.yaml", []byte(`
openapi: 3.1.0
info: {title: Pages, version: "1"}
paths:
  /pages/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: it
          headers: {ETag: {required: true, schema: {type: string}}}
          content: {application/json: {schema: {type: object, required: [id], properties: {id: {type: string}, text: {type: string}}}}}
  /report:
    get:
      responses: {"200": {description: it, headers: {ETag: {required: true, schema: {type: string}}}, content: {text/plain: {example: open}}}}
  /sealed:
    get:
      responses: {"200": {description: it, headers: {ETag: {required: true, schema: {type: string, enum: [plain]}}}, content: {text/plain: {example: open}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, contract)
	for path, quoted := range map[string]bool{"/pages/1": true, "/report": true, "/sealed": false} {
		w := httptest.NewRecorder()
		mock.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		tag := w.Header().Get("ETag")
		if inside := strings.Trim(tag, `"`); (tag == `"`+inside+`"`) != quoted || inside == "" || strings.Contains(tag, " ") {
			t.Errorf("%s: %d with the tag %s", path, w.Code, tag)
		}
	}
}
