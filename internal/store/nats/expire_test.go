package nats

import (
	"errors"
	"testing"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/servertest"
	"github.com/cotalker/rolecall/internal/store/storetest"
)

// TestAWorldIsEndedWholeOrNotAtAll has an entry come between the look at a world and
// its end, then who ends one die before it is deleted.
func TestAWorldIsEndedWholeOrNotAtAll(t *testing.T) {
	ctx, s := t.Context(), open(t, servertest.NATS(t, 1).URL)
	defer s.Close()
	opened, err := s.Open(ctx, "w", storetest.Identity)
	if err != nil {
		t.Fatal(err)
	}
	log := opened.(*Log)
	d, last, err := s.find(ctx, "w")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := log.Append(ctx, 0, []byte("one")); err != nil {
		t.Fatal(err)
	}
	if ended, err := s.end(ctx, d, last); ended || err != nil {
		t.Errorf("a world that was written to meanwhile has ended: %v, %v", ended, err)
	}
	if entries, err := log.Read(ctx, 0, 10); err != nil || len(entries) != 1 {
		t.Errorf("it has the entries %v, %v", entries, err)
	}

	if _, err := log.publish(ctx, entriesSubject(log.id), number(1), []byte{over}); err != nil {
		t.Fatal(err)
	}
	if _, err := log.Append(ctx, 1, []byte("two")); !errors.Is(err, store.ErrLostRace) {
		t.Errorf("an append behind the end: %v", err)
	}
	if _, err := log.Read(ctx, 1, 10); !errors.Is(err, store.ErrDeleted) {
		t.Errorf("a read of the end: %v", err)
	}
	again, err := s.Open(ctx, "w", storetest.Identity)
	if err != nil {
		t.Fatal(err)
	}
	if head, err := again.Head(ctx); head != 0 || err != nil {
		t.Errorf("the next of its name begins at %d, %v", head, err)
	}
	if err := s.Delete(ctx, "w"); err != nil {
		t.Fatal(err)
	}
	if list, err := s.Worlds(ctx); err != nil || len(list) != 0 {
		t.Errorf("there are %v, %v", list, err)
	}
}
