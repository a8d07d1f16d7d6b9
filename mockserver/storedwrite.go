package mockserver

import (
	"context"
	"errors"
	"net/http"

	"github.com/cotalker/rolecall/mockserver/internal/ledger"
	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// errRefused says that a write came to a refusal.
var errRefused = errors.New("refused")

// writeLogged is write for a world that is the fold of its log.
func (x *exchange) writeLogged(decide func() *refusal) (refused *refusal) {
	answered, status, bodyless := len(x.answer), x.status, x.bodyless
	err := x.world.ledger.Do(func(s *state.Versions) error {
		x.state, x.answer, x.status, x.bodyless = s.Present, x.answer[:answered], status, bodyless
		delete(x.header, "Location")
		delete(x.header, "Etag")
		if refused = decide(); refused != nil {
			return errRefused
		}
		return nil
	})
	x.state = x.world.current.Load()
	if err != nil && !errors.Is(err, errRefused) {
		refused = x.storeAway(err)
		refused.stage = actionStage
	}
	return refused
}

// catchUp has the request see all that was answered before it came.
func (x *exchange) catchUp() *refusal {
	err := x.world.catchUp(x.request)
	if err == nil && !x.server.readLocal {
		err = x.world.ledger.Ready() // begins anew what another has deleted
	}
	if err != nil {
		return x.storeAway(err)
	}
	x.state = x.world.current.Load()
	return nil
}

func (w *World) catchUp(r *http.Request) error {
	if w.server.readLocal {
		return w.ledger.Ready()
	}
	// A client that sends no more has its context ended, and may wait for the reply all
	// the same; the engine has a time limit of its own.
	return w.ledger.CatchUp(context.WithoutCancel(r.Context()))
}

func (x *exchange) storeAway(err error) *refusal {
	x.server.storeRefusals.Add(1)
	return x.server.refuse(spec.Busy, x.endpoint.Operation, "nothing was changed that you were told of: "+err.Error())
}

// unlessStore is an error of another kind, but for one about the store.
func unlessStore(err error) error {
	if ledger.IsTrouble(err) {
		return err
	}
	return &unknownError{err.Error()}
}

// catchUp has a call of the control API see all that was answered before it came.
// A world that other processes have is there here too.
func (c *controlCall) catchUp() error {
	if c.server.storage == nil {
		return nil
	}
	w := c.in
	if c.worldName != "" {
		var err error
		if w, err = c.server.stored(c.request.Context(), c.worldName); w == nil || err != nil {
			return err
		}
	}
	return w.catchUp(c.request)
}
