package mockserver_test

import "testing"

func TestWhoeverEntersIsWhoAsks(t *testing.T) {
	a, all := corpus(t, "diary.yaml"), "Authorization: Bearer bootstrap"
	a.do(`POST /users {"user":{"username":"ann","email":"ann@example.org","password":"secret"}}`, "", 201, `"email":"ann@example.org"`, "!secret", `"token":"bootstrap"`)
	a.do("GET /user", all, 200, `"username":"ann"`, "!secret")
	a.do(`POST /users/login {"user":{"email":"ann@example.org","password":"secret"}}`, "", 200, `"username":"ann"`, `"token":"bootstrap"`)
	a.do(`PUT /user {"user":{"bio":"Writes."}}`, all, 200, `"bio":"Writes."`, `"email":"ann@example.org"`)
	a.do(`POST /newsletter {"email":"ann@example.org"}`, "", 200, `"email":"ann@example.org"`)
}

func TestSlugsAreMadeOfTitles(t *testing.T) {
	a, all := corpus(t, "diary.yaml"), "Authorization: Bearer bootstrap"
	a.do(`POST /entries {"title":"Don't  panic: day 1"}`, all, 201, `"slug":"dont-panic-day-1"`)
	a.do(`POST /entries {"title":"Don't panic, day 1!"}`, all, 201, `"slug":"dont-panic-day-1-2"`)
	a.do(`POST /entries {"title":"Ängste"}`, all, 201, `"slug":"ängste"`)
	a.do(`POST /entries {"title":"!"}`, all, 201)
	a.do("GET /entries/dont-panic-day-1-2", all, 200, "day 1!")
	a.do("DELETE /entries/dont-panic-day-1", all, 204)
	a.do("GET /entries/dont-panic-day-1", all, 404)
}
