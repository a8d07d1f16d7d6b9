package mockserver_test

import (
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// serveText serves a document that a test has in itself.
func serveText(t *testing.T, text string) *api {
	t.Helper()
	contract, err := spec.Load("it.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	world, err := fixtures.Seed(contract)
	if err != nil {
		t.Fatal(err)
	}
	return serveWorld(t, contract, world)
}

// nullables is of records most of whose members may be null, each written another way.
const nullables = `
openapi: 3.1.0
info: {title: Desks, version: "1"}
components:
  schemas:
    Input:
      type: object
      required: [label]
      properties: &input
        label: {type: string}
        note: {type: [string, "null"]}
        phone: {anyOf: [{type: string, pattern: "^[0-9]{9}$"}, {type: "null"}]}
    Desk:
      type: object
      required: [id, label, note, phone, moves, soldAt, updatedAt]
      properties:
        <<: *input
        id: {type: string, readOnly: true}
        moves: {type: array, items: {type: string}}
        soldAt: {type: [string, "null"], format: date-time}
        updatedAt: {anyOf: [{type: string, format: date-time}, {type: "null"}]}
paths:
  /desks:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Input"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Desk"}}}}}
  /desks/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Desk"}}}}}
    put:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Input"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Desk"}}}}}
    patch:
      requestBody: {required: true, content: {application/merge-patch+json: {schema: {type: object, properties: *input}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Desk"}}}}}
`

func TestWhatNobodySentIsNullWhereItMayBe(t *testing.T) {
	a := serveText(t, nullables)
	a.do(`POST /desks {"label":"Oak"}`, "", 201, `"note":null`, `"phone":null`, `"moves":[]`, `"soldAt":null`, `"updatedAt":"2`)
	id := a.member("id")
	a.do("PATCH /desks/"+id+` {"phone":"123456789","note":"by the window"}`, "Content-Type: application/merge-patch+json", 200, `"phone":"123456789"`, `"note":"by the window"`)
	a.do("PATCH /desks/"+id+` {"phone":null}`, "Content-Type: application/merge-patch+json", 200, `"phone":null`, `"note":"by the window"`)
	a.do("PUT /desks/"+id+` {"label":"Elm"}`, "", 200, `"label":"Elm"`, `"note":null`)
	a.do("GET /desks/"+id, "", 200, `"note":null`, `"phone":null`)
}

// members are of a document that makes members of a club, whose bodies say more than
// its replies tell.
const clubMembers = `
openapi: 3.1.0
info: {title: Club, version: "1"}
components:
  schemas:
    SignUp:
      type: object
      required: [login, password]
      properties: {login: {type: string}, password: {type: string}, pin: {type: string, writeOnly: true}}
    Member: {type: object, required: [id, login], properties: {id: {type: string, readOnly: true}, login: {type: string}}}
    Card: {type: object, required: [id, kind, last4], properties: {id: {type: string}, kind: {const: card}, last4: {type: string}}}
    Debit: {type: object, required: [id, kind], properties: {id: {type: string}, kind: {const: debit}, bank: {type: string}}}
    CardInput: {type: object, required: [kind, number], properties: {kind: {const: card}, number: {type: string, writeOnly: true}}}
    DebitInput: {type: object, required: [kind, iban], properties: {kind: {const: debit}, iban: {type: string, writeOnly: true}, bank: {type: string}}}
    Way: {oneOf: [{$ref: "#/components/schemas/Card"}, {$ref: "#/components/schemas/Debit"}], discriminator: {propertyName: kind}}
    WayInput: {oneOf: [{$ref: "#/components/schemas/CardInput"}, {$ref: "#/components/schemas/DebitInput"}], discriminator: {propertyName: kind}}
paths:
  /members:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/SignUp"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Member"}}}}}
  /members/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Member"}}}}}
    patch:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/SignUp"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Member"}}}}}
  /ways:
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/WayInput"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Way"}}}}}
  /ways/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Way"}}}}}
`

func TestWhatNoReplyNamesIsNotShown(t *testing.T) {
	a := serveText(t, clubMembers)
	a.do(`POST /members {"login":"ada","password":"enigma","pin":"1234"}`, "", 201, `"login":"ada"`, "!enigma", "!1234")
	id := a.member("id")
	a.do("PATCH /members/"+id+` {"login":"bea","password":"riddle","pin":"4321"}`, "", 200, `"login":"bea"`, "!riddle", "!4321")
	a.do("GET /members/"+id, "", 200, `"login":"bea"`, "!riddle")
	a.do(`POST /ways {"kind":"card","number":"4111"}`, "", 201, `"kind":"card"`, "!number")
	a.do(`POST /ways {"kind":"debit","iban":"PT50","bank":"Ouro"}`, "", 201, `"bank":"Ouro"`, "!iban")
	a.do("GET /ways/"+a.member("id"), "", 200, `"bank":"Ouro"`, "!iban")
}
