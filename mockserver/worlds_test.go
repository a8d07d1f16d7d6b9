package mockserver_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cotalker/rolecall/mockserver"
)

const newUser = `{"email":"new@example.com","name":{"names":"A","lastName":"B"}}`

// TestWorldsAreApart creates the same person in worlds that are chosen in each
// way, and finds them in none of the others.
func TestWorldsAreApart(t *testing.T) {
	c := newClient(t, "v3")
	find := func(path string, headers ...string) string {
		t.Helper()
		return c.want(200, "", "TOKEN", "GET", path+"/users?email=new@example.com", "", headers...).emails()
	}
	prefix := "//_rolecall/w/path.1/api/v3"
	created := c.want(201, "", "TOKEN", "POST", "/users", newUser, "Rolecall-World: w1")
	c.equal("world of the reply", created.header.Get("Rolecall-World"), "w1")
	again := c.want(201, "", "TOKEN", "POST", prefix+"/users", newUser)
	if at := again.header.Get("Location"); !strings.HasPrefix(at, "/_rolecall/w/path.1/api/v3/users/") {
		t.Errorf("Location: %s", at)
	}
	c.want(201, "", "TOKEN", "POST", "/users", newUser, "Cookie: rolecall-world=w3")
	for _, headers := range [][]string{{"Rolecall-World: w1"}, {"Rolecall-World: path.1"}, {"Cookie: a=b; rolecall-world=w3"}, {"Rolecall-World: w1", "Cookie: rolecall-world=w2"}} {
		c.equal("found with "+fmt.Sprint(headers), find("", headers...), "new")
	}
	c.equal("found below the path", find(prefix), "new")
	c.equal("found in the default world", find(""), "")
	c.equal("found in a fresh world", find("", "Rolecall-World: w2"), "")
	if r := c.do("TOKEN", "GET", "/users", ""); r.header["Rolecall-World"] != nil {
		t.Errorf("the default world is named: %v", r.header)
	}
	c.want(204, "", "", "POST", "//_rolecall/v1/reset", "", "Rolecall-World: w1")
	c.equal("found after the reset", find("", "Rolecall-World: w1"), "")
	c.equal("found beside the reset", find(prefix), "new")
	c.want(204, "", "", "POST", "//_rolecall/w/path.1/_rolecall/v1/reset", "")
	c.equal("found after the reset below the path", find(prefix), "")
}

// TestLogInsAreOfAWorld logs in to a world and brings the token to others.
func TestLogInsAreOfAWorld(t *testing.T) {
	c := newClient(t, "v3")
	r := c.want(200, "", "", "POST", "//auth/local", `{"email":"john.doe@example.com","password":"rolecall-mock"}`, "Rolecall-World: w1")
	token := r.at("token").(string)
	c.want(200, "", token, "GET", "/users/me", "", "Rolecall-World: w1")
	c.want(401, "HDR-1", token, "GET", "/users/me", "")
	c.want(401, "HDR-1", token, "GET", "/users/me", "", "Rolecall-World: w2")
}

func TestWrongWorlds(t *testing.T) {
	c := newClient(t, "v3")
	for _, headers := range [][]string{
		{"Rolecall-World: "},
		{"Rolecall-World: a b"},
		{"Rolecall-World: .."},
		{"Rolecall-World: a", "Rolecall-World: b"},
		{"Rolecall-World: " + strings.Repeat("a", 65)},
		{"Rolecall-World: ñ"},
		{"Cookie: rolecall-world=a*b"},
	} {
		r := c.do("TOKEN", "GET", "/users", "", headers...)
		if detail, _ := r.at("detail").(string); r.status != 400 || detail == "" || r.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%v: %d %s", headers, r.status, r.text)
		}
	}
	for _, path := range []string{"//_rolecall/w/", "//_rolecall/w//api/v3/users", "//_rolecall/w/%2e%2e/api/v3/users", "//_rolecall/w/a%2fb/api/v3/users", "//_rolecall/w/%61/api/v3/users/%61"} {
		if r := c.do("TOKEN", "GET", path, ""); r.status != 400 {
			t.Errorf("%s: %d %s", path, r.status, r.text)
		}
	}
	if r := c.do("TOKEN", "GET", "//_rolecall/w/a/api/v3/users", "", "Rolecall-World: b"); r.status != 400 {
		t.Errorf("two names: %d %s", r.status, r.text)
	}
	c.want(405, "", "", "POST", "//_rolecall/w/a", "")
	c.want(404, "", "", "GET", "//_rolecall/w/a/_rolecall/w/b/api/v3/users", "")
	// The router of net/http would lead out of the world, to a reset of the default one.
	for _, path := range []string{"//v1/reset", "/v1//reset", "/v1/x/../reset", "/./v1/reset", "/v1/reset/.."} {
		c.want(404, "", "", "POST", "//_rolecall/w/a/_rolecall"+path, "")
	}
	if list := c.mock.Worlds(); len(list) != 2 {
		t.Errorf("%d worlds", len(list))
	}
}

