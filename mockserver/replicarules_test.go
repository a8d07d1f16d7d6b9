package mockserver_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/storetest"
	"github.com/cotalker/rolecall/mockserver"
)

const rulesPath = "/_rolecall/v1/worlds/default/rules"

// rule gives the world a rule at one of the mocks, and tells its id.
func (f *fleet) rule(at int, rule string) string {
	status, _, value := f.do(at, "POST", rulesPath, rule)
	if status != 201 {
		f.problem("a rule at mock %d: %d %v", at, status, value)
	}
	return field(value, "id")
}

// meet asks the mocks in turn until each was asked so often, and wants so many replies
// by a rule with the status 418.
func (f *fleet) meet(what string, each, byRule int) {
	var all sync.WaitGroup
	var mu sync.Mutex
	got := map[int]int{}
	for i := range each * len(f.urls) {
		all.Go(func() {
			status, _, _ := f.do(i, "GET", "/api/v3/users/me", "")
			mu.Lock()
			defer mu.Unlock()
			got[status]++
		})
	}
	all.Wait()
	if got[418] != byRule || got[200] != each*len(f.urls)-byRule {
		f.problem("%s: %d of %d requests were to meet the rule; statuses %v", what, byRule, each*len(f.urls), got)
	}
}

// rules sets rules at one mock and looks for them at another.
func (f *fleet) rules() {
	f.rule(0, `{"times":10,"answer":{"status":418}}`)
	f.meet("a rule of one mock", 20, 10)
	for at := range f.urls {
		_, _, value := f.do(at, "GET", rulesPath, "")
		if list, _ := value["rules"].([]any); len(list) != 1 || fmt.Sprint(list[0].(map[string]any)["left"]) != "0" {
			f.problem("mock %d has the rules %v", at, value)
		}
	}
	id := f.rule(0, `{"times":1000,"answer":{"status":418}}`)
	if status, _, _ := f.do(1, "DELETE", rulesPath+"/"+id, ""); status != 204 {
		f.problem("mock 1 removes the rule %s of mock 0: %d", id, status)
	}
	f.meet("a rule that was removed", 2, 0)
	f.rule(0, `{"times":1000,"answer":{"status":418}}`)
	f.do(1, "POST", "/_rolecall/v1/reset", "")
	f.meet("a rule before a reset", 2, 0)
	if again := f.rule(1, `{"answer":{"delay":"1ms"}}`); again == id {
		f.problem("another rule is called %s again", id)
	}
	f.meet("a delay", 2, 0)
}

func TestRulesHoldOnEveryReplica(t *testing.T) {
	f := newFleet(t, 2, storetest.NewMemory())
	f.rules()
	f.settle(t)
	for _, problem := range f.problems {
		t.Error(problem)
	}
}

// TestFaultyStoresShowInRules plants faults that the test above must find.
func TestFaultyStoresShowInRules(t *testing.T) {
	for name, plant := range map[string]func(store.Log) store.Log{
		"an append without its condition": storetest.Unconditional,
		"a read without the head":         storetest.Headless,
	} {
		t.Run(name, func(t *testing.T) {
			for range 10 {
				f := newFleet(t, 2, storetest.Faulty{Store: storetest.NewMemory(), Plant: plant})
				if f.rules(); len(f.problems) > 0 {
					return
				}
			}
			t.Error("nobody noticed")
		})
	}
}

// TestRulesOutliveTheMock sets rules, uses some, and starts again: from the log, as
// after a kill, and from a snapshot.
func TestRulesOutliveTheMock(t *testing.T) {
	kept := storetest.NewMemory()
	start := func() *quietMock {
		mock, err := mockserver.New(contract(t), mockserver.WithStore(kept, mockserver.StoreSettings{}))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { mock.Close(context.Background()) })
		return &quietMock{t, mock}
	}
	me := func(r *quietMock, want int) {
		t.Helper()
		r.ask(want, "GET", "/api/v3/users/me", "default", "")
	}
	first := start()
	for _, rule := range []string{
		`{"answer":{"status":410}}`, `{"operation":"GET /v3/users/me","times":3,"answer":{"status":418,"body":{"n":12345678901234567890.50},"headers":{"A":"<&>"}}}`, `{"answer":{"status":410}}`,
	} {
		first.ask(201, "POST", rulesPath, "default", rule)
	}
	first.ask(204, "DELETE", rulesPath+"/1", "default", "")
	first.ask(204, "DELETE", rulesPath+"/3", "default", "")
	me(first, 418)
	second := start()
	me(second, 418)
	second.close()
	third := start()
	reply := third.ask(418, "GET", "/api/v3/users/me", "default", "")
	if body, header := reply.Body.String(), reply.Header().Get("A"); body != `{"n":12345678901234567890.50}` || header != "<&>" {
		t.Errorf("the rule answers %s, and the header %q", body, header)
	}
	me(third, 200)
	third.ask(201, "POST", rulesPath, "default", `{"answer":{"status":410}}`)
	third.ask(204, "DELETE", rulesPath+"/4", "default", "")
}
