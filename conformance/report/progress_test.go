package report_test

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/report"
)

func inventedChecks(r *conformance.Report) []*conformance.Check {
	var checks []*conformance.Check
	for _, result := range r.Results {
		checks = append(checks, result.Check)
	}
	return checks
}

func TestProgressIsALineATopicInAPipe(t *testing.T) {
	r := invented()
	for _, live := range []bool{false, true} {
		var b bytes.Buffer
		p := report.NewProgress(&b, inventedChecks(r), live, report.Style{Width: 120})
		for _, result := range r.Results {
			p.Tell(result)
		}
		p.End()
		holds(t, b.String(), "permissions        9/9  1 passed  4 failed  1 skipped  1 broken  1 not asked  1 flaky\n")
		if strings.Contains(b.String(), "\x1b") != live {
			t.Errorf("live %v: %q", live, b.String())
		}
		if told := strings.Contains(b.String(), `failed X-1/get/check: expected 403 for "<b>"; got 200`); told == live {
			t.Errorf("live %v: failures as they fall %v", live, told)
		}
	}
}

func TestALogTellsTheFirstFailuresOfARequirement(t *testing.T) {
	r := invented()
	var b bytes.Buffer
	p := report.NewProgress(&b, inventedChecks(r), false, report.Style{})
	for range 10 {
		p.Tell(r.Results[1])
	}
	if n := strings.Count(b.String(), "failed X-1/get/check: "); n != 3 {
		t.Errorf("%d failures told:\n%s", n, b.String())
	}
	holds(t, b.String(), "more of X-1 follow, and are told at the end\n")
}

// TestLinesFitANarrowTerminal: the cursor goes up as many rows as there are
// lines, so no line may take two.
func TestLinesFitANarrowTerminal(t *testing.T) {
	r := invented()
	escape := regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]`)
	for width := 1; width < 100; width++ {
		var b bytes.Buffer
		p := report.NewProgress(&b, inventedChecks(r), true, report.Style{Color: true, Width: width})
		for _, result := range r.Results {
			p.Tell(result)
		}
		p.End()
		for _, line := range strings.Split(escape.ReplaceAllString(b.String(), ""), "\n") {
			if len(line) > max(1, width-1) {
				t.Fatalf("%d columns, %d letters: %q", width, len(line), line)
			}
		}
		if strings.Count(b.String(), "\x1b[2m")+strings.Count(b.String(), "\x1b[3") != strings.Count(b.String(), "\x1b[0m") {
			t.Fatalf("a colour is left on: %q", b.String())
		}
	}
}

// lockedBuffer is written to by one goroutine and read by another.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
	is chan struct{} // closed at the first write
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.b.Len() == 0 {
		close(l.is)
	}
	return l.b.Write(p)
}

// TestALogIsNotSilentWhileNothingEnds waits for the line that tells so.
func TestALogIsNotSilentWhileNothingEnds(t *testing.T) {
	r := invented()
	out := &lockedBuffer{is: make(chan struct{})}
	p := report.NewProgress(out, inventedChecks(r), false, report.Style{})
	stop := p.Every(time.Millisecond)
	<-out.is
	stop()
	stop()
	out.mu.Lock()
	defer out.mu.Unlock()
	holds(t, out.b.String(), "0 of 9 checks after 0 s\n")
}
