package mockserver_test

import (
	"strings"
	"testing"
)

// TestPagesLeadToEachOther reads in the Link header of numbered pages where the others are.
func TestPagesLeadToEachOther(t *testing.T) {
	text := strings.Replace(visits, `{name: sort, in: query, schema: {type: array, items: {type: string}}}
      responses: {"200": {`, `{name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, default: 10}}
      responses: {"200": {headers: {Link: {schema: {type: string}}}, `, 1)
	a := serveText(t, text)
	a.do("GET /visits?limit=100", "", 200)
	clearVisits(t, a)
	a.do(`POST /visits {"reason":"e"}`, "", 201)
	for query, want := range map[string]string{
		"limit=2":         `</visits?limit=2&page=2>; rel="next", </visits?limit=2&page=3>; rel="last"`,
		"limit=2&page=2":  `</visits?limit=2&page=1>; rel="first", </visits?limit=2&page=1>; rel="prev", </visits?limit=2&page=3>; rel="next", </visits?limit=2&page=3>; rel="last"`,
		"limit=2&page=3":  `</visits?limit=2&page=1>; rel="first", </visits?limit=2&page=2>; rel="prev"`,
		"limit=2&page=10": `</visits?limit=2&page=1>; rel="first", </visits?limit=2&page=3>; rel="prev"`,
		"limit=10":        "",
	} {
		a.do("GET /visits?"+query, "", 200)
		if got := a.last.Header.Get("Link"); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}
