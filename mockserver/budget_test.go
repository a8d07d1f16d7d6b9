package mockserver_test

import (
	"testing"

	"github.com/cotalker/rolecall/internal/race"
	"github.com/cotalker/rolecall/mockserver"
)

// inAWorld are the same requests to a world, which may cost no more.
func inAWorld(list []request) []request {
	for i := range list {
		list[i].name, list[i].world = list[i].name+" in a world", "w"
	}
	return list
}

// TestAllocationBudgets fails when a request allocates more than it may: counts,
// which no busy machine moves. A plain read allocates nothing of the mock's own.
func TestAllocationBudgets(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector has pools forget at random")
	}
	doc := contract(t)
	mock, err := mockserver.New(doc, mockserver.WithPopulation(generator(t, doc).People(), 2_000))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range append(requests(), inAWorld(requests())...) {
		t.Run(q.name, func(t *testing.T) {
			r, w, i := q.ready(), &sink{header: map[string][]string{}}, 0
			q.send(r, i)
			own := testing.AllocsPerRun(200, func() { q.send(r, i); i++ })
			all := testing.AllocsPerRun(200, func() {
				w.reset()
				q.send(r, i)
				i++
				mock.ServeHTTP(w, r)
				if w.status != q.status {
					t.Errorf("got %d, want %d", w.status, q.status)
				}
			})
			if got := all - own; got > q.budget {
				t.Errorf("%s %s allocates %.0f times, and may %.0f times", q.method, q.path, got, q.budget)
			}
		})
	}
}
