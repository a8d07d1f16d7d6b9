package mockserver_test

import "testing"

func TestPatchesByTheirMediaType(t *testing.T) {
	a := corpus(t, "plants.yaml")
	const list, merge = "Content-Type: application/json-patch+json", "Content-Type: application/merge-patch+json"
	a.do(`POST /plants {"name":"Fern","bed":"north","notes":["old"]}`, "", 201)
	id := a.member("id")
	a.do("PATCH /plants/"+id+` [{"op":"test","path":"/name","value":"Fern"},{"op":"add","path":"/notes/0","value":"new"},{"op":"remove","path":"/bed"}]`, list,
		200, `"notes":["new","old"]`, "!bed")
	a.do("PATCH /plants/"+id+` {"name":"Moss","notes":null}`, merge, 200, `"name":"Moss"`, "!notes")
	a.do("PATCH /plants/"+id+` [{"op":"replace","path":"/id","value":"mine"},{"op":"add","path":"/row","value":3}]`, list, 200, `"row":3`, `"id":"`+id+`"`)
	for _, wrong := range []string{`[{"op":"remove","path":"/nothing"}]`, `[{"op":"replace","path":"","value":7}]`, `{"name":"Moss"}`, `[1]`} {
		a.do("PATCH /plants/"+id+" "+wrong, list, 400)
	}
	a.do("GET /plants/"+id, "", 200, `"name":"Moss"`, `"row":3`)
	a.do("PATCH /plants/none []", list, 404)
	a.do("PATCH /plants/"+id+` {}`, "Content-Type: application/json", 400)
}

func TestAPartBelowARecordIsTheRecords(t *testing.T) {
	a := corpus(t, "plants.yaml")
	a.do(`POST /plants {"name":"Fern"}`, "", 201)
	id := a.member("id")
	a.do("PUT /plants/"+id+`/place {"bed":"south","row":2}`, "", 200, `"name":"Fern"`, `"bed":"south"`)
	a.do("GET /plants/"+id, "", 200, `"bed":"south"`, `"row":2`)
	a.do("PUT /plants/"+id+`/labels [{"op":"add","path":"/latin","value":"Filix"}]`, "Content-Type: application/json-patch+json", 200, `"latin":"Filix"`)
	a.do("GET /plants/"+id+"/labels", "", 200, `"latin":"Filix"`)
}
