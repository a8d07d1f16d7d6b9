package mockserver_test

import (
	"strings"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// TestRulesHoldInWhatHoldsItself writes a member of a folder in a folder in a
// folder, by one who may write folders and not who owns them.
func TestRulesHoldInWhatHoldsItself(t *testing.T) {
	contract, err := spec.Load("folders.yaml", []byte(`
openapi: 3.1.0
info: {title: Folders, version: "1"}
paths:
  /folders:
    post:
      security: [{token: [write]}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Folder"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Folder"}}}}}
  /folders/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      security: [{token: []}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Folder"}}}}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Folder:
      type: object
      properties:
        id: {type: string}
        name: {type: string}
        note: {type: string}
        owner: {type: string, x-security: [{token: [own]}]}
        folders: {type: array, items: {$ref: "#/components/schemas/Folder"}}
        named: {type: object, additionalProperties: {$ref: "#/components/schemas/Folder"}}
        seal: {$ref: "#/components/schemas/Seal"}
        seals: {type: array, items: {$ref: "#/components/schemas/Seal"}}
        under: {$dynamicRef: "#folder"}
      $dynamicAnchor: folder
      dependentSchemas: {paid: {properties: {paid: {type: integer}, owed: {type: integer, x-security: [{token: [own]}]}}}}
    Seal: {$ref: "#/components/schemas/GuardedText"}
    GuardedText: {$ref: "#/components/schemas/Text", x-security: [{token: [own]}]}
    Text: {type: string}
`))
	if err != nil {
		t.Fatal(err)
	}
	world, err := fixtures.Seed(contract)
	if err != nil {
		t.Fatal(err)
	}
	persona := func(can ...string) string {
		for _, p := range world.Personas {
			if r := contract.Permissions.Rights(p.Permissions...); r.Holds(contract.Permissions.Rights(can...)) && len(p.Permissions) == len(can) {
				return "Authorization: Bearer " + p.Token
			}
		}
		t.Fatalf("nobody has %v: %+v", can, world.Personas)
		return ""
	}
	a := serveWorld(t, contract, world)
	for _, body := range []string{
		`{"name":"a","owner":"x"}`,
		`{"name":"a","folders":[{"name":"b","owner":"x"}]}`,
		`{"name":"a","folders":[{"name":"b","folders":[{"name":"c","owner":"x"}]}]}`,
		`{"name":"a","named":{"b":{"folders":[{"named":{"c":{"owner":"x"}}}]}}}`,
	} {
		a.do("POST /folders "+body, persona("write"), 403, `owner`)
		a.do("POST /folders "+body, persona("write", "own"), 201)
		for _, guarded := range []string{`"seal":"x"`, `"seals":["x"]`} { // beside a $ref in the middle of a chain
			a.do("POST /folders "+strings.ReplaceAll(body, `"owner":"x"`, guarded), persona("write"), 403, `seal`)
		}
		a.do("POST /folders "+strings.ReplaceAll(body, `"owner":"x"`, `"under":{"owner":"x"}`), persona("write"), 403, `under/owner`)
		a.do("POST /folders "+strings.ReplaceAll(body, `"owner":"x"`, `"under":{"name":"x"}`), persona("write"), 201)
		a.do("POST /folders "+strings.ReplaceAll(body, `"owner":"x"`, `"paid":1,"owed":2`), persona("write"), 403, `owed`)
		a.do("POST /folders "+strings.ReplaceAll(body, `"owner":"x"`, `"paid":1`), persona("write"), 201)
		a.do("POST /folders "+strings.ReplaceAll(body, `"owner":"x"`, `"note":"x"`), persona("write"), 201)
	}
	table := contract.Matrix()
	for _, line := range []string{"/owner", "/folders/[]/owner", "/named/{}/owner", "/seal", "/seals"} {
		if !strings.Contains(table, " "+line+" ") {
			t.Errorf("the matrix has no line for %s:\n%s", line, table)
		}
	}
}
