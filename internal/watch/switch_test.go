package watch_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/watch"
)

// TestNoWriteIsLost counts on a handler while others take its place, each with the
// count of the one before.
func TestNoWriteIsLost(t *testing.T) {
	type counter struct{ count atomic.Int64 }
	handlerOf := func(c *counter) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { c.count.Add(1) })
	}
	now := &counter{}
	s := watch.NewSwitch(handlerOf(now))
	const workers, each = 8, 500
	var writing sync.WaitGroup
	for range workers {
		writing.Go(func() {
			for range each {
				s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/", nil))
				s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
			}
		})
	}
	done := make(chan struct{})
	go func() { writing.Wait(); close(done) }()
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		s.Swap(time.Minute, func() http.Handler {
			next := &counter{}
			next.count.Store(now.count.Load())
			now = next
			return handlerOf(next)
		})
	}
	if got := now.count.Load(); got < workers*each || got > 2*workers*each {
		t.Errorf("%d are counted, want the %d writes at least", got, workers*each)
	}
}

// TestASlowWriteHoldsNobodyUpForLong swaps while a write does not end.
func TestASlowWriteHoldsNobodyUpForLong(t *testing.T) {
	begun, end := make(chan struct{}), make(chan struct{})
	text := func(name string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, name) })
	}
	s := watch.NewSwitch(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-end
		fmt.Fprint(w, "old")
	}))
	slow := httptest.NewRecorder()
	var writing sync.WaitGroup
	writing.Go(func() { s.ServeHTTP(slow, httptest.NewRequest("PUT", "/", nil)) })
	<-begun
	if late := s.Swap(time.Millisecond, func() http.Handler { return text("new") }); late != 1 {
		t.Errorf("%d writes are late, want 1", late)
	}
	for _, method := range []string{"GET", "POST"} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(method, "/", nil))
		if w.Body.String() != "new" {
			t.Errorf("%s is answered by the %s handler", method, w.Body)
		}
	}
	close(end)
	writing.Wait()
	if slow.Body.String() != "old" {
		t.Errorf("the write under way was answered by the %s handler", slow.Body)
	}
}
