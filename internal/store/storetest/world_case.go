package storetest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store"
)

func deletedWorld(t *testing.T, e Engine) {
	world := unused()
	s := e.open(t)
	one, other := logOf(t, s, world), e.log(t, world)
	fill(t, one, 5)
	if err := one.Compact(bounded(t), 3, writing([]byte("three"))); err != nil {
		t.Fatal(err)
	}
	ctx := bounded(t)
	waited := make(chan error, 1)
	go func() {
		for {
			if err := other.Wait(ctx, 5); err != nil {
				waited <- err
				return
			}
			if _, err := other.Head(ctx); err != nil {
				waited <- err
				return
			}
		}
	}()
	for range 2 { // the second time there is none
		if err := s.Delete(ctx, world); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-waited; !errors.Is(err, store.ErrDeleted) {
		t.Errorf("wait for more of a deleted world: %v", err)
	}
	gone := func(when string) {
		t.Helper()
		for i, l := range []store.Log{one, other} {
			_, appended := l.Append(ctx, 5, nil)
			_, read := l.Read(ctx, 5, 1)
			_, headed := l.Head(ctx)
			_, _, opened := l.Snapshot(ctx)
			compacted := l.Compact(ctx, 5, writing(nil))
			for _, err := range []error{appended, read, headed, opened, compacted} {
				if !errors.Is(err, store.ErrDeleted) {
					t.Errorf("%s, log %d: %v", when, i, err)
				}
			}
		}
	}
	gone("after it was deleted")
	anew := logOf(t, s, world)
	if head := headOf(t, anew); head != 0 {
		t.Errorf("the new one begins at %d", head)
	}
	wantSnapshot(t, anew, 0, nil)
	fill(t, anew, 5)
	gone("when there is another of its name")
}

func twoWorlds(t *testing.T, e Engine) {
	s := e.open(t)
	names := []string{unused(), unused()}
	one, other := logOf(t, s, names[0]), logOf(t, s, names[1])
	fill(t, one, 3)
	if head := headOf(t, other); head != 0 {
		t.Errorf("the other is at %d", head)
	}
	appendOne(t, other, 0, []byte("other"))
	if err := s.Delete(bounded(t), names[0]); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, other, 0, 5); !slices.Equal(got, []string{"other"}) {
		t.Errorf("the other has %q", got)
	}
}

func names(t *testing.T, e Engine) {
	s := e.open(t)
	ctx := bounded(t)
	unique := unused()
	want := []string{
		unique + "/../../x", unique + "\x00\xff\xfe", unique + "A", unique + "a", unique + ".", unique + " ", unique + ">*.'\"\\%",
		unique + "ä\u202e", unique + "\n", "../" + unique, unique + strings.Repeat("x", store.MaxName-len(unique)),
	}
	slices.Sort(want)
	for i, world := range want {
		fill(t, logOf(t, s, world), i)
	}
	worlds, err := e.open(t).Worlds(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(worlds, func(a, b store.World) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the worlds are not in order of their names")
	}
	var got []string
	for _, w := range worlds {
		if !strings.Contains(w.Name, unique) {
			continue
		}
		if i := slices.Index(want, w.Name); w.Head != store.Position(i) || w.Identity != Identity || time.Since(w.Changed).Abs() > time.Hour {
			t.Errorf("%q: %+v", w.Name, w)
		}
		got = append(got, w.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("the worlds are %q, want %q", got, want)
	}
	for _, world := range want {
		if err := s.Delete(ctx, world); err != nil {
			t.Errorf("delete %q: %v", world, err)
		}
	}
	for _, world := range []string{"", strings.Repeat("x", store.MaxName+1)} {
		if _, err := s.Open(ctx, world, Identity); err == nil {
			t.Errorf("a name of %d bytes was taken", len(world))
		}
	}
}

func identityRefused(t *testing.T, e Engine) {
	world := unused()
	fill(t, e.log(t, world), 2)
	s := e.open(t)
	for _, other := range []store.Identity{{Contract: "sha256:bad", Format: 1}, {Contract: Identity.Contract, Format: 2}} {
		_, err := s.Open(bounded(t), world, other)
		var mismatch *store.MismatchError
		if !errors.As(err, &mismatch) || mismatch.Have != Identity || mismatch.Want != other || mismatch.World != world {
			t.Fatalf("open with another identity: %v", err)
		}
		if text := err.Error(); !strings.Contains(text, Identity.String()) || !strings.Contains(text, other.String()) {
			t.Errorf("not both are told: %s", text)
		}
	}
	if head := headOf(t, logOf(t, s, world)); head != 2 {
		t.Errorf("the log is at %d", head)
	}
}
