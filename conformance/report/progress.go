package report

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/cotalker/rolecall/conformance"
)

// Progress tells how far a run is. On a terminal there is a line a topic from the
// start, which counts up. In a log each is written when its topic is done, a
// failure as it falls, and now and then how far the whole is.
type Progress struct {
	mu     sync.Mutex
	out    io.Writer
	live   bool
	style  Style
	total  map[conformance.Topic]int
	done   map[conformance.Topic]*conformance.Counts
	failed map[string]int // failures that were told, by requirement
	all    conformance.Counts
	checks int
	began  time.Time
	drawn  time.Time
	lines  int // that were drawn before
}

// NewProgress is for the checks of one run.
func NewProgress(out io.Writer, checks []*conformance.Check, live bool, style Style) *Progress {
	p := &Progress{
		out: out, live: live, style: style, total: map[conformance.Topic]int{}, done: map[conformance.Topic]*conformance.Counts{},
		failed: map[string]int{}, checks: len(checks), began: time.Now(),
	}
	for _, c := range checks {
		p.total[c.Topic]++
		p.done[c.Topic] = &conformance.Counts{}
	}
	return p
}

const (
	redraw   = 80 * time.Millisecond // how often the lines of a terminal are drawn anew
	mostTold = 3                     // failures of one requirement that a log tells as they fall
)

// Every tells each so often how far the run is, whether a check has ended since
// or not, until stop is called.
func (p *Progress) Every(interval time.Duration) (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticks := time.NewTicker(interval)
		defer ticks.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticks.C:
				p.tick()
			}
		}
	}()
	return sync.OnceFunc(func() { close(done); <-ended })
}

func (p *Progress) tick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.live:
		p.draw()
	case p.all.All < p.checks:
		text := fmt.Sprintf("%d of %d checks after %d s", p.all.All, p.checks, int(time.Since(p.began).Seconds()))
		for _, part := range partsOf(p.all)[1:] {
			if part.n > 0 {
				text += fmt.Sprintf(", %d %s", part.n, part.name)
			}
		}
		fmt.Fprintln(p.out, text)
	}
}

// Tell counts one outcome. It is what [conformance.Options] calls.
func (p *Progress) Tell(r *conformance.Result) {
	p.mu.Lock()
	defer p.mu.Unlock()
	topic := r.Check.Topic
	c := p.done[topic]
	if c == nil {
		return // of another run
	}
	c.Count(r.Status)
	p.all.Count(r.Status)
	switch {
	case p.live && time.Since(p.drawn) > redraw:
		p.draw()
	case !p.live:
		p.fall(r)
		if c.All == p.total[topic] {
			fmt.Fprintln(p.out, p.line(topic))
		}
	}
}

// fall tells a failure in a log at once; of one requirement the first few.
func (p *Progress) fall(r *conformance.Result) {
	if r.Status != conformance.Failed && r.Status != conformance.Flaky {
		return
	}
	id := r.Check.ID
	if r.Check.Requirement != nil {
		id = r.Check.Requirement.ID
	}
	p.failed[id]++
	text := string(r.Status)
	if r.Waived {
		text += " (waived)"
	}
	text += " " + r.Check.ID
	if len(r.Problems) > 0 {
		text += ": expected " + r.Problems[0].Expected + "; got " + r.Problems[0].Got
	}
	switch n := p.failed[id]; {
	case n <= mostTold:
		fmt.Fprintln(p.out, harmless(strings.Map(visible, text)))
	case n == mostTold+1:
		fmt.Fprintf(p.out, "more of %s follow, and are told at the end\n", id)
	}
}

// visible keeps what a terminal would obey out of a line.
func visible(r rune) rune {
	if unicode.IsControl(r) {
		return '\uFFFD'
	}
	return r
}

// End draws the last state.
func (p *Progress) End() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.live {
		p.draw()
	}
	fmt.Fprintln(p.out)
}

// draw writes all lines over those that were drawn before. None is wider than
// the terminal, or one would take two rows and the count of them be wrong.
func (p *Progress) draw() {
	var b strings.Builder
	if p.lines > 0 {
		fmt.Fprintf(&b, "\x1b[%dA", p.lines)
	}
	p.lines = 0
	for _, topic := range conformance.Topics() {
		if p.total[topic] > 0 {
			b.WriteString("\x1b[2K" + p.line(topic) + "\n")
			p.lines++
		}
	}
	io.WriteString(p.out, b.String())
	p.drawn = time.Now()
}

type part struct {
	n           int
	name, color string
}

func partsOf(c conformance.Counts) []part {
	return []part{
		{c.Passed, "passed", "32"},
		{c.Failed, "failed", "31"},
		{c.Skipped, "skipped", "2"},
		{c.Broken, "broken", "33"},
		{c.NotAsked, "not asked", "33"},
		{c.Flaky, "flaky", "33"},
	}
}

func (p *Progress) line(topic conformance.Topic) string {
	c := p.done[topic]
	line := fmt.Sprintf("%-15s %4d/%d", topic, c.All, p.total[topic]) // ASCII, a letter a column
	if p.live {
		line = line[:min(len(line), p.style.width())]
	}
	width := len(line)
	for _, part := range partsOf(*c) {
		if part.n == 0 {
			continue
		}
		text := fmt.Sprintf("%d %s", part.n, part.name)
		if width += 2 + len(text); p.live && width > p.style.width() {
			break
		}
		line += "  " + p.style.paint(part.color, text)
	}
	return line
}
