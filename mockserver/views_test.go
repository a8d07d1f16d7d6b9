package mockserver_test

import "testing"

func TestViewsOfWhatStandsElsewhere(t *testing.T) {
	a := corpus(t, "crews.yaml")
	a.do(`POST /regions/north/ships {"name":"Fram","master":"Nansen","spec":{"sails":3}}`, "", 201)
	a.do("GET /ships", "", 200, `"name":"Fram"`)
	ship := "/regions/north/ships/Fram"
	a.do("PUT "+ship+`/state {"name":"Fram","master":"Sverdrup","spec":{"sails":2},"state":"at sea"}`, "", 200, `"state":"at sea"`)
	a.do("GET "+ship+"/state", "", 200, `"state":"at sea"`)
	a.do("GET "+ship, "", 200, `"sails":2`, `"state":"at sea"`)
	a.do("PUT "+ship+`/size {"name":"Fram","spec":{"crew":13}}`, "", 200, `"crew":13`)
	a.do("GET "+ship+"/size", "", 200, `"crew":13`)
	a.do("GET "+ship, "", 200, `"sails":2`)
	a.do("PATCH "+ship+` [{"op":"replace","path":"/spec/sails","value":4}]`, "", 200, `"sails":4`)
	a.do("GET "+ship, "", 200, `"sails":4`)
	a.do("GET /regions/north/ships/none/size", "", 404)

	a.do(`POST /trips {"captain":"amundsen","to":"the pole"}`, "", 201)
	a.do("GET /captains/amundsen/trips", "", 200, `"to":"the pole"`)
	a.do("GET /captains/scott/trips", "", 200, `[]`)
}

func TestRecordsThatAreNamedElsewhere(t *testing.T) {
	a := corpus(t, "crews.yaml")
	a.do("GET /bans/7", "", 404)
	a.do(`PUT /bans/7 {"days":3}`, "", 204)
	a.do("GET /bans/7", "", 200, `"sailor":{"id":"7"`)
	a.do("GET /bans", "", 200, `"id":"7"`)
	a.do("DELETE /bans/7", "", 204)
	a.do("GET /bans/7", "", 404)

	a.do(`POST /ports/kiel/hooks {"name":"Bell"}`, "", 201)
	hook := a.member("id")
	a.do("GET /hooks/"+hook, "", 200, `"name":"Bell"`)
	a.do("GET /ports/kiel/hooks", "", 200, `"name":"Bell"`)
	a.do("DELETE /hooks/"+hook, "", 204)
	a.do("GET /hooks/"+hook, "", 404)

	a.do(`POST /links {"client_id":"c-1","tenant":"first"}`, "", 200)
	a.do(`PUT /links {"client_id":"c-1","tenant":"second"}`, "", 200)
	a.do("GET /links", "", 200, `"tenant":"second"`)
	a.do(`DELETE /links {"client_id":"c-1"}`, "", 200)
	a.do(`DELETE /links {"client_id":"c-1"}`, "", 404)
	a.do(`DELETE /links {"tenant":"second"}`, "", 400)

	a.do(`POST /signup {"email":"ada@example.com","name":"Ada"}`, "", 201)
	a.do("GET /me", "", 200, `"email":"ada@example.com"`, `"name":"Ada"`)
}
