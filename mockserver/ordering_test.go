package mockserver_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// visits is of a list in the way of Spring: names and directions in one value, repeated.
const visits = `
openapi: 3.0.1
info: {title: Visits, version: "1"}
components:
  schemas:
    Visit: {type: object, required: [reason], properties: {id: {type: integer, readOnly: true}, reason: {type: string}, fee: {type: number}, at: {type: string, format: date-time}}}
paths:
  /visits:
    get:
      parameters:
        - {name: sort, in: query, schema: {type: array, items: {type: string}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Visit"}}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Visit"}}}}
      responses: {"201": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Visit"}}}}}
  /visits/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get:
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Visit"}}}}}
    delete:
      responses: {"204": {description: gone}}
`

// clearVisits takes away the records that the mock begins with, and makes four.
func clearVisits(t *testing.T, a *api) {
	t.Helper()
	a.do("GET /visits", "", 200)
	var list []struct{ ID json.Number }
	if err := json.Unmarshal([]byte(a.text), &list); err != nil {
		t.Fatal(err)
	}
	for _, one := range list {
		a.do("DELETE /visits/"+one.ID.String(), "", 204)
	}
	for _, body := range []string{`{"reason":"b","fee":2}`, `{"reason":"a","fee":1}`, `{"reason":"c","fee":2}`, `{"reason":"d","fee":1}`} {
		a.do("POST /visits "+body, "", 201)
	}
}

func (a *api) reasons() string {
	a.t.Helper()
	var list []struct{ Reason string }
	if err := json.Unmarshal([]byte(a.text), &list); err != nil {
		a.t.Fatal(err)
	}
	var out []string
	for _, one := range list {
		out = append(out, one.Reason)
	}
	return strings.Join(out, "")
}

func TestADirectionBehindACommaIsOfTheNamesBeforeIt(t *testing.T) {
	a := serveText(t, visits)
	clearVisits(t, a)
	for query, want := range map[string]string{
		"sort=reason": "abcd", "sort=reason,asc": "abcd", "sort=reason,desc": "dcba", "sort=reason,DESC": "dcba",
		"sort=fee,reason,desc": "cbda", "sort=fee,desc&sort=reason,asc": "bcad", "sort=fee&sort=reason,desc": "dacb",
		"sort=fee&sort=desc": "bcad", "sort=desc": "bacd", "sort=nothing,desc": "bacd", "": "bacd",
	} {
		a.do("GET /visits?"+query, "", 200)
		if got := a.reasons(); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

func TestAListIsInTheOrderThatIsTheDefault(t *testing.T) {
	for schema, want := range map[string]string{
		`{type: string, enum: [reason, -reason], default: -reason}`:                 "dcba",
		`{type: array, items: {type: string}, default: ["fee,desc", "reason,asc"]}`: "bcad",
		`{type: string, default: none}`:                                             "bacd",
	} {
		a := serveText(t, strings.Replace(visits, "{type: array, items: {type: string}}}", schema+"}", 1))
		clearVisits(t, a)
		a.do("GET /visits", "", 200)
		if got := a.reasons(); got != want {
			t.Errorf("%s: %s, want %s", schema, got, want)
		}
	}
	a := serveText(t, strings.Replace(visits, "{type: array, items: {type: string}}}", "{type: string, enum: [reason, -reason], default: -reason}}", 1))
	clearVisits(t, a)
	a.do("GET /visits?sort=reason", "", 200)
	if got := a.reasons(); got != "abcd" {
		t.Errorf("another order than the default is asked for: %s", got)
	}
}

// TestASecondParameterSaysTheDirection asks a list as many are: by one member, and in a
// direction of its own.
func TestASecondParameterSaysTheDirection(t *testing.T) {
	for _, name := range []string{"order", "direction", "sortOrder"} {
		second := `{type: string, enum: [reason, fee]}}
        - {name: ` + name + `, in: query, schema: {type: string, enum: [asc, desc], default: asc}`
		a := serveText(t, strings.Replace(visits, "{type: array, items: {type: string}}}", second+"}", 1))
		clearVisits(t, a)
		for query, want := range map[string]string{
			"": "bacd", "sort=reason": "abcd", "sort=reason&" + name + "=desc": "dcba", name + "=desc&sort=reason": "dcba", "sort=fee&" + name + "=DESC": "",
			"sort=fee&" + name + "=desc": "bcad", name + "=desc": "bacd",
		} {
			if want == "" {
				a.do("GET /visits?"+query, "", 400)
				continue
			}
			a.do("GET /visits?"+query, "", 200)
			if got := a.reasons(); got != want {
				t.Errorf("%s: %s, want %s", query, got, want)
			}
		}
	}
	a := serveText(t, strings.Replace(visits, "{type: array, items: {type: string}}}", `{type: string, enum: [reason, fee], default: reason}}
        - {name: dir, in: query, x-filter: {order: [reason, fee]}, schema: {type: string, enum: [ASC, DESC], default: DESC}}`, 1))
	clearVisits(t, a)
	a.do("GET /visits", "", 200)
	if got := a.reasons(); got != "dcba" {
		t.Errorf("both have a default: %s", got)
	}
}
