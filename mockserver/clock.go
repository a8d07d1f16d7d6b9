package mockserver

import (
	"errors"
	"time"
)

// clock is the time of a world that was told another than the mock's. A clock
// does not change: a world that is told the time again gets another.
type clock struct {
	stopped bool
	at      time.Time // what it showed
	since   time.Time // when it showed that, by the mock's own time
}

// time is what a clock shows at a moment of the mock's own time; a world without
// a clock of its own shows that.
func (c *clock) time(now time.Time) time.Time {
	switch {
	case c == nil:
		return now
	case c.stopped:
		return c.at
	}
	at := c.at.Add(now.Sub(c.since))
	if at.After(lastTime) {
		return lastTime
	}
	return at
}

// lastTime is the last that can be written with a year of four digits: there a
// clock stands still.
var lastTime = time.Date(9999, 12, 31, 23, 59, 59, int(999*time.Millisecond), time.UTC)

// time is the present of a world.
func (w *world) time() time.Time { return w.clock.Load().time(w.now()) }

// Time is what the clock of the world shows: the stamps of what is written now.
func (w *World) Time() time.Time { return w.current.Load().time() }

// ClockStopped tells whether the clock of the world stands still.
func (w *World) ClockStopped() bool {
	return w.current.Load().clockStopped()
}

// errYear is about a time that no record can hold.
var errYear = errors.New("the time would be in no year from 1970 to 9999")

// SetTime has the clock of the world show a time, and stop or run on from there.
// A reset, or a snapshot that is restored, brings back the clock that there was.
func (w *World) SetTime(at time.Time, stopped bool) error {
	if at.Unix() < 0 || at.UTC().Year() > 9999 {
		return errYear
	}
	return w.write(func(state *world) error {
		state.showTime(at, stopped)
		return nil
	})
}

// clockStopped tells whether the clock of the world stands still.
func (w *world) clockStopped() bool {
	c := w.clock.Load()
	return c != nil && c.stopped
}

// showTime gives the world a clock that shows a time, and stops or runs on from there.
func (w *world) showTime(at time.Time, stopped bool) {
	w.setClock(&clock{stopped, at, w.now()})
}
