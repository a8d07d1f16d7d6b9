package mockserver_test

import (
	"strconv"
	"strings"
	"testing"
)

func TestItemsOfAListThatARecordHolds(t *testing.T) {
	a := corpus(t, "regatta.yaml")
	a.do(`POST /boats {"name":"Ida"}`, "", 201)
	boat := "/boats/" + a.member("id")
	a.do("GET "+boat, "", 200, "!s-7")
	a.do("PUT "+boat+`/crew/s-7 {"position":"bow"}`, "", 200, `{"id":"s-7","position":"bow"}`)
	a.do("PUT "+boat+"/crew/s-8", "", 200, `"id":"s-8"`, `"position"`)
	a.do("PUT "+boat+`/crew/s-7 {"position":"mast"}`, "", 200, `"position":"mast"`)
	a.do("GET "+boat, "", 200, `{"id":"s-7","position":"mast"}`, `"id":"s-8"`, "!bow")
	if strings.Count(a.text, "s-7") != 1 {
		t.Errorf("who is put twice is there once: %s", a.text)
	}
	a.do("GET /boats", "", 200, `{"id":"s-7","position":"mast"}`)
	a.do("DELETE "+boat+"/crew/s-7", "", 204)
	a.do("DELETE "+boat+"/crew/s-7", "", 404)
	a.do("GET "+boat, "", 200, "!s-7", `"id":"s-8"`)
	a.do("PUT /boats/none/crew/s-7", "", 404)
	a.do("DELETE /boats/none/crew/s-7", "", 404)

	a.do("PUT "+boat+"/sails/701", "", 204)
	a.do("PUT "+boat+"/sails/701", "", 204)
	a.do("PUT "+boat+"/sails/702", "", 204)
	a.do("GET "+boat, "", 200, `701,702`)
	a.do("DELETE "+boat+"/sails/701", "", 204)
	a.do("GET "+boat, "", 200, `702`, "!701")
	a.do("PUT "+boat+"/sails/none", "", 404)

	a.do("DELETE "+boat+"/penalties", "", 204)
	a.do("POST "+boat+`/penalties {"points":3,"rule":"42"}`, "", 201, `"points":3`, `"rule":"42"`)
	first := a.member("id")
	a.do("POST "+boat+`/penalties {"points":4}`, "", 201, `"points":4`)
	second := a.member("id")
	if first == second || first == "" {
		t.Errorf("the ids are %q and %q", first, second)
	}
	a.do("PATCH "+boat+"/penalties/"+first+` {"points":1}`, "", 200, `"points":1`, `"rule":"42"`, `"id":`+first)
	a.do("PATCH "+boat+`/penalties/98765 {"points":1}`, "", 404)
	a.do("POST "+boat+`/penalties {"points":"many"}`, "", 400)
	a.do("GET "+boat, "", 200, `"points":1,"rule":"42"`, `"points":4`)
	a.do("DELETE "+boat+"/penalties/"+second, "", 204)
	a.do("GET "+boat, "", 200, `"points":1`, `!"points":4`)
	if got := a.last.Header.Get("Rolecall-Answer"); got != "" {
		t.Errorf("it says that it is an %s", got)
	}
}

func TestAListIsHeldToItsSchema(t *testing.T) {
	a := corpus(t, "regatta.yaml")
	a.do(`POST /boats {"name":"Ida"}`, "", 201)
	boat := "/boats/" + a.member("id")
	for n := strings.Count(a.text, "position"); n < 8; n++ {
		a.do("PUT "+boat+"/crew/s-"+strconv.Itoa(n), "", 200)
	}
	a.do("PUT "+boat+"/crew/one-too-many", "", 400)
	a.do("PUT "+boat+`/crew/s-7 {"position":"bow"}`, "", 200)
	a.do("GET "+boat, "", 200, `{"id":"s-7","position":"bow"}`, "!one-too-many")
	a.do("PUT "+boat+"/sails/7", "", 204)
	a.do("DELETE "+boat+"/sails/7", "", 400) // the last one
	a.do("GET "+boat, "", 200, `"sails":[7]`)
}

