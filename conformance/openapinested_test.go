package conformance_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// folders holds itself, in a list and under any name, and has a member that not
// everyone may write who may make one.
const folders = `
openapi: 3.1.0
info: {title: Folders, version: "1"}
paths:
  /folders:
    post:
      security: [{token: [write]}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Folder"}}}}
      responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Folder"}}}}}
  /folders/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      security: [{token: []}]
      responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Folder"}}}}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Folder:
      type: object
      properties:
        id: {type: string, readOnly: true}
        name: {type: string}
        owner: {type: string, x-security: [{token: [own]}]}
        folders: {type: array, items: {$ref: "#/components/schemas/Folder"}}
        named: {type: object, additionalProperties: {$ref: "#/components/schemas/Folder"}}
`

// TestRulesOfMembersAreAskedForBelowTheFirstLevel has a server that looks at the
// first level of a body alone.
func TestRulesOfMembersAreAskedForBelowTheFirstLevel(t *testing.T) {
	contract, err := spec.Load("folders.yaml", []byte(folders))
	if err != nil {
		t.Fatal(err)
	}
	askedWith(t, contract, openAPIFault{breaks: func(h http.Handler) http.Handler { return h }})
	shallow := func(h http.Handler) http.Handler {
		return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
			text := read(r)
			r = clonedWith(r, text)
			if strings.Contains(text, `"folders":[{`) || strings.Contains(text, `"named":{"`) {
				r.Header.Set("Authorization", "Bearer bootstrap")
			}
			got := httptest.NewRecorder()
			h.ServeHTTP(got, r)
			copied(w, got)
		})
	}
	told := map[string]bool{}
	for _, c := range askedWith(t, contract, openAPIFault{rule: "AUTH-5", breaks: shallow}) {
		_, member, _ := strings.Cut(c.ID, "/member/")
		told[member] = true
	}
	for _, want := range []string{"folders/[]/owner", "named/{}/owner"} {
		if !told[want] {
			var ids []string
			for _, c := range conformance.Catalog(contract) {
				ids = append(ids, c.ID)
			}
			t.Errorf("nothing tells of %s, but %v, of\n%s", want, told, strings.Join(ids, "\n"))
		}
	}
}
