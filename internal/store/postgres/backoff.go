package postgres

import "time"

// backoff spaces attempts at what fails, and gives the last failure meanwhile.
type backoff struct {
	last  error
	until time.Time
	wait  time.Duration
}

const (
	shortest = 20 * time.Millisecond
	longest  = time.Second
)

// not tells why not to try now.
func (b *backoff) not(now time.Time) error {
	if now.Before(b.until) {
		return b.last
	}
	return nil
}

// note notes how an attempt ended.
func (b *backoff) note(now time.Time, err error) {
	if err == nil {
		*b = backoff{}
		return
	}
	b.wait = min(max(2*b.wait, shortest), longest)
	b.last, b.until = err, now.Add(b.wait)
}