func TestVerbsThatNameTheItemsOfAList(t *testing.T) {
	a := corpus(t, "kanban.yaml")
	a.do(`POST /labels {"data":{"name":"Urgent","colour":"red"}}`, "", 201)
	label := between(a.text, `"gid":"`, `"`)
	a.do(`POST /cards {"data":{"title":"Sweep"}}`, "", 201)
	card := "/cards/" + between(a.text, `"gid":"`, `"`)
	a.do("POST "+card+`/addLabel {"data":{"label":"`+label+`","insert_after":"x"}}`, "", 200)
	a.do("POST "+card+`/addLabel {"data":{"label":"`+label+`"}}`, "", 200)
	a.do("GET "+card, "", 200, `{"gid":"`+label+`","name":"Urgent"}`, "!colour", "!insert_after")
	if strings.Count(a.text, label) != 1 {
		t.Errorf("one label: %s", a.text)
	}
	a.do("POST "+card+`/addWatchers {"data":{"watchers":["ada","bob","ada"]}}`, "", 200, `"watchers":["ada","bob"]`, `"title":"Sweep"`)
	a.do("POST "+card+`/removeWatchers {"data":{"watchers":["ada","eve"]}}`, "", 200, `"watchers":["bob"]`)
	a.do("POST "+card+`/removeLabel {"data":{"label":"`+label+`"}}`, "", 200)
	a.do("GET "+card, "", 200, "!"+label, `"watchers":["bob"]`)
	a.do(`POST /cards/none/addLabel {"data":{"label":"x"}}`, "", 404)
}

func TestItemsThatAPUTMakesInAList(t *testing.T) {
	a := corpus(t, "credits.yaml")
	a.do("GET /accounts", "", 200)
	account := "/accounts/" + between(a.text, `"AccountID":"`, `"`)
	a.do("PUT "+account+`/Credits {"Credits":[{"Total":9.5}]}`, "", 200)
	credit := account + "/Credits/" + between(a.text, `"CreditID":"`, `"`)
	a.do("PUT "+credit+`/Allocations {"Allocations":[{"Amount":4.25},{"Amount":5.25}]}`, "", 200, `"Amount":4.25`, `"Amount":5.25`)
	id := between(a.text, `"AllocationID":"`, `"`)
	a.do("GET "+credit, "", 200, id, `"Amount":4.25`, `"Amount":5.25`, `"Total":9.5`)
	a.do("DELETE "+credit+"/Allocations/"+id, "", 200, `"AllocationID":"`+id+`"`, `"Amount":4.25`)
	a.do("GET "+credit, "", 200, "!"+id, `"Amount":5.25`)
	a.do("PUT "+account+`/Credits/00000000-0000-4000-8000-000000000000/Allocations {"Allocations":[]}`, "", 404)
}

// TestItemsAreInTheirWorld resets a world and goes back to what was kept of it: the
// items of a list are part of the record that holds it.
func TestItemsAreInTheirWorld(t *testing.T) {
	a := corpus(t, "regatta.yaml")
	a.do("GET /boats", "", 200)
	boat := "/boats/" + between(a.text, `"id":"`, `"`)
	a.do("PUT "+boat+"/crew/kept", "Rolecall-World: w", 200)
	a.do(`POST /_rolecall/v1/worlds/w/snapshots {"name":"before"}`, "", 201)
	a.do(`POST /_rolecall/v1/worlds {"name":"fork","from":"w"}`, "", 201)
	a.do("DELETE "+boat+"/crew/kept", "Rolecall-World: w", 204)
	a.do("PUT "+boat+"/crew/later", "Rolecall-World: w", 200)
	a.do("GET "+boat, "", 200, "!later", "!kept")
	a.do("GET "+boat, "Rolecall-World: fork", 200, "!later", "kept")
	a.do("POST /_rolecall/v1/worlds/w/snapshots/before/restore", "", 204)
	a.do("GET "+boat, "Rolecall-World: w", 200, "!later", "kept")
	a.do("POST /_rolecall/v1/worlds/w/reset", "", 204)
	a.do("GET "+boat, "Rolecall-World: w", 200, "!later", "!kept")
}

// between is what stands in a text between the first of one and what follows it.
func between(text, before, after string) string {
	_, rest, _ := strings.Cut(text, before)
	found, _, _ := strings.Cut(rest, after)
	return found
}
