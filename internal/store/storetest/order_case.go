package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/internal/store"
)

func inOrder(t *testing.T, e Engine) {
	world := unused()
	one, other := e.log(t, world), e.log(t, world)
	if head := headOf(t, one); head != 0 {
		t.Fatalf("the head of a new log is %d", head)
	}
	if got := texts(t, one, 0, 10); got != nil {
		t.Fatalf("a new log has entries: %q", got)
	}
	fill(t, one, 20)
	var want []string
	for i := range 20 {
		want = append(want, fmt.Sprint(i+1))
	}
	for _, most := range []int{1, 7, 20, 1000} {
		if got := texts(t, other, 0, most); !slices.Equal(got, want) {
			t.Errorf("%d at a time: %q", most, got)
		}
	}
	if got := texts(t, other, 15, 3); !slices.Equal(got, want[15:]) {
		t.Errorf("after 15: %q", got)
	}
	if head := headOf(t, other); head != 20 {
		t.Errorf("the head is %d, want 20", head)
	}
	if got := texts(t, other, 20, 10); got != nil {
		t.Errorf("after the last: %q", got)
	}
	if got := texts(t, other, 25, 10); got != nil {
		t.Errorf("after what is not there yet: %q", got)
	}
}

func sizes(t *testing.T, e Engine) {
	world := unused()
	one, other := e.log(t, world), e.log(t, world)
	var at store.Position
	noise := rand.NewChaCha8([32]byte{1})
	for _, size := range []int{0, 1, 4095, 4096, 1<<20 - 1, 1<<20 + 1, 8 << 20, 3} {
		data := make([]byte, size)
		_, _ = noise.Read(data) // it cannot fail
		appendOne(t, one, at, data)
		entries, err := other.Read(bounded(t), at, 5)
		if err != nil || len(entries) != 1 {
			t.Fatalf("read an entry of %d bytes: %d entries, %v", size, len(entries), err)
		}
		if !bytes.Equal(entries[0].Data, data) {
			t.Errorf("an entry of %d bytes came back changed, with %d", size, len(entries[0].Data))
		}
		at++
	}
	if got := texts(t, other, 0, 1000); len(got) != int(at) {
		t.Errorf("%d entries in all, want %d", len(got), at)
	}
	if _, err := one.Append(bounded(t), at, make([]byte, store.MaxEntry+1)); err == nil {
		t.Error("an entry over the bound was taken")
	}
}

func lostRace(t *testing.T, e Engine) {
	const appenders, each = 16, 10
	world := unused()
	logs := []store.Log{e.log(t, world), e.log(t, world)}
	ctx := bounded(t)
	var mu sync.Mutex
	won := map[store.Position]string{}
	var all sync.WaitGroup
	for a := range appenders {
		l := logs[a%len(logs)]
		all.Go(func() {
			var after store.Position
			for i := 0; i < each; {
				data := fmt.Sprintf("%d-%d", a, i)
				at, err := l.Append(ctx, after, []byte(data))
				switch {
				case err == nil:
					mu.Lock()
					if at != after+1 {
						t.Errorf("append after %d was taken as entry %d: others were first", after, at)
					}
					if before, taken := won[at]; taken {
						t.Errorf("%s and %s both have position %d", before, data, at)
					}
					won[at] = data
					mu.Unlock()
					after = at
					i++
				case errors.Is(err, store.ErrLostRace):
					if after, err = l.Head(ctx); err != nil {
						t.Errorf("ask for the head: %v", err)
						return
					}
				default:
					t.Errorf("append: %v", err)
					return
				}
			}
		})
	}
	all.Wait()
	got := texts(t, logs[0], 0, 7)
	if len(got) != appenders*each {
		t.Fatalf("%d entries, want %d", len(got), appenders*each)
	}
	for i, data := range got {
		if want := won[store.Position(i+1)]; data != want {
			t.Errorf("entry %d is %q, and %q was told to have it", i+1, data, want)
		}
	}
	head := store.Position(len(got))
	for _, after := range []store.Position{0, head - 1, head + 1, head + 100} {
		if _, err := logs[1].Append(ctx, after, nil); !errors.Is(err, store.ErrLostRace) {
			t.Errorf("append after %d, where %d is the last: %v", after, head, err)
		}
	}
}
