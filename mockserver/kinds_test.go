package mockserver_test

import (
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// corpus starts a mock of one of the small documents that stand for the shapes of
// real ones, with the world that is made of it.
func corpus(t *testing.T, file string) *api {
	t.Helper()
	text, err := os.ReadFile("../internal/corpus/testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	contract, err := spec.Load(file, text)
	if err != nil {
		t.Fatal(err)
	}
	world, err := fixtures.Seed(contract)
	if err != nil {
		t.Fatal(err)
	}
	return serveWorld(t, contract, world)
}

// form is a body of multipart/form-data with the headers that it needs.
func form(pairs ...string) (body, headers string) {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		b.WriteString("--cut\r\nContent-Disposition: form-data; name=\"" + pairs[i] + "\"\r\n\r\n" + pairs[i+1] + "\r\n")
	}
	return b.String() + "--cut--\r\n", "Content-Type: multipart/form-data; boundary=cut"
}

func TestAFormIsReadAsTheAlternativeThatItFits(t *testing.T) {
	a := corpus(t, "menu.yaml")
	body, headers := form("kind", "drink", "name", "Tea", "price", "250", "volume", "300", "cold", "false", "photo", "a photo")
	a.do("POST /dishes "+body, headers, 201, `"kind":"drink"`, `"price":250`, `"cold":false`, "!photo")
	a.do("GET /dishes/"+a.member("id"), "", 200, `"name":"Tea"`, `"volume":300`)
	body, headers = form("kind", "drink", "name", "Tea", "price", "250")
	a.do("POST /dishes "+body, headers, 400)
}

func TestRecordsOfSeveralKindsAreOneCollection(t *testing.T) {
	a := corpus(t, "menu.yaml")
	body, headers := form("kind", "cake", "name", "Carrot", "price", "400", "calories", "420")
	a.do("POST /dishes "+body, headers, 201, `"kind":"cake"`, "!volume")
	id := a.member("id")
	a.do("GET /dishes", "", 200, `"kind":"drink"`, `"kind":"cake"`, id)
	a.do("DELETE /dishes/"+id, "", 204)
	a.do("GET /dishes/"+id, "", 404)
}

func TestAnIDIsAsLongAsItMustBe(t *testing.T) {
	a := corpus(t, "menu.yaml")
	a.do(`POST /vouchers {"kind":1,"value":5}`, "", 201)
	first := a.member("code")
	a.do(`POST /vouchers {"kind":2,"value":7}`, "", 201, "!"+first)
	a.do("GET /vouchers/"+a.member("code"), "", 200, `"value":7`)
	a.do("GET /vouchers/"+first, "", 200, `"value":5`)
	if len(first) != 32 {
		t.Errorf("%q has %d characters", first, len(first))
	}
}

func TestAnIDMayStandInMetadata(t *testing.T) {
	a := corpus(t, "fleet.yaml")
	a.do(`POST /apis/fleet/v1/regions/north/ships {"metadata":{"name":"heron"},"spec":{"crew":3}}`, "", 201, `"name":"heron"`, `"region":"north"`)
	a.do("GET /apis/fleet/v1/regions/north/ships/heron", "", 200, `"crew":3`)
	a.do("GET /apis/fleet/v1/regions/south/ships/heron", "", 404)
	a.do(`POST /apis/fleet/v1/regions/north/ships {"spec":{"crew":1}}`, "", 201, "!heron", `"region":"north"`)
	a.do(`PUT /apis/fleet/v1/regions/north/ships/heron {"metadata":{"labels":{"a":"b"}},"spec":{"crew":4}}`, "", 200, `"name":"heron"`, `"a":"b"`)
	a.do("GET /apis/fleet/v1/regions/north/ships", "", 200, `"crew":4`)
	a.do("GET /apis/fleet/v1/ships", "", 200, `"heron"`)
	a.do("DELETE /apis/fleet/v1/regions/north/ships/heron", "", 200)
	a.do("GET /apis/fleet/v1/regions/north/ships/heron", "", 404)
}

func TestRecordsAreMadeWhereNobodyLooks(t *testing.T) {
	a := corpus(t, "workshop.yaml")
	var tool struct{ Data struct{ ID string } }
	a.do("POST /tools", "", 201)
	if err := json.Unmarshal([]byte(a.text), &tool); err != nil {
		t.Fatal(err)
	}
	a.do("GET /tools/"+tool.Data.ID, "", 200)
	a.do("POST /tools/"+tool.Data.ID+"/sharpen", "", 200, tool.Data.ID)
	a.do("POST /tools/none/sharpen", "", 404)

	a.do(`POST /tools/`+tool.Data.ID+`/repairs {"urgent":true}`, "", 202)
	job := a.member("id")
	a.do("GET /jobs/"+job, "", 200, `"urgent":true`)
	a.do("DELETE /jobs/"+job, "", 204)
	a.do("GET /jobs/"+job, "", 404)

	a.do(`POST /reminders {"text":"oil"}`, "", 201, `"text":"oil"`)
	first := a.member("id")
	a.do(`POST /reminders {"text":"oil"}`, "", 201, "!"+`"id":"`+first+`"`)
}

func TestTheFirstRecordStandsForWhoeverAsks(t *testing.T) {
	a := corpus(t, "workshop.yaml")
	a.do("GET /people/me", "", 200)
	me := a.member("id")
	a.do(`PATCH /people/me {"name":"Ines"}`, "", 200, `"name":"Ines"`)
	a.do("GET /people/"+me, "", 200, `"name":"Ines"`)
}

func TestTheOneRecordMayStandInAList(t *testing.T) {
	a := corpus(t, "ledger.yaml")
	var made struct{ Invoices []struct{ InvoiceID string } }
	a.do(`PUT /api/Invoices {"Invoices":[{"Reference":"first","Total":5},{"Reference":"second"}]}`, "", 200, `"first"`, `"second"`)
	if err := json.Unmarshal([]byte(a.text), &made); err != nil || len(made.Invoices) != 2 {
		t.Fatalf("%s: %v", a.text, err)
	}
	id := made.Invoices[1].InvoiceID
	a.do("GET /api/Invoices/"+id, "", 200, `"Invoices":[{`, `"second"`, "!first")
	a.do(`POST /api/Invoices/`+id+` {"Invoices":[{"Status":"PAID"}]}`, "", 200, `"second"`, `"PAID"`)
	a.do("GET /api/Invoices", "", 200, `"first"`, `"PAID"`)
	a.do("DELETE /api/Invoices/"+id, "", 204)
	a.do("GET /api/Invoices/"+id, "", 404)
	a.do(`PUT /api/Invoices {"Invoices":[{"Reference":"third"},7]}`, "", 400)
	a.do("GET /api/Invoices", "", 200, "!third")

	var accounts struct{ Accounts []struct{ AccountID string } }
	a.do(`PUT /api/Accounts {"Code":"200","Name":"Sales"}`, "", 200, `"Accounts":[{`, `"Sales"`)
	if err := json.Unmarshal([]byte(a.text), &accounts); err != nil || len(accounts.Accounts) != 1 {
		t.Fatalf("%s: %v", a.text, err)
	}
	account := accounts.Accounts[0].AccountID
	a.do("GET /api/Accounts/"+account, "", 200, `"Sales"`)
	a.do("DELETE /api/Accounts/"+account, "", 200, `"Accounts":[{`, `"Sales"`)
	a.do("GET /api/Accounts/"+account, "", 404)
}

func TestARecordMayBeNamedInTheQuery(t *testing.T) {
	a := corpus(t, "stars.yaml")
	var found struct{ Stars []struct{ UID, Name string } }
	a.do("GET /rest/star/search", "", 200)
	if err := json.Unmarshal([]byte(a.text), &found); err != nil || len(found.Stars) < 2 {
		t.Fatalf("%s: %v", a.text, err)
	}
	a.do("GET /rest/star?uid="+found.Stars[1].UID, "", 200, found.Stars[1].Name)
	a.do("GET /rest/star?uid=nobody", "", 404)
	a.do("POST /rest/star/search name="+url.QueryEscape(found.Stars[1].Name), "Content-Type: application/x-www-form-urlencoded", 200, found.Stars[1].UID)
	a.do("POST /rest/star/search name=nobodys", "Content-Type: application/x-www-form-urlencoded", 200, "!"+found.Stars[1].UID)

	var sessions []struct {
		TokenID string `json:"token_id"`
	}
	a.do("GET /rest/sessions", "", 200)
	if err := json.Unmarshal([]byte(a.text), &sessions); err != nil || len(sessions) == 0 {
		t.Fatalf("%s: %v", a.text, err)
	}
	a.do("DELETE /rest/session?token_id="+sessions[0].TokenID, "", 204)
	a.do("GET /rest/session?token_id="+sessions[0].TokenID, "", 404)
}

// TestAPathWithAKeyAnswersWhatOneWithoutItLacks asks for the methods of both: the
// first has the literal path, and only the second has these.
func TestAPathWithAKeyAnswersWhatOneWithoutItLacks(t *testing.T) {
	a := corpus(t, "odds.yaml")
	const token = "Authorization: Bearer write"
	a.do("PUT /hooks/slack {}", token, 204)
	a.do("GET /hooks/slack", token, 200)
	a.do("DELETE /hooks/slack", token, 204)
	a.do("PATCH /hooks/slack", token, 405)
	if allow := a.last.Header.Get("Allow"); allow != "DELETE, GET, HEAD, OPTIONS, PUT" {
		t.Errorf("Allow is %s", allow)
	}
	a.do("PUT /hooks/mail {}", token, 405)
	a.do("GET /photos/door.front.png", token, 200)
}

// TestARightMayBeCalledNone asks with that right, and with none.
func TestARightMayBeCalledNone(t *testing.T) {
	a := corpus(t, "odds.yaml")
	a.do("GET /photos/door.front.png", "Authorization: Bearer none", 200)
	a.do("GET /photos/door.front.png", "Authorization: Bearer nobody", 403)
}

func TestAnIDIsToldAsTheReplyHasIt(t *testing.T) {
	a := corpus(t, "odds.yaml")
	const token = "Authorization: Bearer write"
	a.do(`POST /schemes {"name":"Owners"}`, token, 201)
	id := a.member("id")
	a.do("GET /schemes/"+id, token, 200, `"name":"Owners"`, `"id":`+id)
	a.do(`POST /ranges {"prefix":64}`, token, 200)
	a.do("GET /ranges/"+a.member("range"), token, 200, `"prefix":64`)
}

func TestSearchesCountsAndOpenBodies(t *testing.T) {
	a := corpus(t, "journeys.yaml")
	for _, one := range []string{`{"passenger":"Ada Lane","class":"first","price":900}`, `{"passenger":"Ada Lake","class":"second","price":20}`, `{"passenger":"Bo","class":"second","price":30}`} {
		a.do("POST /v1/journeys "+one, "", 201)
	}
	bo := a.member("id")
	a.do(`POST /v1/journeys/search {"limit":100}`, "", 200, bo)
	a.do(`POST /v1/journeys/search {"passenger":"ada"}`, "", 200, "Ada Lane", "Ada Lake", "!"+bo)
	a.do(`POST /v1/journeys/search {"passenger":"ada","class":["second"]}`, "", 200, "Ada Lake", "!Ada Lane")
	a.do(`POST /v1/journeys/search {"passenger":"ada","min_price":100}`, "", 200, "Ada Lane", "!Ada Lake")
	a.do(`POST /v1/journeys/search {"passenger":"ada","limit":1,"page":2}`, "", 200, "Ada Lake", "!Ada Lane")
	a.do(`POST /v1/journeys/search {"limit":"x"}`, "", 400)

	a.do("GET /v1/journeys/count?class=second", "", 200)
	before := a.text
	a.do("DELETE /v1/journeys/"+bo, "", 204)
	a.do("GET /v1/journeys/count?class=second", "", 200, "!"+before)

	a.do(`POST /v1/journeys {"passenger":"Cy","class":"first"}`, "", 201)
	cy := a.member("id")
	a.do("GET /v1/journeys/"+cy+"/stops/count", "", 200)
	if a.text != "0" {
		t.Errorf("%s stops", a.text)
	}
	a.do("POST /v1/journeys/"+cy+`/stops {"station":"Ulm"}`, "", 201)
	a.do("GET /v1/journeys/"+cy+"/stops/count", "", 200)
	if a.text != "1" {
		t.Errorf("%s stops", a.text)
	}
	a.do("GET /v1/journeys/"+bo+"/stops/count", "", 404)

	a.do("PATCH /v1/journeys/"+cy+` {"price":7}`, "", 200, `"data":{`, `"price":7`, `"passenger":"Cy"`)
	a.do("GET /v1/journeys/"+cy, "", 200, `"price":7`)
}

func TestAListThatNobodyWritesHasPages(t *testing.T) {
	a := corpus(t, "journeys.yaml")
	a.do("GET /v1/stations?limit=1", "", 200, `"country":`)
	first := a.text
	a.do("GET /v1/stations?limit=1", "", 200, first)
	a.do("GET /v1/stations?limit=1&page=2", "", 200, `"country":`, "!"+first)
}

// TestABodyOfTooManyWaysIsRefused sends one whose alternatives would be tried a million
// million times, and one that is as deep and fits.
func TestABodyOfTooManyWaysIsRefused(t *testing.T) {
	contract, err := spec.Load("deep.yaml", []byte(`
openapi: 3.1.0
info: {title: Filters, version: "1"}
paths:
  /filters:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Filter"}}}}
      responses: {"201": {description: made, content: {application/json: {schema: {type: object}}}}}
components:
  schemas:
    Filter: {oneOf: [{$ref: "#/components/schemas/And"}, {$ref: "#/components/schemas/Or"}]}
    And: {type: object, required: [and], properties: {and: {type: integer}, of: {$ref: "#/components/schemas/Filter"}}}
    Or: {type: object, required: [or], properties: {or: {type: integer}, of: {$ref: "#/components/schemas/Filter"}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	a := serveWorld(t, contract, &fixtures.World{})
	nested := func(each string) string {
		return strings.Repeat(each+`"of":{`, 40) + `"or":1` + strings.Repeat("}", 40)
	}
	a.do("POST /filters {"+nested(`"or":1,`)+"}", "Content-Type: application/json", 201)
	a.do("POST /filters {"+nested(`"and":1,"or":1,`)+"}", "Content-Type: application/json", 400, "cannot be checked")
}
