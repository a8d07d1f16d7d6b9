package mockserver_test

import "testing"

func TestWhatIsThereOrNot(t *testing.T) {
	a := corpus(t, "clubs.yaml")
	a.do(`POST /people {"login":"ada","name":"Ada"}`, "", 201)
	a.do(`POST /clubs {"title":"Chess"}`, "", 201)
	club := "/clubs/" + a.member("id")

	a.do("GET "+club+"/members/ada", "", 404)
	a.do("PUT "+club+`/members/ada {"greeting":"Hello"}`, "", 204)
	a.do("PUT "+club+"/members/ada {}", "", 204)
	a.do("GET "+club+"/members/ada", "", 204)
	a.do("GET "+club+"/members", "", 200, `[{"login":"ada","name":"Ada"}]`)
	a.do("DELETE "+club+"/members/ada", "", 204)
	a.do("GET "+club+"/members/ada", "", 404)
	a.do("GET /people/ada", "", 200, `"name":"Ada"`)
	a.do("PUT /clubs/none/members/ada", "", 404)

	a.do("GET /me/stars/ada/chess", "", 404)
	a.do("PUT /me/stars/ada/chess", "", 204)
	a.do("GET /me/stars/ada/chess", "", 204)
	a.do("GET /me/stars/bob/chess", "", 404)
	a.do("DELETE /me/stars/ada/chess", "", 204)
	a.do("GET /me/stars/ada/chess", "", 404)

	a.do("GET "+club+"/notice", "", 404)
	a.do("PUT "+club+"/notice", "", 204)
	a.do("PUT "+club+"/notice", "", 204)
	a.do("GET "+club+"/notice", "", 204)
	a.do("DELETE "+club+"/notice", "", 204)
	a.do("GET "+club+"/notice", "", 404)
	a.do("PUT "+club+"/notice", "", 204)
	a.do("DELETE "+club, "", 204)
	a.do("PUT "+club+"/notice", "", 404)
}
