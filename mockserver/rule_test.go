package mockserver_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
)

const inW1 = "Rolecall-World: w1"

func TestRulesAnswerTheNextRequests(t *testing.T) {
	c := newClient(t, "v3")
	made := c.control(201, "POST", "/worlds/w1/rules", `{"operation":"GET /v3/users/me","times":2,"answer":{"status":503,"headers":{"Retry-After":"7"}}}`)
	r := c.want(503, "", "TOKEN", "GET", "/users/me", "", inW1)
	c.equal("the header of the rule", r.header.Get("Retry-After"), "7")
	c.want(200, "", "TOKEN", "GET", "/users/me", "") // another world
	c.want(200, "", "TOKEN", "GET", "/users", "", inW1)
	c.want(401, "", "TOKEN", "GET", "/users/me", "", inW1, "Prefer: code=401") // a wish comes before, and takes none
	c.want(503, "", "client", "GET", "/users/me", "", inW1)
	c.want(200, "", "TOKEN", "GET", "/users/me", "", inW1)
	c.equal("left", c.control(200, "GET", "/worlds/w1/rules", "").at("rules.0.left"), 0)
	c.control(204, "DELETE", "/worlds/w1/rules/"+made.at("id").(string), "")
	c.control(404, "DELETE", "/worlds/w1/rules/"+made.at("id").(string), "")

	c.control(201, "POST", "/worlds/w1/rules", `{"persona":"client","answer":{"status":418}}`)
	c.want(200, "", "TOKEN", "GET", "/users/me", "", inW1)
	c.want(418, "", "client", "GET", "/users/me", "", inW1)
	c.want(200, "", "client", "GET", "/users/me", "", inW1)

	c.control(201, "POST", "/worlds/w1/rules", `{"operation":"postV3Users","body":{"name":{"names":"Bo"}},"answer":{"body":{"data":7}}}`)
	user := func(name string) string {
		return fmt.Sprintf(`{"email":"%s@example.com","name":{"names":%q,"lastName":"B"}}`, name, name)
	}
	c.want(201, "", "TOKEN", "POST", "/users", user("Al"), inW1)
	r = c.want(201, "", "TOKEN", "POST", "/users", user("Bo"), inW1)
	c.equal("the body of the rule", r.body, map[string]any{"data": 7})
	c.want(201, "", "TOKEN", "POST", "/users", user("Bo"), inW1) // which was not stored before

	c.control(201, "POST", "/worlds/w1/rules", `{"times":3,"answer":{"status":500}}`)
	c.control(204, "POST", "/worlds/w1/reset", "")
	c.want(200, "", "TOKEN", "GET", "/users/me", "", inW1)
	c.control(201, "POST", "/worlds/w1/rules", `{"times":3,"answer":{"status":500}}`)
	c.control(204, "DELETE", "/worlds/w1/rules", "")
	c.want(200, "", "TOKEN", "GET", "/users/me", "", inW1)
}

func TestRulesDelayAndDrop(t *testing.T) {
	c := newClient(t, "v3")
	c.control(201, "POST", "/worlds/default/rules", `{"answer":{"drop":true}}`)
	if got := c.outcome(); got != "dropped" {
		t.Errorf("the first is %s", got)
	}
	c.control(201, "POST", "/worlds/default/rules", `{"answer":{"delay":"1ms..2ms"}}`)
	c.want(200, "", "TOKEN", "GET", "/users/me", "")
	c.equal("left", c.control(200, "GET", "/worlds/default/rules", "").at("rules.1.left"), 0)
}

func TestRulesThatMeanNothingAreRefused(t *testing.T) {
	c := newClientOf(t, "v1", document(t, "wishes.yaml"))
	for body, why := range map[string]string{
		`{}`:                                    "/answer is missing",
		`{"answer":{"status":99}}`:              "/answer/status",
		`{"answer":{"delay":"soon"}}`:           "is not a time or two",
		`{"answer":{"drop":true,"status":500}}`: "and not both",
		`{"operation":"getBook","answer":{"status":500}}`:                "did you mean getBooks?",
		`{"operation":"GET /books","answer":{"example":"short"}}`:        "it has the codes 200",
		`{"answer":{"example":"short"}}`:                                 "name it",
		`{"answer":{"headers":{"Content-Length":"1"}}}`:                  "written by the mock alone",
		`{"answer":{"headers":{"a b":"1"}}}`:                             "is not a name of a header",
		`{"answer":{"headers":{"a":"1\r\nb: 2"}}}`:                       "not one line",
		`{"times":0,"answer":{"status":500}}`:                            "/times",
		`{"answer":{"status":200,"body":{},"example":"short"}}`:          "not with both",
		`{"answer":{"drop":false}}`:                                      "says nothing",
		`{"nothing":1,"answer":{"status":500}}`:                          "/nothing",
		`{"operation":"postBooks","answer":{"example":"none of these"}}`: "examples of 201: short",
	} {
		if r := c.control(400, "POST", "/worlds/w/rules", body); !strings.Contains(r.text, why) {
			t.Errorf("%s: %s", body, r.text)
		}
	}
	c.control(201, "POST", "/worlds/w/rules", `{"operation":"POST /books","answer":{"example":"taken"}}`)
	r := c.want(409, "", "bootstrap", "POST", "//books", `{"title":"x"}`, "Rolecall-World: w")
	c.equal("the example", r.at("code"), 7)
	w, err := c.mock.World("many")
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if _, err := w.AddRule(mockserver.Rule{Answer: mockserver.RuleAnswer{Status: http.StatusTeapot}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.AddRule(mockserver.Rule{Answer: mockserver.RuleAnswer{Status: http.StatusTeapot}}); err == nil {
		t.Error("there is no end of rules")
	}
}

// TestRulesAreTakenOnce has many requests at once share the requests of a rule.
func TestRulesAreTakenOnce(t *testing.T) {
	c := newClient(t, "v3")
	c.control(201, "POST", "/worlds/default/rules", `{"times":1e1,"answer":{"status":4.18e2}}`)
	got := atOnce(40, func(int) int { return c.do("TOKEN", "GET", "/users/me", "").status })
	if got[418] != 10 || got[200] != 30 {
		t.Errorf("statuses %v", got)
	}
}
