package mockserver_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver"
)

// TestWritersAndDeletersAtOnce has clients make, replace, list and delete the
// same few authors with their posts: nothing is half there, and in the end
// nothing is left.
func TestWritersAndDeletersAtOnce(t *testing.T) {
	contract := document(t, "blog.yaml")
	world, err := fixtures.Seed(contract)
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, contract, mockserver.WithWorld(&fixtures.World{Personas: world.Personas}))
	ask := func(method, path, body string) (int, string) {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer bootstrap")
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		mock.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			t.Errorf("%s %s: %d %s", method, path, w.Code, w.Body)
		}
		return w.Code, w.Body.String()
	}
	const names, rounds = 4, 60
	var all sync.WaitGroup
	for client := range 8 {
		all.Go(func() {
			for round := range rounds {
				name := string(rune('a' + (client+round)%names))
				path := "/authors/" + name
				ask("PUT", path, fmt.Sprintf(`{"username":"%s","email":"%s%d@example.com"}`, name, name, client))
				ask("POST", path+"/posts", `{"title":"one"}`)
				ask("GET", path+"/posts?size=3", "")
				ask("PATCH", path+"/settings", `{"theme":"dark"}`)
				if round%3 == 0 {
					ask("DELETE", path, "")
				}
			}
		})
	}
	all.Wait()
	for i := range names {
		ask("DELETE", "/authors/"+string(rune('a'+i)), "")
	}
	if _, body := ask("GET", "/posts", ""); !strings.Contains(body, `"total":0`) {
		t.Errorf("posts are left of authors who are not there: %s", body)
	}
	for i := range names { // every unique value is free again
		name := string(rune('a' + i))
		for client := range 8 {
			if status, body := ask("PUT", "/authors/"+name, fmt.Sprintf(`{"username":"%s","email":"%s%d@example.com"}`, name, name, client)); status != http.StatusCreated && client == 0 {
				t.Errorf("%s cannot be made again: %d %s", name, status, body)
			}
		}
	}
}
