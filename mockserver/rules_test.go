package mockserver_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cotalker/rolecall/mockserver"
)

// rule is one requirement of the contract, shown over real HTTP.
type rule struct {
	id   string
	show func(c *client)
}

// TestEveryRuleHolds shows each requirement of the contract under both
// versions, each against a fresh mock.
func TestEveryRuleHolds(t *testing.T) {
	rules := slices.Concat(placeRules, generalRules, headerRules, permissionRules, operationRules)
	var shown []string
	for _, r := range rules {
		shown = append(shown, r.id)
		for _, version := range []string{"v2", "v3"} {
			t.Run(r.id+"/"+version, func(t *testing.T) {
				t.Parallel()
				r.show(newClient(t, version))
			})
		}
	}
	var required, numbered []string
	for _, q := range contract(t).Requirements {
		required = append(required, q.ID)
	}
	for _, family := range []struct {
		name string
		size int
	}{{"LOC", 3}, {"MOD", 2}, {"GEN", 4}, {"HDR", 8}, {"PRM", 16}, {"OP", 13}} {
		for i := range family.size {
			numbered = append(numbered, fmt.Sprintf("%s-%d", family.name, i+1))
		}
	}
	if !slices.Equal(shown, numbered) || !slices.Equal(required, numbered) {
		t.Errorf("the contract numbers %v,\nthe requirements are %v,\nand shown are %v", numbered, required, shown)
	}
}

// person creates a user with a role of its own and logs it in.
func (c *client) person(name string, permissions ...string) string {
	c.t.Helper()
	role := c.want(201, "", "TOKEN", "POST", "/accessroles", fmt.Sprintf(`{"name":%q,"permissions":["%s"]}`, name, strings.Join(permissions, `","`)))
	c.want(201, "", "TOKEN", "POST", "/users", fmt.Sprintf(`{"email":"%s@example.com","name":{"names":"P","lastName":"Q"},"password":"rolecall-mock","accessRoles":["%s"]}`,
		name, role.at("data._id")))
	return c.want(200, "", "", "POST", "//auth/local", fmt.Sprintf(`{"email":"%s@example.com","password":"rolecall-mock"}`, name)).at("token").(string)
}

// frozen is a clock that stands still: stamps must grow all the same.
func frozen() mockserver.Option {
	return mockserver.WithClock(func() time.Time { return time.UnixMilli(1_700_000_000_123) })
}

// atOnce runs n calls at once and counts the statuses.
func atOnce(n int, call func(i int) int) map[int]int {
	var mu sync.Mutex
	var all sync.WaitGroup
	counts := map[int]int{}
	for i := range n {
		all.Go(func() {
			status := call(i)
			mu.Lock()
			counts[status]++
			mu.Unlock()
		})
	}
	all.Wait()
	return counts
}

// calls is every operation under /users and /accessroles, with a body that an
// administrator is granted.
var calls = []struct{ method, path, body string }{
	{"GET", "/users/me", ""},
	{"PATCH", "/users/me", `{"jobTitle":"x"}`},
	{"GET", "/users", ""},
	{"POST", "/users", `{"email":"a@example.com","name":{"names":"A","lastName":"B"}}`},
	{"PATCH", "/users", `{"ids":["` + ana + `"],"changes":{"jobTitle":"x"}}`},
	{"GET", "/users/" + ana, ""},
	{"PATCH", "/users/" + ana, `{"jobTitle":"x"}`},
	{"GET", "/accessroles", ""},
	{"POST", "/accessroles", `{"name":"R","permissions":[]}`},
	{"GET", "/accessroles/" + members, ""},
	{"PATCH", "/accessroles/" + members, `{"description":"d"}`},
}

// everyCall visits every operation of one version but log-in.
func (c *client) everyCall(visit func(method, path, body string)) {
	c.t.Helper()
	if all := len(contract(c.t).Operations); 2*len(calls)+1 != all {
		c.t.Errorf("%d operations are called in each of two versions, and the contract has %d with log-in", len(calls), all)
	}
	for _, call := range calls {
		visit(call.method, call.path, call.body)
	}
}
