package mockserver_test

import (
	"testing"
)

// TestRecordsInAnEnvelopeOfAnEnvelope: what is written is there, also where the
// reply says nothing of it.
func TestRecordsInAnEnvelopeOfAnEnvelope(t *testing.T) {
	a := corpus(t, "budgets.yaml")
	a.do(`POST /v1/budgets {"budget":{"name":"Home","currency":"EUR"}}`, "", 200)
	id := a.member("id")
	a.do("GET /v1/budgets", "", 200, `"name":"Home"`)
	a.do("GET /v1/budgets/"+id, "", 200, `{"data":{"budget":{`, `"currency":"EUR"`, `"server_knowledge":`)
	a.do(`PATCH /v1/budgets/`+id+` {"currency":"JPY"}`, "", 204)
	a.do("GET /v1/budgets/"+id, "", 200, `"name":"Home"`, `"currency":"JPY"`)
	a.do("POST /v1/budgets/"+id+`/accounts {"account":{"name":"Cash","balance":7}}`, "", 201, `{"data":{"account":{`, `"balance":7`)
	a.do("GET /v1/budgets/"+id+"/accounts", "", 200, `"name":"Cash"`)
	a.do("DELETE /v1/budgets/"+id, "", 200)
	a.do("GET /v1/budgets/"+id, "", 404)
}
