package mockserver

import (
	"errors"
	"time"

	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// Time is what the clock of the world shows: the stamps of what is written now.
func (w *World) Time() time.Time { return w.current.Load().Time() }

// ClockStopped tells whether the clock of the world stands still.
func (w *World) ClockStopped() bool {
	return w.current.Load().ClockStopped()
}

// errYear is about a time that no record can hold.
var errYear = errors.New("the time would be in no year from 1970 to 9999")

// SetTime has the clock of the world show a time, and stop or run on from there.
// A reset, or a snapshot that is restored, brings back the clock that there was.
func (w *World) SetTime(at time.Time, stopped bool) error {
	if at.Unix() < 0 || at.UTC().Year() > 9999 {
		return errYear
	}
	return w.write(func(state *state.State) error {
		state.ShowTime(at, stopped)
		return nil
	})
}
