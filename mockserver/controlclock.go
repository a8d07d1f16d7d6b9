package mockserver

import (
	"fmt"
	"net/http"
	"time"
)

func (c *controlCall) clock() (int, any, error) {
	return http.StatusOK, c.world().clockInfo(), nil
}

// setClock sets the clock, then moves it, then stops it or lets it run: as much of
// that as the body says.
func (c *controlCall) setClock() (int, any, error) {
	body, err := c.body()
	if err != nil {
		return 0, nil, err
	}
	w := c.world()
	at, stopped := w.Time(), w.ClockStopped()
	if text := textOf(body, "now"); text != "" {
		if at, err = time.Parse(time.RFC3339, text); err != nil {
			return 0, nil, fmt.Errorf("now: %w", err)
		}
	}
	if text := textOf(body, "advance"); text != "" {
		by, err := time.ParseDuration(text)
		if err != nil {
			return 0, nil, fmt.Errorf("advance: %w", err)
		}
		at = at.Add(by)
	}
	if frozen, given := body["frozen"].(bool); given {
		stopped = frozen
	}
	if err := w.SetTime(at, stopped); err != nil {
		return 0, nil, err
	}
	return http.StatusOK, w.clockInfo(), nil
}
