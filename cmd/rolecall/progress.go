package main

import (
	"fmt"
	"io"
	"time"
)

// progress tells how far a run is: on a terminal in one line that changes, in a
// log in a line now and then. What is done in a few seconds is not told of in a
// log.
type progress struct {
	out            io.Writer // nil for silence
	terminal       bool
	now            func() time.Time
	total, done    uint64 // of this run: what an earlier one has done is in neither
	earlier        uint64
	began, printed time.Time
}

// How often it is told.
const (
	terminalEvery = 100 * time.Millisecond
	logEvery      = 10 * time.Second
)

func newProgress(out io.Writer) *progress {
	return &progress{out: out, terminal: out != nil && isTerminal(out), now: time.Now}
}

// begin says what there is to do, and how much of it was there before.
func (p *progress) begin(total, earlier uint64) {
	p.total, p.earlier, p.done = total-earlier, earlier, 0
	p.began = p.now()
	p.printed = p.began
}

// add counts records.
func (p *progress) add(records uint64) {
	p.done += records
	if p.out == nil {
		return
	}
	now := p.now()
	switch {
	case p.terminal && now.Sub(p.printed) >= terminalEvery:
		fmt.Fprint(p.out, "\r"+p.line(now)+"\033[K")
	case !p.terminal && now.Sub(p.printed) >= logEvery:
		fmt.Fprintln(p.out, "rolecall: "+p.line(now))
	default:
		return
	}
	p.printed = now
}

// line is the text of a moment.
func (p *progress) line(now time.Time) string {
	text := fmt.Sprintf("%d of %d records", p.earlier+p.done, p.earlier+p.total)
	seconds := now.Sub(p.began).Seconds()
	if p.done == 0 || seconds <= 0 {
		return text
	}
	rate := float64(p.done) / seconds
	left := time.Duration(float64(p.total-min(p.done, p.total)) / rate * float64(time.Second))
	return fmt.Sprintf("%s, %.0f a second, %s left", text, rate, roughly(left))
}

// roughly is a time in the two units that count.
func roughly(d time.Duration) string {
	switch seconds := int64(d.Round(time.Second).Seconds()); {
	case seconds >= 24*3600:
		return fmt.Sprintf("%dd%02dh", seconds/(24*3600), seconds/3600%24)
	case seconds >= 3600:
		return fmt.Sprintf("%dh%02dm", seconds/3600, seconds/60%60)
	case seconds >= 60:
		return fmt.Sprintf("%dm%02ds", seconds/60, seconds%60)
	default:
		return fmt.Sprintf("%ds", seconds)
	}
}

// end clears the line.
func (p *progress) end() {
	if p.terminal && p.out != nil && p.printed != p.began {
		fmt.Fprint(p.out, "\r\033[K")
	}
}