// TestTheCookieOfAWorld opens a world's path as a browser does, which then sends
// the cookie to the contract's own paths.
func TestTheCookieOfAWorld(t *testing.T) {
	c := newClient(t, "v3")
	r := c.want(200, "", "", "GET", "//_rolecall/w/w1", "")
	cookie := r.header.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "rolecall-world=w1; Path=/") {
		t.Errorf("Set-Cookie: %s", cookie)
	}
	c.equal("name", r.at("name"), "w1")
}

// TestWorldsAreBounded makes more worlds than there is room for.
func TestWorldsAreBounded(t *testing.T) {
	var log bytes.Buffer
	c := newClient(t, "v3", mockserver.WithWorldLimits(3, time.Hour), mockserver.WithLog(slog.New(slog.NewTextHandler(&log, nil))))
	touch := func(name string) *mockserver.World {
		c.want(200, "", "TOKEN", "GET", "/users/me", "", "Rolecall-World: "+name)
		w, err := c.mock.World(name)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	first := touch("a")
	for _, name := range []string{"b", "c", "a", "d"} {
		touch(name)
	}
	var names []string
	for _, w := range c.mock.Worlds() {
		names = append(names, w.Name())
	}
	if got := strings.Join(names, " "); got != "default a c d" {
		t.Errorf("worlds: %s", got)
	}
	if touch("a") != first {
		t.Error("a world that was used went")
	}
	if !strings.Contains(log.String(), "world b was dropped") {
		t.Errorf("log: %s", log.String())
	}
	for i, one := range []struct {
		name string
		goes bool
	}{{"default", false}, {"a", true}, {"a", false}} {
		if went, err := c.mock.RemoveWorld(one.name); went != one.goes || err != nil {
			t.Errorf("%d: the world %s went: %t, %v", i, one.name, went, err)
		}
	}
}

func TestIdleWorldsGo(t *testing.T) {
	c := newClient(t, "v3", mockserver.WithWorldLimits(3, 0))
	for _, name := range []string{"a", "b"} {
		c.want(200, "", "TOKEN", "GET", "/users/me", "", "Rolecall-World: "+name)
	}
	if list := c.mock.Worlds(); len(list) != 2 || list[1].Name() != "b" {
		t.Errorf("%d worlds, %s", len(list), list[len(list)-1].Name())
	}
}

// TestAWorldIsAHandler serves one world without a header.
func TestAWorldIsAHandler(t *testing.T) {
	c := newClient(t, "v3")
	w, err := c.mock.World("mine")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w)
	defer server.Close()
	one := &client{t: t, url: server.URL, base: c.base, mock: c.mock}
	one.want(201, "", "TOKEN", "POST", "/users", newUser)
	one.want(409, "", "TOKEN", "POST", "/users", newUser)
	c.want(201, "", "TOKEN", "POST", "/users", newUser)
	w.Reset()
	one.want(201, "", "TOKEN", "POST", "/users", newUser, "Rolecall-World: other")
	one.want(409, "", "TOKEN", "POST", "/users", newUser)
}

// TestAWorldIsMadeOnce has many requests be the first of the same world.
func TestAWorldIsMadeOnce(t *testing.T) {
	c := newClient(t, "v3")
	var wait sync.WaitGroup
	var mu sync.Mutex
	made := map[int]int{}
	for range 16 {
		wait.Go(func() {
			req, _ := http.NewRequest("POST", c.url+"/api/v3/users", strings.NewReader(newUser))
			req.Header = http.Header{"Authorization": {"Bearer TOKEN"}, "Admin": {"true"}, "Content-Type": {"application/json"}, "Rolecall-World": {"w"}}
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			res.Body.Close()
			mu.Lock()
			made[res.StatusCode]++
			mu.Unlock()
		})
	}
	wait.Wait()
	if made[201] != 1 || made[409] != 15 {
		t.Errorf("statuses: %v", made)
	}
}
