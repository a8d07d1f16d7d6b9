package mockserver_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/storetest"
	"github.com/cotalker/rolecall/mockserver"
)

// replica is a client of another mock that uses a store.
func replica(t testing.TB, kept store.Store, options ...mockserver.Option) *client {
	t.Helper()
	c := newClient(t, "v3", append(options, mockserver.WithStore(kept, mockserver.StoreSettings{}))...)
	t.Cleanup(func() { c.mock.Close(context.Background()) })
	return c
}

// log is how far a world is, and the digest of it.
func (c *client) log(world string) string {
	c.t.Helper()
	r := c.want(200, "", "", "GET", "//_rolecall/v1/worlds/"+world, "")
	return fmt.Sprint(r.at("log.position"), " ", r.at("log.digest"))
}

// metrics are what a monitor would be told.
func (c *client) metrics() string {
	c.t.Helper()
	res, err := http.Get(c.url + "/_rolecall/v1/metrics")
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		c.t.Fatalf("metrics: %d %v", res.StatusCode, err)
	}
	return string(text)
}

// TestAWorldIsTheFoldOfItsLog does all that changes a world to one mock, and finds
// the same in one that has run all the time, and in those that start later: from
// the log, and from a snapshot.
func TestAWorldIsTheFoldOfItsLog(t *testing.T) {
	kept := storetest.NewMemory()
	a, beside := replica(t, kept), replica(t, kept)
	created := a.want(201, "", "TOKEN", "POST", "/users", newUser)
	id := path.Base(created.header.Get("Location"))
	beside.equal("seen beside", beside.want(200, "", "TOKEN", "GET", "/users?email=new@example.com", "").emails(), "new")
	beside.want(409, "", "TOKEN", "POST", "/users", newUser)
	a.want(200, "", "TOKEN", "PATCH", "/users/"+id, `{"jobTitle":"Smith"}`)
	beside.want(200, "", "TOKEN", "PATCH", "/users/"+id, `{"email":"newer@example.com","password":"long enough 1"}`)
	token := fmt.Sprint(a.want(200, "", "", "POST", "//auth/local", `{"email":"newer@example.com","password":"long enough 1"}`).at("token"))
	beside.want(200, "", token, "GET", "/users/me", "")
	control := "//_rolecall/v1/worlds/default"
	a.want(201, "", "", "POST", control+"/personas", `{"name":"minted","permissions":["admin-user-read"]}`)
	beside.want(200, "", "minted", "GET", "/users", "")
	beside.want(204, "", "", "POST", control+"/tokens/expire", `{"token":"`+token+`"}`)
	a.want(401, "HDR-1", token, "GET", "/users/me", "")
	a.want(201, "", "", "POST", control+"/snapshots", `{"name":"before"}`)
	beside.want(200, "", "", "PUT", control+"/clock", `{"now":"2030-01-02T03:04:05.000Z","frozen":true}`)
	a.want(200, "", "TOKEN", "PATCH", "/users/"+id, `{"jobTitle":"Cook"}`)
	digest := a.log("default")
	beside.equal("beside", beside.log("default"), digest)
	replica(t, kept).equal("from the log", replica(t, kept).log("default"), digest)
	if err := a.mock.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := replica(t, kept)
	c.equal("from the snapshot", c.log("default"), digest)
	c.want(204, "", "", "POST", control+"/snapshots/before/restore", "")
	beside.equal("restored", fmt.Sprint(beside.want(200, "", "TOKEN", "GET", "/users/"+id, "").at("data.jobTitle")), "Smith")
	c.want(204, "", "", "POST", control+"/reset", "")
	beside.equal("after the reset", beside.want(200, "", "TOKEN", "GET", "/users?email=newer@example.com", "").emails(), "")
	beside.equal("beside, at the end", beside.log("default"), c.log("default"))
}

