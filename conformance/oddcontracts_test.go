package conformance_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestOddContractsAreKeptByTheirOwnMocks asks the mocks of contracts that join what
// hardly anybody joins: nothing is violated, broken or left.
func TestOddContractsAreKeptByTheirOwnMocks(t *testing.T) {
	contracts := maps.Clone(oddContracts)
	maps.Copy(contracts, moreOddContracts)
	for name, text := range contracts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			contract, err := spec.Load("odd.yaml", []byte("openapi: 3.1.0\ninfo: {title: Odd, version: '1'}\n"+strings.NewReplacer(
				"JSON", "content: {application/json: {schema: ", "THING", `{$ref: "#/components/schemas/Thing"}`,
			).Replace(text)))
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range askedWith(t, contract, openAPIFault{breaks: func(h http.Handler) http.Handler { return h }}) {
				t.Errorf("%s fails", c.ID)
			}
		})
	}
}

// oddContracts are documents in which JSON begins a body and THING is its schema.
var oddContracts = map[string]string{
	"two bearer tokens are one, and one header holds no two credentials": `
paths:
  /both: {get: {security: [{oauth: [], oidc: []}, {oauth: [write]}], responses: {"200": {description: ok}}}}
  /never: {get: {security: [{oauth: [], basic: []}], responses: {"200": {description: ok}}}}
  /second: {get: {security: [{oauth: [], basic: []}, {key: [write]}], responses: {"200": {description: ok}}}}
components:
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {write: Write.}}}}
    oidc: {type: openIdConnect, openIdConnectUrl: "https://example.com/"}
    basic: {type: http, scheme: basic}
    key: {type: apiKey, in: header, name: X-Key}
`,
	"ids are days that the client gives": `
paths:
  /days:
    get: {responses: {"200": {description: All., JSON{type: array, items: THING}}}}}}
    post: {requestBody: {required: true, JSONTHING}}}, responses: {"201": {description: Made., JSONTHING}}}, "409": {description: Taken.}}}
  /days/{day}:
    parameters: [{name: day, in: path, required: true, schema: {type: string, format: date}}]
    get: {responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
    put: {requestBody: {required: true, JSONTHING}}}, responses: {"200": {description: Put., JSONTHING}}}, "201": {description: Made., JSONTHING}}}}}
    delete: {responses: {"204": {description: Gone.}, "404": {description: None.}}}
components: {schemas: {Thing: {type: object, required: [day], properties: {day: {type: string, format: date}, text: {type: string}}}}}
`,
	"ids are days that the server gives, and no key says so": `
paths:
  /days:
    get: {x-action: {list: days}, responses: {"200": {description: All., JSON{type: array, items: THING}}}}}}
    post: {x-action: {create: days}, requestBody: {required: true, JSONTHING}}}, responses: {"201": {description: Made., JSONTHING}}}}}
components: {schemas: {Thing: {type: object, x-resource: {collection: days, id: day}, properties: {day: {type: string, format: date, readOnly: true}, text: {type: string}}}}}
`,
	"a list is asked for ids below one": `
paths:
  /things:
    get:
      parameters: [{name: id_lt, in: query, schema: {type: integer}}, {name: id_gte, in: query, schema: {type: integer}}]
      responses: {"200": {description: All., JSON{type: array, items: THING}}}}}
  /things/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: integer}}], responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}}
components: {schemas: {Thing: {type: object, properties: {id: {type: integer}, text: {type: string}}}}}
`,
	"members of errors are called as a problem's, and are something else": `
security: [{key: [read]}]
paths:
  /things:
    post:
      requestBody: {required: true, JSONTHING}}}
      responses:
        "200": {description: Made., JSONTHING}}}
        default: {description: No., content: {application/problem+json: {schema: {type: object, required: [code], properties: {type: {type: boolean}, status: {type: number, maximum: 2}, title: {enum: [a, 1]}, code: {type: string}}}}}}
  /others:
    post:
      requestBody: {required: true, JSONTHING}}}
      responses:
        "200": {description: Made., JSONTHING}}}
        4XX: {description: No., content: {application/problem+json: {schema: {type: object, properties: {title: {type: string, maxLength: 4}, errors: {type: string}}}}}}
  /hidden: {post: {requestBody: {required: true, JSONTHING}}}, responses: {"200": {description: Made., JSONTHING}}}, default: {description: No., JSON{type: object, required: [message, detail], properties: {message: {type: string, writeOnly: true}, detail: {type: string}}}}}}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas: {Thing: {type: object, required: [size], properties: {size: {type: integer}}}}
`,
	"what a put makes is told otherwise than what was there": `
paths:
  /things/{name}:
    parameters: [{name: name, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
    put:
      requestBody: {required: true, JSONTHING}}}
      responses:
        "200": {description: Put., JSON{type: object, required: [data], properties: {data: THING}}}}}
        "201": {description: Made., content: {application/vnd.api+json: {schema: THING}}}
    delete: {responses: {"204": {description: Gone.}, "404": {description: None.}}}
  /links/{name}:
    parameters: [{name: name, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: One., JSON{$ref: "#/components/schemas/Link"}}}}, "404": {description: None.}}}
    put:
      requestBody: {required: true, JSON{$ref: "#/components/schemas/Link"}}}}
      responses:
        "201": {description: Made.}
        "200": {description: Put., JSON{$ref: "#/components/schemas/Link"}}}}
    delete: {responses: {"204": {description: Gone.}, "404": {description: None.}}}
components: {schemas: {Thing: {type: object, required: [name], properties: {name: {type: string}, text: {type: string}}}, Link: {type: object, required: [name], properties: {name: {type: string}, to: {type: string}}}}}
`,
	"the one text of a record is the id of what is above it": `
paths:
  /crates/{crateId}/things:
    parameters: [{name: crateId, in: path, required: true, schema: {type: string, minLength: 3, maxLength: 10}}]
    get: {responses: {"200": {description: All., JSON{type: array, items: THING}}}}}}
    post: {requestBody: {JSONTHING}}}, responses: {"201": {description: Made., JSONTHING}}}}}
  /crates/{crateId}/things/{id}:
    parameters: [{name: crateId, in: path, required: true, schema: {type: string, minLength: 3, maxLength: 10}}, {name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
    patch: {requestBody: {required: true, content: {application/merge-patch+json: {schema: THING}}}, responses: {"200": {description: Changed., JSONTHING}}}, "404": {description: None.}}}
    delete: {responses: {"204": {description: Gone.}, "404": {description: None.}}}
components: {schemas: {Thing: {type: object, properties: {id: {type: integer, readOnly: true}, crateId: {type: string, minLength: 3, maxLength: 10}}}}}
`,
	"ids are numbers, and bodies have them as texts": `
paths:
  /things:
    get: {responses: {"200": {description: All., JSON{type: array, items: THING}}}}}}
    post: {requestBody: {required: true, JSONTHING}}}, responses: {"201": {description: Made., JSONTHING}}}}}
    delete: {requestBody: {required: true, JSON{type: object, required: [ids], properties: {ids: {type: array, items: {type: integer}}}}}}}, responses: {"204": {description: Gone.}, "404": {description: None.}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
components: {schemas: {Thing: {type: object, required: [id], properties: {id: {type: string, pattern: "^[1-9][0-9]*$", readOnly: true}, text: {type: string}}}}}
`,
	"members ask for more than their operation, one has a default, and one is unique in few ways": `
security: [{oauth: [read]}]
paths:
  /things:
    get: {responses: {"200": {description: All., JSON{type: array, items: THING}}}}}}
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name, address]
              properties:
                name: {type: string, x-security: [{oauth: [name]}]}
                address: {type: string, format: ipv4}
                tags: {type: array, items: {type: string}, default: [], x-security: [{oauth: [tag]}]}
      responses: {"201": {description: Made., JSONTHING}}}, "409": {description: Taken.}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
    patch: {requestBody: {required: true, JSON{type: object, properties: {level: {type: string, enum: [one, two]}}}}}}, responses: {"200": {description: Changed., JSONTHING}}}, "404": {description: None.}, "409": {description: Taken.}}}
    delete: {responses: {"204": {description: Gone.}, "404": {description: None.}}}
components:
  securitySchemes: {oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {read: Read., name: Name., tag: Tag.}}}}}
  schemas:
    Thing:
      type: object
      required: [id, name]
      x-resource: {collection: things, id: id, unique: [{member: address}, {member: level}]}
      properties: {id: {type: string, readOnly: true}, name: {type: string}, address: {type: string, format: ipv4}, level: {type: string, enum: [one, two]}, tags: {type: array, items: {type: string}}}
`,
	"a header with one value lets in, and no token": `
security: [{admin: []}]
paths:
  /things: {get: {responses: {"200": {description: All., JSON{type: array, items: THING}}}}}}}
  /others: {get: {security: [{admin: []}, {admin: [], key: [read]}], responses: {"200": {description: ok}}}}
components:
  securitySchemes: {admin: {type: apiKey, in: header, name: Admin, x-value: "true"}, key: {type: apiKey, in: header, name: X-Key}}
  schemas: {Thing: {type: object, properties: {id: {type: string}}}}
`,
	"a point is a list of two numbers": `
paths:
  /points: {get: {responses: {"200": {description: All., JSON{type: array, minItems: 1, items: {type: array, prefixItems: [{type: number}, {type: string}], items: false, minItems: 2}}}}}}}}
`,
	"a list holds four at most, and has no pages": `
paths:
  /things:
    get: {responses: {"200": {description: All., JSON{type: array, maxItems: 4, items: THING}}}}}}
    post: {requestBody: {required: true, JSONTHING}}}, responses: {"201": {description: Made., JSONTHING}}}}}
  /things/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}}
  /others:
    get: {responses: {"200": {description: All., JSON{type: object, properties: {data: {type: array, maxItems: 4, items: {$ref: "#/components/schemas/Other"}}}}}}}}}
    post: {requestBody: {required: true, JSON{$ref: "#/components/schemas/Other"}}}}, responses: {"201": {description: Made., JSON{$ref: "#/components/schemas/Other"}}}}}}
components: {schemas: {Thing: {type: object, required: [id], properties: {id: {type: string, readOnly: true}, text: {type: string}}}, Other: {type: object, required: [id], properties: {id: {type: string, readOnly: true}, size: {type: integer}}}}}
`,
	"a member called data is only written": `
paths:
  /things: {post: {requestBody: {required: true, JSONTHING}}}, responses: {"201": {description: Made., JSONTHING}}}}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
    delete: {responses: {"204": {description: Gone.}, "404": {description: None.}}}
components: {schemas: {Thing: {type: object, properties: {uuid: {type: integer}, data: {writeOnly: true, type: object, properties: {tags: {type: string}}}}}}}
`,
	"a number stands beside the text that a path takes": `
paths:
  /things: {post: {requestBody: {required: true, JSONTHING}}}, responses: {"201": {description: Made., JSONTHING}}}}}}
  /things/{thingId}:
    parameters: [{name: thingId, in: path, required: true, schema: {type: string, minLength: 3, maxLength: 10}}]
    get: {responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
    patch: {requestBody: {content: {application/merge-patch+json: {schema: THING}}}, responses: {"200": {description: Changed., JSONTHING}}}}}
components: {schemas: {Thing: {type: object, required: [text, name], properties: {name: {type: string, readOnly: true, minLength: 3, maxLength: 10}, text: {type: string}, slug: {type: integer, default: 0}}}}}
`,
	"a form has lists of lists": `
paths:
  /things/{day}:
    parameters: [{name: day, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
    put:
      requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, required: [score], properties: {score: {type: array, items: {type: array, items: {type: integer}}}, odd: {type: array, items: {type: [array, string], items: {type: integer}}}}}}}}
      responses: {"200": {description: Put., JSONTHING}}}, "201": {description: Made., JSONTHING}}}}
    delete: {responses: {"204": {description: Gone.}, "404": {description: None.}}}
components: {schemas: {Thing: {type: object, required: [day], properties: {day: {type: string}, score: {type: array, items: {type: array, items: {type: integer}}}}}}}
`,
	"ids are numbers below three": `
paths:
  /things:
    get: {responses: {"200": {description: All., JSON{type: array, items: THING}}}}}}
    post: {requestBody: {required: true, JSONTHING}}}, responses: {"201": {description: Made., JSONTHING}}}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: number}}]
    get: {responses: {"200": {description: One., JSONTHING}}}, "404": {description: None.}}}
    delete: {responses: {"204": {description: Gone.}, "404": {description: None.}}}
components: {schemas: {Thing: {type: object, required: [id], properties: {id: {type: number, maximum: 2.5, readOnly: true}, text: {type: string}}}}}
`,
}
