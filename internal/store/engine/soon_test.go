package engine

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/storetest"
)

// TestAnEngineThatDoesNotAnswerYetIsWaitedFor has it answer at the fifth time.
func TestAnEngineThatDoesNotAnswerYetIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory, tries := storetest.NewMemory(), 0
		open := func(context.Context) (store.Store, error) {
			if tries++; tries < 5 {
				return nil, store.Unavailable("open", fmt.Errorf("no answer %d", tries))
			}
			return memory, nil
		}
		answers := make(chan struct{})
		var told []error
		s, err := openSoon(t.Context(), open, func(err error) {
			if told = append(told, err); err == nil {
				close(answers)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		_, opened := s.Open(t.Context(), "w", storetest.Identity)
		_, listed := s.Worlds(t.Context())
		for _, err := range []error{opened, listed, s.Delete(t.Context(), "w")} {
			if !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("before the engine answers: %v", err)
			}
		}
		<-answers
		if len(told) != 2 || !errors.Is(told[0], store.ErrUnavailable) {
			t.Errorf("told %v", told)
		}
		l, err := s.Open(t.Context(), "w", storetest.Identity)
		if err == nil {
			_, err = l.Append(t.Context(), 0, []byte("a"))
		}
		if err != nil {
			t.Errorf("after the engine has answered: %v", err)
		}
		if worlds, err := s.Worlds(t.Context()); err != nil || len(worlds) != 1 || worlds[0].Head != 1 {
			t.Errorf("worlds %v, %v", worlds, err)
		}
		if err := errors.Join(s.Delete(t.Context(), "w"), s.Close()); err != nil {
			t.Error(err)
		}
	})
}

// TestWaitingEndsWithTheStore closes a store that nobody ever answered for.
func TestWaitingEndsWithTheStore(t *testing.T) {
	s, err := openSoon(t.Context(), func(context.Context) (store.Store, error) {
		return nil, store.Unavailable("open", errors.New("no answer"))
	}, func(error) {})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Error(err)
	}
}

func TestWhatWaitingCannotMendIsTold(t *testing.T) {
	for _, cause := range []error{
		errors.New("not a store"),
		store.Unavailable("open", &pgconn.PgError{Code: "28P01"}),
		store.Unavailable("open", &pgconn.PgError{Code: "3D000"}),
		store.Unavailable("open", &tls.CertificateVerificationError{Err: errors.New("unknown authority")}),
	} {
		s, err := openSoon(t.Context(), func(context.Context) (store.Store, error) { return nil, cause }, func(error) {})
		if s != nil || !errors.Is(err, cause) {
			t.Errorf("%v: %v", cause, err)
		}
	}
}
