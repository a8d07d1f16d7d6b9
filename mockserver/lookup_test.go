package mockserver_test

import "testing"

// TestARecordIsReadByAnotherMember reads a book by its number, and books by a word of
// the path that stands beside the ids.
func TestARecordIsReadByAnotherMember(t *testing.T) {
	a := serve(t, "../../internal/corpus/testdata/lending.yaml")
	a.do(`POST /authors/ {"name":"Ada"}`, "", 201)
	author := a.member("id")
	a.do(`POST /books {"title":"Tides","isbn":"9780000000017","author_id":`+author+`}`, "", 201)
	id := a.member("id")
	a.do("GET /books/isbn/9780000000017", "", 200, id)
	a.do("GET /books/isbn/9780000000018", "", 404)
	a.do("GET /books/by-title/Tides", "", 200, id)
	a.do("GET /books/by-title/Waves", "", 200, "[]")
}
