package mockserver_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cotalker/rolecall/internal/store/storetest"
	"github.com/cotalker/rolecall/mockserver"
)

// quietMock is one of several mocks of a store that is asked without a network, so that
// its hours pass at once.
type quietMock struct {
	t    *testing.T
	mock *mockserver.Server
}

func (r *quietMock) ask(want int, method, path, world, body string) *httptest.ResponseRecorder {
	r.t.Helper()
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header = http.Header{"Authorization": {"Bearer TOKEN"}, "Admin": {"true"}, "Content-Type": {"application/json"}, "Rolecall-World": {world}}
	reply := httptest.NewRecorder()
	r.mock.ServeHTTP(reply, request)
	if reply.Code != want {
		r.t.Errorf("%s %s in the world %s: %d, want %d: %s", method, path, world, reply.Code, want, reply.Body)
	}
	return reply
}

func (r *quietMock) worlds() string {
	r.t.Helper()
	var list struct{ Worlds []struct{ Name string } }
	if err := json.Unmarshal(r.ask(200, "GET", "/_rolecall/v1/worlds", "default", "").Body.Bytes(), &list); err != nil {
		r.t.Fatal(err)
	}
	var names []string
	for _, w := range list.Worlds {
		names = append(names, w.Name)
	}
	return strings.Join(names, " ")
}

func newReplicas(t *testing.T, number int, settings mockserver.StoreSettings) []*quietMock {
	t.Helper()
	kept, out := storetest.NewMemory(), []*quietMock(nil)
	for range number {
		mock, err := mockserver.New(contract(t), mockserver.WithStore(kept, settings))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, &quietMock{t, mock})
	}
	return out
}

func (r *quietMock) close() {
	if err := r.mock.Close(r.t.Context()); err != nil {
		r.t.Error(err)
	}
}

const person = `{"email":"kept@example.com","name":{"names":"A","lastName":"B"}}`

// TestWorldsOfAStoreExpire leaves one world alone for two hours, and reads another on
// one of two mocks now and then.
func TestWorldsOfAStoreExpire(t *testing.T) {
	contract(t) // is read once, and not in the bubble
	synctest.Test(t, func(t *testing.T) {
		both := newReplicas(t, 2, mockserver.StoreSettings{Expire: time.Hour})
		defer both[0].close()
		defer both[1].close()
		for _, world := range []string{"default", "idle", "busy"} {
			both[0].ask(201, "POST", "/api/v3/users", world, person)
			both[1].ask(409, "POST", "/api/v3/users", world, person)
		}
		for range 12 {
			time.Sleep(10 * time.Minute) // of the bubble
			both[1].ask(200, "GET", "/api/v3/users", "busy", "")
		}
		for i, r := range both {
			if got := r.worlds(); got != "default busy" {
				t.Errorf("mock %d has the worlds %s", i, got)
			}
			r.ask(409, "POST", "/api/v3/users", "default", person)
			r.ask(409, "POST", "/api/v3/users", "busy", person)
		}
		both[1].ask(201, "POST", "/api/v3/users", "idle", person) // another of its name
		both[0].ask(409, "POST", "/api/v3/users", "idle", person)
		time.Sleep(24 * time.Hour)
		if got := both[0].worlds(); got != "default" {
			t.Errorf("after a day there are the worlds %s", got)
		}
	})
}

// TestAWorldThatIsDeletedOnOneMockIsGoneOnAll has another know it beforehand.
func TestAWorldThatIsDeletedOnOneMockIsGoneOnAll(t *testing.T) {
	contract(t)
	synctest.Test(t, func(t *testing.T) {
		both := newReplicas(t, 2, mockserver.StoreSettings{})
		defer both[0].close()
		defer both[1].close()
		both[0].ask(201, "POST", "/api/v3/users", "shared", person)
		both[1].ask(409, "POST", "/api/v3/users", "shared", person)
		both[0].ask(204, "DELETE", "/_rolecall/v1/worlds/shared", "default", "")
		both[1].ask(404, "GET", "/_rolecall/v1/worlds/shared", "default", "")
		time.Sleep(time.Minute) // of the bubble: who follows the world has seen it
		for i, r := range both {
			r.ask(404, "GET", "/_rolecall/v1/worlds/shared", "default", "")
			if got := r.worlds(); got != "default" {
				t.Errorf("mock %d has the worlds %s", i, got)
			}
		}
		both[1].ask(201, "POST", "/api/v3/users", "shared", person)
		both[0].ask(200, "GET", "/_rolecall/v1/worlds/shared", "default", "")
	})
}
