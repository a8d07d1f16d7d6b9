package mockserver_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/mockserver"
)

func TestDelaysAndFaultsAreRead(t *testing.T) {
	for text, want := range map[string]mockserver.Delay{
		"200ms":       {From: 200 * time.Millisecond, To: 200 * time.Millisecond},
		"50ms..300ms": {From: 50 * time.Millisecond, To: 300 * time.Millisecond},
		"0s":          {},
	} {
		if got, err := mockserver.ParseDelay(text); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "5", "300ms..50ms", "-1s", "1s..", "31s", "1ms..1h"} {
		if got, err := mockserver.ParseDelay(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
	faults, err := mockserver.ParseFaults("5%:503, 1.5%:drop,0.1%:truncate")
	if got := fmt.Sprint(faults); err != nil || got != "[5%:503 1.5%:drop 0.1%:truncate]" {
		t.Errorf("%s, %v", got, err)
	}
	for _, text := range []string{"", "503", "5%", "5%:", "5:503", "5%:200", "5%:600", "-1%:503", "101%:503", "60%:503,60%:drop", "NaN%:503", "5%:503,"} {
		if got, err := mockserver.ParseFaults(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

// outcome is what a client sees of one request: a status, or how it broke off.
func (c *client) outcome() string {
	c.t.Helper()
	r, err := http.NewRequest(http.MethodGet, c.url+"/api/v3/users/me", nil)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer TOKEN")
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // which sends nothing twice
	res, err := client.Do(r)
	if err != nil {
		return "dropped"
	}
	defer res.Body.Close()
	if text, err := io.ReadAll(res.Body); err != nil {
		if len(text) == 0 || res.ContentLength <= int64(len(text)) {
			c.t.Errorf("of %d bytes %d came", res.ContentLength, len(text))
		}
		return "truncated"
	}
	return fmt.Sprint(res.StatusCode)
}

// TestFaults shows that faults are as many as was said, the same ones for the
// same seed, and real.
func TestFaults(t *testing.T) {
	faults, err := mockserver.ParseFaults("20%:503,10%:drop,10%:truncate")
	if err != nil {
		t.Fatal(err)
	}
	const requests = 300
	all := map[uint64][]string{}
	for _, seed := range []uint64{1, 1, 2} {
		var log lockedBuffer
		c := newClient(t, "v3", mockserver.WithFaults(seed, faults...), mockserver.WithLog(log.logger()))
		var seen []string
		count := map[string]int{}
		for range requests {
			one := c.outcome()
			seen = append(seen, one)
			count[one]++
		}
		for what, share := range map[string]int{"200": 60, "503": 20, "dropped": 10, "truncated": 10} {
			if got := count[what] * 100 / requests; got < share/2 || got > share*3/2 {
				t.Errorf("%d%% are %s, want about %d%%", got, what, share)
			}
		}
		if before := all[seed]; before != nil && strings.Join(before, " ") != strings.Join(seen, " ") {
			t.Errorf("the same seed gives %v and %v", before, seen)
		}
		all[seed] = seen
		for what, fault := range map[string]string{"503": "20%:503", "dropped": "10%:drop", "truncated": "10%:truncate"} {
			if got := strings.Count(log.String(), `"fault":"`+fault+`"`); got != count[what] {
				t.Errorf("the log has %d of %s, want %d", got, fault, count[what])
			}
		}
		if r := c.do("", "GET", "//_rolecall/v1/health", ""); r.status != 200 {
			t.Errorf("the control API answers %d", r.status)
		}
	}
	if strings.Join(all[1], " ") == strings.Join(all[2], " ") {
		t.Error("another seed gives the same")
	}
}

// TestDelays has a mock that keeps every reply back, but those that say how long.
func TestDelays(t *testing.T) {
	c := newClient(t, "v3", mockserver.WithDelay(mockserver.Delay{From: 30 * time.Second, To: 30 * time.Second}))
	c.want(200, "", "TOKEN", "GET", "/users/me", "", "Prefer: wait=0, dynamic")
	c.want(200, "", "", "GET", "//_rolecall/v1/health", "")
	w := c.dial(t)
	w.ask("GET /api/v3/users/me", "", "")
	w.conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if _, err := w.in.ReadByte(); err == nil {
		t.Error("there is a reply at once")
	}
}
