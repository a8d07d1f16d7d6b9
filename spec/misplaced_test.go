package spec_test

import (
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// pets has a stored schema and says nothing of what is done to it; a word goes
// where its name stands between angle brackets.
const pets = `
openapi: 3.1.0
info: {title: Pets, version: "1", contact: {name: Me<contact>}}
servers: [{url: /a<server>}]
tags: [{name: t<tag>}]
paths:<paths>
  /pets:
    get: {operationId: list, responses: {<responses>"200": {description: a, headers: {H: {schema: {type: string<header>}}}, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}<reply>}}}}}}
    post: {operationId: make, requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}, responses: {"201": {description: a, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}}}
  /pets/{petId}:
    parameters: [{name: petId, in: path, required: true, schema: {type: string<parameter>}}]
    get: {operationId: read<operation>, responses: {"200": {description: a, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}}}
    delete: {operationId: drop, responses: {"204": {description: a}}}
components:
  securitySchemes: {o: {type: oauth2<scheme>, flows: {implicit: {authorizationUrl: http://x<flow>, scopes: {}}}}}
  schemas:
    Pet: {type: object<schema>, xml: {name: p<xml>}, properties: {id: {type: string}, name: {type: string}}}
`

func petsWith(words map[string]string) string {
	text := pets
	for place, word := range words {
		text = strings.Replace(text, "<"+place+">", word, 1)
	}
	for {
		before, after, found := strings.Cut(text, "<")
		if !found {
			return text
		}
		_, after, _ = strings.Cut(after, ">")
		text = before + after
	}
}

func TestNoExtensionIsPassedOverInSilence(t *testing.T) {
	for place, word := range map[string]string{
		"contact": ", x-fake: city", "server": ", x-feature: a", "tag": ", x-action: {list: pets}", "paths": "\n  x-infer: false", "responses": "x-security: [{o: []}], ",
		"header": ", x-security: [{o: []}]", "reply": ", x-forbidden: [name]", "parameter": ", x-security: [{o: []}]", "scheme": ", x-value: a", "flow": ", x-value: a", "xml": ", x-fake: city",
	} {
		contract, err := spec.Load("pets.yaml", []byte(petsWith(map[string]string{place: word})))
		if err != nil {
			t.Errorf("%s: %v", place, err)
			continue
		}
		name := strings.Trim(strings.SplitN(word, ":", 2)[0], ", \n")
		told := false
		for _, p := range contract.Lint() {
			told = told || strings.Contains(p.What, name+" has no effect")
		}
		if !told {
			t.Errorf("%s on %s is not told of: %v", name, place, contract.Lint())
		}
	}
}

// TestWhatIsDoneToAStoredSchemaIsWorkedOut has a person say what is stored, and
// nobody what is done to it.
func TestWhatIsDoneToAStoredSchemaIsWorkedOut(t *testing.T) {
	contract, err := spec.Load("pets.yaml", []byte(petsWith(map[string]string{"schema": ", x-resource: {collection: animals, id: id}"})))
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range contract.Operations {
		if op.Action.Resource == nil || op.Action.Resource.Collection != "animals" {
			t.Errorf("%s does %+v", op.ID, op.Action)
		}
	}
	contract, err = spec.Load("pets.yaml", []byte(petsWith(map[string]string{"schema": ", x-resource: {collection: animals, id: id}", "tag": "}]\nx-infer: false\nx: [{a: b"})))
	if err != nil {
		t.Fatal(err)
	}
	told := false
	for _, p := range contract.Lint() {
		told = told || strings.Contains(p.What, "no operation does anything to the collection animals")
	}
	if !told {
		t.Errorf("nothing is told of a collection that nothing is done to: %v", contract.Lint())
	}
}

// TestAnExtensionOfOthersMayBeCalledAsOursIs reads a document whose author calls
// something else x-action.
func TestAnExtensionOfOthersMayBeCalledAsOursIs(t *testing.T) {
	contract, err := spec.Load("pets.yaml", []byte(petsWith(map[string]string{"operation": ", x-action: read by ID"})))
	if err != nil {
		t.Fatal(err)
	}
	if state, _, _, _ := contract.Understood(); state != 4 {
		t.Errorf("%d operations with state", state)
	}
	if _, err := spec.Load("pets.yaml", []byte(petsWith(map[string]string{"operation": ", x-action: read by ID", "schema": ", x-resource: {collection: animals, id: id}"}))); err == nil {
		t.Error("a wrong word is let be in a document that has ours elsewhere")
	}
}

// TestAVersionThatIsNotKnownIsTold reads documents of versions there are not, or
// not yet, and parts that are not what they must be.
func TestAVersionThatIsNotKnownIsTold(t *testing.T) {
	for said, want := range map[string]string{"3.2.0": "is read as 3.1", "4.0.0": "3.0 and 3.1 are read", "banana": "3.0 and 3.1 are read", "3.1": "", "3.0.4": ""} {
		text := strings.Replace(petsWith(nil), "openapi: 3.1.0", "openapi: "+said, 1)
		contract, err := spec.Load("pets.yaml", []byte(text))
		told := ""
		if err != nil {
			told = err.Error()
		} else if len(contract.Warnings) > 0 {
			told = contract.Warnings[0].What
		}
		if want == "" && told != "" || !strings.Contains(told, want) {
			t.Errorf("%s: %q, want %q", said, told, want)
		}
	}
	contract, err := spec.Load("pets.yaml", []byte("openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: []\n"))
	if err != nil || len(contract.Warnings) != 1 || !strings.Contains(contract.Warnings[0].What, "paths is not an object") {
		t.Errorf("%v, %v", contract, err)
	}
}
