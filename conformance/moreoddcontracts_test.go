package conformance_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestAHeaderThatAloneLetsInIsLookedAt has servers that let in whoever asks where a header
// with one value alone does, and whoever sends that where it stands beside another way.
func TestAHeaderThatAloneLetsInIsLookedAt(t *testing.T) {
	contract, err := spec.Load("odd.yaml", []byte("openapi: 3.1.0\ninfo: {title: Odd, version: '1'}\n"+moreOddContracts[headerWays]))
	if err != nil {
		t.Fatal(err)
	}
	for rule, path := range map[string]string{"AUTH-4/getAlone/": "/alone", "AUTH-1/getBoth/none": "/both", "AUTH-1/getJoined/unknown/oauth": "/joined"} {
		failed := askedWith(t, contract, openAPIFault{rule: rule, breaks: changed(func(r *http.Request) {
			if r.URL.Path == path {
				r.Header.Set("X-Admin", "true")
				r.Header.Set("Authorization", "Bearer bootstrap")
			}
		})})
		found := false
		for _, c := range failed {
			found = found || strings.HasPrefix(c.ID, rule)
		}
		if !found {
			t.Errorf("%s does not see that %s lets everybody in: %v", rule, path, failed)
		}
	}
}

const headerWays = "some ways in want a header too, and some a header alone"

// moreOddContracts are written as oddContracts are.
var moreOddContracts = map[string]string{
	headerWays: `
paths:
  /alone: {get: {security: [{admin: []}], responses: {"200": {description: ok}}}}
  /two: {get: {security: [{admin: []}, {other: []}], responses: {"200": {description: ok}}}}
  /either: {get: {security: [{admin: []}, {oauth: []}], responses: {"200": {description: ok}}}}
  /both: {get: {security: [{admin: []}, {oauth: [], admin: []}], responses: {"200": {description: ok}}}}
  /joined: {get: {security: [{oauth: [read], admin: []}, {key: []}], responses: {"200": {description: ok}}}}
  /second: {get: {security: [{key: [read]}, {oauth: [], admin: []}], responses: {"200": {description: ok}}}}
components:
  securitySchemes:
    admin: {type: apiKey, in: header, name: X-Admin, x-value: "true"}
    other: {type: apiKey, in: header, name: X-Other, x-value: "yes"}
    key: {type: apiKey, in: cookie, name: key}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {read: Read.}}}}
`,
	"cookies are not of ASCII": `
paths:
  /things:
    get:
      security: [{session: ["größe:lesen"]}]
      parameters: [{name: taste, in: cookie, required: true, schema: {type: string, enum: [süß, sour]}}]
      responses: {"200": {description: All., JSON{type: array, items: THING}}}}}
    post:
      security: [{session: ["größe:lesen", "日本"]}]
      requestBody: {required: true, JSONTHING}}}
      responses: {"201": {description: Made., JSONTHING}}}}
  /tastes: {get: {parameters: [{name: taste, in: cookie, required: true, schema: {type: string, enum: [süß, "a;b"]}}], responses: {"200": {description: ok}}}}
components:
  securitySchemes: {session: {type: apiKey, in: cookie, name: session}}
  schemas: {Thing: {type: object, required: [id], properties: {id: {type: string, readOnly: true}, text: {type: string}}}}
`,
	"forms have lists whose items differ, and members that may be null": `
paths:
  /things:
    post:
      requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, required: [seven, pair, maybe], properties: {
        seven: {type: array, contains: {const: 7}}, pair: {type: array, prefixItems: [{type: number}, {type: boolean}], items: false, minItems: 2}, maybe: {enum: [null, a]}}}}}}
      responses: {"201": {description: Made., JSONTHING}}}}
  /nulls: {post: {requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, required: [no], properties: {no: {type: "null"}}}}}}, responses: {"201": {description: Made., JSONTHING}}}}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
components: {schemas: {Thing: {type: object, required: [id], properties: {id: {type: string, readOnly: true}, seven: {type: array}, pair: {type: array}, maybe: {enum: [null, a]}}}}}
`,
	"an object that must have members has some that are only written": `
paths:
  /things:
    get: {responses: {"200": {description: All., JSON{type: array, items: THING}}}}}}
    post: {requestBody: {required: true, JSONTHING}}}, responses: {"201": {description: Made., JSONTHING}}}}}
components: {schemas: {Thing: {type: object, required: [id, lock], properties: {id: {type: string, readOnly: true}, lock: {type: object, minProperties: 1, required: [code], properties: {code: {type: string, writeOnly: true}}}}}}}
`,
	"times, constants and numbers are called as ids are": `
paths:
  /things:
    get: {responses: {"200": {description: All., JSON{type: array, items: THING}}}}}}
    post: {requestBody: {required: true, JSONTHING}}}, responses: {"201": {description: Made., JSONTHING}}}}}
  /things/{key}:
    parameters: [{name: key, in: path, required: true, schema: {type: string, maxLength: 12}}]
    get: {responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
components: {schemas: {Thing: {type: object, properties: {slug: {type: number, minimum: -1.5, maximum: 2.5}, name: {type: string, format: date-time}, uuid: {const: c}, username: {type: string, maxLength: 12}}}}}
`,
	"a word of a few is called as an id is, and the path takes days": `
paths:
  /things: {post: {requestBody: {required: true, JSONTHING}}}, responses: {"201": {description: Made., JSONTHING}}}}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string, format: date}}]
    get: {responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
components: {schemas: {Thing: {type: object, properties: {name: {type: string, enum: [open, closed]}, username: {type: string, format: date}}}}}
`,
	"ids are times that the server gives": `
paths:
  /things:
    get: {x-action: {list: things}, responses: {"200": {description: All., JSON{type: array, items: THING}}}}}}
    post: {x-action: {create: things}, requestBody: {required: true, JSONTHING}}}, responses: {"201": {description: Made., JSONTHING}}}}}
  /things/{at}:
    parameters: [{name: at, in: path, required: true, schema: {type: string, format: date-time}}]
    get: {x-action: {read: things}, responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
components: {schemas: {Thing: {type: object, x-resource: {collection: things, id: at}, required: [at], properties: {at: {type: string, format: date-time, readOnly: true}, text: {type: string}}}}}
`,
	"a conflict is declared, and what could be one is the same in many records": `
paths:
  /things:
    get: {responses: {"200": {description: All., JSON{type: array, items: THING}}}}}}
    post: {requestBody: {required: true, JSONTHING}}}, responses: {"201": {description: Made., JSONTHING}}}, "409": {description: Taken.}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
components: {schemas: {Thing: {type: object, required: [id], properties: {id: {type: string, readOnly: true}, slug: {type: string, default: none}, name: {type: string, enum: [a, b]}, at: {type: string, format: date-time}}}}}
`,
	"the time of the last change is only written": `
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: One., JSONTHING}}}}}
    patch: {requestBody: {JSON{type: object, properties: {text: {type: string}}}}}}, responses: {"200": {description: Changed.}}}
components: {schemas: {Thing: {type: object, properties: {updated: {type: string, format: date-time, writeOnly: true}, text: {type: string}}}}}
`,
}
