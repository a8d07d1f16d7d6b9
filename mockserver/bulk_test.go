package mockserver_test

import (
	"os"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

func TestManyAtOnce(t *testing.T) {
	a := corpus(t, "parts.yaml")
	add := func(name string) string {
		a.do(`POST /parts {"name":"`+name+`","color":"red"}`, "", 201)
		return a.member("id")
	}
	nut, bolt := add("Nut"), add("Bolt")
	a.do(`PATCH /parts {"keys":[`+nut+`,`+bolt+`],"data":{"color":"blue"}}`, "", 200, `"name":"Nut"`, `"name":"Bolt"`, `"color":"blue"`, `!"red"`)
	a.do(`PATCH /parts {"keys":[`+nut+`,987654],"data":{"color":"green"}}`, "", 404)
	a.do("GET /parts/"+nut, "", 200, `"color":"blue"`)
	a.do(`PUT /parts/batch [{"id":`+nut+`,"color":"grey"},{"id":`+bolt+`,"name":"Screw"}]`, "", 200, `"color":"grey"`, `"name":"Screw"`)
	a.do(`PUT /parts/batch [{"id":`+nut+`,"color":"pink"},{"id":987654,"name":"Screw"}]`, "", 404)
	a.do(`PUT /parts/batch [{"id":`+nut+`,"color":"pink"},{"id":`+nut+`,"name":"Screw"}]`, "", 400)
	a.do("GET /parts/"+nut, "", 200, `"color":"grey"`, `"name":"Nut"`)
	a.do(`POST /parts/batch [{"name":"Washer"},{"name":"Spring"}]`, "", 201, `"name":"Washer"`, `"name":"Spring"`)
	a.do("DELETE /parts ["+nut+",987654]", "", 204)
	a.do("GET /parts/"+nut, "", 404)
	a.do(`POST /parts/bulk_delete {"part_ids":[`+bolt+`]}`, "", 204)
	a.do("GET /parts", "", 200, `!"name":"Screw"`, `"name":"Washer"`)
}

func TestTheBodyNamesTheRecord(t *testing.T) {
	a := corpus(t, "parts.yaml")
	a.do(`POST /drawers {"name":"Top","wood":"oak"}`, "", 200)
	id := a.member("id")
	a.do(`PUT /drawers {"id":`+id+`,"name":"Upper"}`, "", 200, `"name":"Upper"`)
	a.do("GET /drawers/"+id, "", 200, `"name":"Upper"`)
	a.do(`PUT /drawers {"id":987654,"name":"Upper"}`, "", 404)
	a.do(`PUT /drawers {"name":"Upper"}`, "", 400, "names no record")
	a.do(`POST /drawers/createWithList [{"name":"Low","wood":"elm"},{"name":"Lowest","wood":"oak"}]`, "", 200, `"name":"Low"`)
	a.do("DELETE /drawers?wood=elm", "", 204)
	a.do("GET /drawers", "", 200, `"name":"Lowest"`, `!"name":"Low"`, "Upper")
	a.do("DELETE /drawers", "", 204)
	a.do("GET /drawers", "", 200, "[]")
}

// TestTwoOfAListTakeOneName changes records at once so that two of them would have
// the same unique member: neither is changed.
func TestTwoOfAListTakeOneName(t *testing.T) {
	text, err := os.ReadFile("../internal/corpus/testdata/parts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	added := `responses: {"201": {description: Added., content: {application/json: {schema: {$ref: "#/components/schemas/Part"}}}}}`
	unique := strings.Replace(string(text), added, strings.TrimSuffix(added, "}")+`, "409": {description: The name is taken.}}`, 1)
	contract, err := spec.Load("parts.yaml", []byte(unique))
	if err != nil || unique == string(text) {
		t.Fatal("the document has no place for the 409: ", err)
	}
	world, err := fixtures.Seed(contract)
	if err != nil {
		t.Fatal(err)
	}
	a := serveWorld(t, contract, world)
	add := func(name string) string {
		a.do(`POST /parts {"name":"`+name+`"}`, "", 201)
		return a.member("id")
	}
	one, other := add("Nut"), add("Bolt")
	a.do(`POST /parts {"name":"Nut"}`, "", 409)
	a.do(`PUT /parts/batch [{"id":`+one+`,"name":"Screw"},{"id":`+other+`,"name":"Screw"}]`, "", 409)
	a.do("GET /parts/"+one, "", 200, `"name":"Nut"`)
	a.do(`PUT /parts/batch [{"id":`+one+`,"name":"Screw"},{"id":`+other+`,"name":"Rivet"}]`, "", 200, `"name":"Screw"`, `"name":"Rivet"`)
}
