package mockserver_test

import "testing"

func TestVerbsThatSetAFlag(t *testing.T) {
	a := corpus(t, "clips.yaml")
	a.do(`POST /clips {"title":"Fox"}`, "", 201)
	clip := "/clips/" + a.member("id")
	a.do("DELETE "+clip+"/like", "", 200, `"liked":false`, `"likesCount":0`)
	a.do("POST "+clip+"/like", "", 200, `"liked":true`, `"likesCount":1`)
	a.do("POST "+clip+"/like", "", 200, `"likesCount":1`)
	a.do("GET "+clip, "", 200, `"liked":true`, `"likesCount":1`, `"title":"Fox"`)
	a.do("DELETE "+clip+"/like", "", 200, `"liked":false`, `"likesCount":0`)
	a.do("PUT "+clip+`/lock {"title":"Too loud"}`, "", 204)
	a.do("GET "+clip, "", 200, `"isLocked":true`, `"title":"Fox"`)
	a.do("POST "+clip+"/unlock", "", 204)
	a.do("POST "+clip+"/publish", "", 202, `"status":"published"`)
	a.do("GET "+clip, "", 200, `"isLocked":false`, `"status":"published"`)
	a.do("POST "+clip+"/share", "", 202, `"title":"Fox"`)
	a.do("GET /clips/feed", "", 200, `"title":"Fox"`)
	a.do("POST /clips/none/like", "", 404)
}
