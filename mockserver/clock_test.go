package mockserver_test

import (
	"fmt"
	"testing"
	"time"
)

func TestClocks(t *testing.T) {
	c := newClient(t, "v3")
	stamp := func(world string) string {
		t.Helper()
		text, _ := c.want(200, "", "TOKEN", "PATCH", "/users/"+ana, `{"jobTitle":"x"}`, "Rolecall-World: "+world).at("data.modifiedAt").(string)
		return text
	}
	r := c.control(200, "PUT", "/worlds/w/clock", `{"now":"2031-02-28T23:59:00+01:00","frozen":true}`)
	c.equal("clock", r.body, map[string]any{"now": "2031-02-28T22:59:00.000Z", "frozen": true})
	c.equal("stamp of a clock that stands still", stamp("w"), "2031-02-28T22:59:00.000Z")
	c.equal("moved clock", c.control(200, "PUT", "/worlds/w/clock", `{"advance":"1h1m"}`).at("now"), "2031-03-01T00:00:00.000Z")
	c.equal("stamp of a clock that was moved", stamp("w"), "2031-03-01T00:00:00.000Z")
	c.control(201, "POST", "/worlds", `{"name":"fork","from":"w"}`)
	c.equal("clock of a fork", c.control(200, "GET", "/worlds/fork/clock", "").at("frozen"), true)
	c.equal("running clock", c.control(200, "PUT", "/worlds/w/clock", `{"frozen":false}`).at("frozen"), false)
	if at := stamp("w"); at < "2031-03-01T00:00:00" || at > "2031-03-01T01" {
		t.Errorf("a running clock: %s", at)
	}
	if year := stamp("other")[:4]; year != fmt.Sprint(time.Now().UTC().Year()) {
		t.Errorf("the clock of another world shows the year %s", year)
	}
	c.control(204, "POST", "/worlds/w/reset", "")
	if at := c.control(200, "GET", "/worlds/w/clock", "").at("now").(string); at > "2031" {
		t.Errorf("the clock after a reset: %s", at)
	}
	// There is no year 10000: the clock runs up to it, and what is written there has its stamp.
	const last = "9999-12-31T23:59:59.999Z"
	c.control(200, "PUT", "/worlds/end/clock", `{"now":"`+last+`"}`)
	for range 2 {
		if at := stamp("end"); at != last {
			t.Errorf("stamp at the end of time: %s", at)
		}
	}
	c.equal("a clock at its end", c.control(200, "PUT", "/worlds/end/clock", `{"frozen":true}`).at("now"), last)
	for _, body := range []string{``, `{"now":"tomorrow"}`, `{"now":"1969-12-31T23:59:59Z"}`, `{"advance":"1 day"}`, `{"advance":"99999999h"}`, `{"advance":"-999999h"}`, `{"frozen":1}`} {
		c.control(400, "PUT", "/worlds/w/clock", body)
	}
}
