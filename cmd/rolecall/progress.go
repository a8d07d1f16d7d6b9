package main

import (
	"fmt"
	"io"
	"time"

	"github.com/cotalker/rolecall/fixtures"
)

// progress is a line on a terminal that tells how far a run is. Anywhere else
// it is silent.
type progress struct {
	out            io.Writer // nil for silence
	total, done    uint64
	began, printed time.Time
}

func newProgress(out io.Writer, set *fixtures.Set) *progress {
	p := &progress{began: time.Now()}
	for _, part := range set.Parts {
		p.total += part.Count
	}
	if isTerminal(out) {
		p.out = out
	}
	return p
}

// step counts a record, and tells whether it is time to look up from work.
func (p *progress) step() bool {
	p.done++
	if p.done%1024 != 0 {
		return false
	}
	if p.out != nil && time.Since(p.printed) > 100*time.Millisecond {
		p.printed = time.Now()
		rate := float64(p.done) / time.Since(p.began).Seconds()
		fmt.Fprintf(p.out, "\r%d of %d records, %.0f a second ", p.done, p.total, rate)
	}
	return true
}

// end clears the line.
func (p *progress) end() {
	if p.out != nil && !p.printed.IsZero() {
		fmt.Fprint(p.out, "\r\033[K")
	}
}
