package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/cotalker/rolecall/conformance"
)

// Progress tells how far a run is: a line a topic. On a terminal the lines are
// there from the start and count up; else each is written when its topic is
// done.
type Progress struct {
	out   io.Writer
	live  bool
	style Style
	total map[conformance.Topic]int
	done  map[conformance.Topic]*conformance.Counts
	drawn time.Time
	began bool
}

// NewProgress is for the checks of one run.
func NewProgress(out io.Writer, checks []*conformance.Check, live bool, style Style) *Progress {
	p := &Progress{out: out, live: live, style: style, total: map[conformance.Topic]int{}, done: map[conformance.Topic]*conformance.Counts{}}
	for _, c := range checks {
		p.total[c.Topic]++
		p.done[c.Topic] = &conformance.Counts{}
	}
	return p
}

// redraw is how often the lines of a terminal are drawn anew.
const redraw = 80 * time.Millisecond

// Tell counts one outcome. It is what [conformance.Options] calls.
func (p *Progress) Tell(r *conformance.Result) {
	topic := r.Check.Topic
	c := p.done[topic]
	c.All++
	switch r.Status {
	case conformance.Passed:
		c.Passed++
	case conformance.Failed:
		c.Failed++
	case conformance.Skipped:
		c.Skipped++
	case conformance.Broken:
		c.Broken++
	}
	switch {
	case p.live && time.Since(p.drawn) > redraw:
		p.draw()
	case !p.live && c.All == p.total[topic]:
		fmt.Fprintln(p.out, p.line(topic))
	}
}

// End draws the last state.
func (p *Progress) End() {
	if p.live {
		p.draw()
	}
	fmt.Fprintln(p.out)
}

func (p *Progress) draw() {
	var b strings.Builder
	lines := 0
	for _, topic := range conformance.Topics() {
		if p.total[topic] > 0 {
			b.WriteString("\x1b[2K" + p.line(topic) + "\n")
			lines++
		}
	}
	if p.began {
		fmt.Fprintf(p.out, "\x1b[%dA", lines)
	}
	io.WriteString(p.out, b.String())
	p.began, p.drawn = true, time.Now()
}

func (p *Progress) line(topic conformance.Topic) string {
	c := p.done[topic]
	line := fmt.Sprintf("%-15s %4d/%d", topic, c.All, p.total[topic])
	for _, part := range []struct {
		n           int
		name, color string
	}{{c.Passed, "passed", "32"}, {c.Failed, "failed", "31"}, {c.Skipped, "skipped", "2"}, {c.Broken, "broken", "33"}} {
		if part.n > 0 {
			line += "  " + p.style.paint(part.color, fmt.Sprintf("%d %s", part.n, part.name))
		}
	}
	return line
}
