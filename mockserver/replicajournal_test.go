package mockserver_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/store/storetest"
	"github.com/cotalker/rolecall/mockserver"
)

// TestEachReplicaTellsWhoseJournalItShows asks two mocks of one store, and has one of
// them forget what was asked of both.
func TestEachReplicaTellsWhoseJournalItShows(t *testing.T) {
	f, kept := &fleet{made: map[string]string{}}, storetest.NewMemory()
	for range 2 {
		mock, err := mockserver.New(contract(t), mockserver.WithStore(kept, mockserver.StoreSettings{}))
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(mock)
		t.Cleanup(func() {
			server.Close()
			mock.Close(context.Background())
		})
		f.urls = append(f.urls, server.URL)
	}
	const path = "/_rolecall/v1/worlds/default/journal"
	holds := func(what string, each ...string) {
		t.Helper()
		for at, want := range each {
			_, header, value := f.do(at, "GET", path+"/counts", "")
			if got := field(value, "total"); got != want {
				t.Errorf("%s: mock %d tells of %s requests, want %s", what, at, got, want)
			}
			if got := header.Get("Rolecall-Replica"); "http://"+got != f.urls[at] {
				t.Errorf("%s: mock %d at %s says that it is %q", what, at, f.urls[at], got)
			}
		}
	}
	ask := func() {
		for _, at := range []int{0, 1, 1} {
			f.do(at, "GET", "/api/v3/users/me", "")
		}
	}
	ask()
	holds("what was asked of each", "1", "2")
	f.do(0, "POST", "/_rolecall/v1/reset", "")
	holds("after a reset", "0", "0")
	ask()
	f.do(1, "DELETE", path, "")
	holds("after a DELETE", "0", "0")
	ask()
	f.do(0, "POST", "/_rolecall/v1/worlds", `{"name":"w","from":"default"}`)
	holds("another world does nothing", "1", "2")
	if len(f.problems) > 0 {
		t.Error(strings.Join(f.problems, "\n"))
	}
	c := newClient(t, "v3")
	if r := c.control(200, "GET", "/worlds/default/journal", ""); testStore == "" && r.header.Get("Rolecall-Replica") != "" {
		t.Error("a mock without a store names itself")
	}
}
