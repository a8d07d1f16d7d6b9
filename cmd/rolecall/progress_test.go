package main

import (
	"strings"
	"testing"
	"time"
)

// TestProgressTellsRateAndTimeLeft has a clock of its own: 1,000 of 100,000
// records in each tenth of a second, after 50,000 that were there before.
func TestProgressTellsRateAndTimeLeft(t *testing.T) {
	for _, terminal := range []bool{true, false} {
		var out strings.Builder
		now := time.Unix(0, 0)
		p := newProgress(&out)
		p.terminal, p.now = terminal, func() time.Time { return now }
		p.begin(150_000, 50_000)
		for range 99 {
			now = now.Add(100 * time.Millisecond)
			p.add(1000)
		}
		if terminal {
			if text := out.String(); !strings.HasPrefix(text, "\r51000 of 150000 records, 10000 a second, 10s left\x1b[K\r52000 ") {
				t.Errorf("a terminal sees %q", text[:200])
			}
			p.end()
			if !strings.HasSuffix(out.String(), "\r\x1b[K") {
				t.Error("the line stays")
			}
			continue
		}
		if text := out.String(); text != "" {
			t.Errorf("a log tells of less than ten seconds: %q", text)
		}
		now = now.Add(100 * time.Millisecond)
		p.add(500)
		p.end()
		if text := out.String(); text != "rolecall: 149500 of 150000 records, 9950 a second, 0s left\n" {
			t.Errorf("a log reads %q", text)
		}
	}
	p := newProgress(nil)
	p.begin(10, 0)
	p.add(10)
	p.end()
}

func TestTimesAreRough(t *testing.T) {
	for d, want := range map[time.Duration]string{
		400 * time.Millisecond: "0s", 61 * time.Second: "1m01s", 2*time.Hour + 3*time.Minute: "2h03m", 50 * time.Hour: "2d02h",
	} {
		if got := roughly(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
}