// TestTheStoreGoesAway has nothing told while it is, and all as before when it is
// back.
func TestTheStoreGoesAway(t *testing.T) {
	kept := storetest.NewMemory()
	a := replica(t, kept)
	local := newClient(t, "v3", mockserver.WithStore(kept, mockserver.StoreSettings{ReadLocal: true}))
	t.Cleanup(func() { local.mock.Close(context.Background()) })
	kept.Away(true)
	for _, r := range []reply{
		a.do("TOKEN", "GET", "/users/me", ""), a.do("TOKEN", "POST", "/users", newUser),
		a.do("", "POST", "//_rolecall/v1/reset", ""), local.do("TOKEN", "POST", "/users", newUser),
	} {
		if r.status != 503 || r.header.Get("Retry-After") == "" {
			t.Errorf("%d %v: %s", r.status, r.header, r.text)
		}
	}
	local.want(200, "", "TOKEN", "GET", "/users/me", "")
	a.want(503, "", "", "GET", "//_rolecall/v1/health", "")
	a.want(200, "", "", "GET", "//_rolecall/v1/live", "")
	kept.Away(false)
	a.want(200, "", "", "GET", "//_rolecall/v1/health", "")
	a.want(201, "", "TOKEN", "POST", "/users", newUser)
	local.want(409, "", "TOKEN", "POST", "/users", newUser)
	told := a.metrics()
	for _, line := range []string{
		`rolecall_requests_total{status="201"} 1`, `rolecall_requests_total{status="503"} 2`, `rolecall_request_duration_seconds_count 3`,
		`rolecall_log_position{world="default"} 1`, `rolecall_log_lag{world="default"} 0`, `rolecall_log_appended_total 1`, `rolecall_worlds 1`, `# TYPE rolecall_log_append_seconds_total counter`,
	} {
		if !strings.Contains(told, line+"\n") {
			t.Errorf("no line %s in\n%s", line, told)
		}
	}
	if told := local.metrics(); !strings.Contains(told, `rolecall_refusals_total{rule="`) {
		t.Errorf("no refusal in\n%s", told)
	}
}

// TestOtherMocksAreRefused keeps a mock of another seed out of the store.
func TestOtherMocksAreRefused(t *testing.T) {
	kept := storetest.NewMemory()
	replica(t, kept)
	doc := contract(t)
	_, err := mockserver.New(doc, mockserver.WithPopulation(generator(t, doc).People(), 3), mockserver.WithStore(kept, mockserver.StoreSettings{}))
	if err == nil {
		t.Fatal("a mock of another seed was let in")
	}
	t.Log(err)
}

// TestWorldsOfAStore makes, fills, forks and deletes worlds that all replicas have.
func TestWorldsOfAStore(t *testing.T) {
	kept := storetest.NewMemory()
	a, b := replica(t, kept, mockserver.WithWorldLimits(2, time.Hour)), replica(t, kept)
	a.want(201, "", "TOKEN", "POST", "/users", newUser, "Rolecall-World: one")
	a.want(201, "", "", "POST", "//_rolecall/v1/worlds", `{"name":"two","from":"one"}`)
	b.want(409, "", "", "POST", "//_rolecall/v1/worlds", `{"name":"two"}`)
	b.equal("forked", b.want(200, "", "TOKEN", "GET", "/users?email=new@example.com", "", "Rolecall-World: two").emails(), "new")
	b.want(204, "", "", "POST", "//_rolecall/v1/worlds/two/reset", "")
	a.equal("reset to the fork", a.want(200, "", "TOKEN", "GET", "/users?email=new@example.com", "", "Rolecall-World: two").emails(), "new")
	for i := range 4 {
		a.want(200, "", "TOKEN", "GET", "/users/me", "", fmt.Sprint("Rolecall-World: more-", i))
	}
	a.equal("after it made room", a.want(200, "", "TOKEN", "GET", "/users?email=new@example.com", "", "Rolecall-World: two").emails(), "new")
	b.want(204, "", "", "DELETE", "//_rolecall/v1/worlds/two", "")
	a.equal("deleted", a.want(200, "", "TOKEN", "GET", "/users?email=new@example.com", "", "Rolecall-World: two").emails(), "")
	a.equal("same", a.log("two"), b.log("two"))
	a.want(201, "", "TOKEN", "POST", "/users", newUser, "Rolecall-World: two")
	b.want(409, "", "TOKEN", "POST", "/users", newUser, "Rolecall-World: two")
}
