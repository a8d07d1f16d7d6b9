package state

import (
	"time"

	"github.com/cotalker/rolecall/internal/instant"
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

// Time is the present of a world.
func (w *State) Time() time.Time { return w.clock.Load().time(w.Now()) }

// ClockStopped tells whether the clock of the world stands still.
func (w *State) ClockStopped() bool {
	c := w.clock.Load()
	return c != nil && c.stopped
}

// ShowTime gives the world a clock that shows a time, and stops or runs on from there.
func (w *State) ShowTime(at time.Time, stopped bool) {
	w.setClock(&clock{stopped, at, w.Now()})
}

// stampNow is the present in milliseconds, and later than after as long as there
// is a later time.
func (w *State) stampNow(after int64) int64 {
	return min(max(w.Time().UnixMilli(), after+1), lastTime.UnixMilli())
}

// stamped is the last moment that was written into a record, as it was.
type stamped struct {
	at   int64
	text any
}

// stampText is a moment as a record has it. All that is written within a millisecond
// has the same. The lock to write is held.
func (w *State) stampText(at int64) any {
	if w.stamped.text == nil || w.stamped.at != at {
		w.stamped = stamped{at, instant.Format(at)}
	}
	return w.stamped.text
}
