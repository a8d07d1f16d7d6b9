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

func TestWhatIsMadeAndShownAtOnePath(t *testing.T) {
	a := corpus(t, "clubs.yaml")
	a.do(`POST /clubs {"title":"Chess"}`, "", 201)
	club := "/clubs/" + a.member("id")
	a.do(`POST /clubs {"title":"Go"}`, "", 201)
	other := "/clubs/" + a.member("id")
	a.do("GET "+club+"/seal", "", 404)
	a.do("DELETE "+club+"/seal", "", 404)
	a.do("PUT "+club+`/seal {"seal":{"imprint":"default"}}`, "", 201, `{"seal":{"set_at":"`)
	set := a.text
	a.do("GET "+club+"/seal", "", 200, set)
	a.do("PUT "+club+`/seal {"seal":{"imprint":"default"}}`, "", 200)
	a.do("PUT "+club+`/seal {"seal":{}}`, "", 400)
	a.do("GET "+other+"/seal", "", 404)
	a.do("PUT /clubs/none"+`/seal {"seal":{"imprint":"default"}}`, "", 404)
	a.do("DELETE "+club+"/seal", "", 204)
	a.do("GET "+club+"/seal", "", 404)

	a = corpus(t, "kanban.yaml")
	a.do(`POST /cards {"data":{"title":"Sweep"}}`, "", 201)
	card := "/cards/" + between(a.text, `"gid":"`, `"`)
	a.do("GET "+card+"/reminder", "", 404)
	a.do("POST "+card+`/reminder {"data":{"minutes":5}}`, "", 201, `"due_at"`, "!minutes")
	made := a.text
	a.do("GET "+card+"/reminder", "", 200, made)
	a.do(`POST /_rolecall/v1/worlds {"name":"fork"}`, "", 201)
	a.do("GET "+card+"/reminder", "Rolecall-World: fork", 404)
	a.do("DELETE "+card+"/reminder", "", 200)
	a.do("GET "+card+"/reminder", "", 404)
}
