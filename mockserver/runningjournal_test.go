package mockserver_test

import (
	"net/http"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
)

// TestARunningMockIsLookedAt is how a Go test asserts on what an app asked.
func TestARunningMockIsLookedAt(t *testing.T) {
	mock := mockserver.Start(t, contract(t)).World(t)
	if n := len(mock.Journal(mockserver.JournalFilter{})); n != 0 {
		t.Errorf("a new world was asked %d times", n)
	}
	go func() {
		res, err := mock.As("client").Get(mock.URL + "/api/v3/users")
		if err == nil {
			res.Body.Close()
		}
	}()
	entries := mock.Await(mockserver.JournalFilter{Operation: "getV3Users", Status: http.StatusForbidden}, 1)
	if e := entries[0]; e.Persona != "client" || e.Rule != "HDR-3" || e.Stage != "admission" || len(e.Faults) != 0 {
		t.Errorf("the journal tells %+v", e)
	}
}

// TestATakeoverKeepsRulesAndCountsOn has another mock take the place of one.
func TestATakeoverKeepsRulesAndCountsOn(t *testing.T) {
	c := newClient(t, "v3")
	c.control(201, "POST", "/worlds/w1/rules", `{"times":3,"answer":{"status":418}}`)
	c.control(201, "POST", "/worlds/w1/rules", `{"operation":"getV3UsersMe","answer":{"status":419}}`)
	c.want(418, "", "client", "GET", "/users/me", "", inW1)
	next := newClient(t, "v3")
	next.mock.TakeOver(c.mock)
	rules := next.control(200, "GET", "/worlds/w1/rules", "")
	next.equal("left", []any{rules.at("rules.0.left"), rules.at("rules.1.left")}, []int{2, 1})
	next.want(418, "", "client", "GET", "/users/me", "", inW1)
	next.equal("the number", next.control(200, "GET", "/worlds/w1/journal", "").at("entries.0.id"), 2)
}
