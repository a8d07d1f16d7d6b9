package spec_test

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

func tides(t testing.TB) *spec.Contract {
	t.Helper()
	const file = "../internal/corpus/testdata/tides.yaml"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := spec.Load(file, text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestParametersAreWrittenAsTheyAreRead writes values in the style of each kind of
// parameter.
func TestParametersAreWrittenAsTheyAreRead(t *testing.T) {
	for _, op := range tides(t).Operations {
		for _, p := range append(append(append([]*spec.Parameter{}, op.Query...), op.Headers...), op.PathKeys...) {
			values, want := map[string]any{
				"filter": map[string]any{"from": 1, "kinds": []any{"high", "low"}},
				"span":   map[string]any{"from": 2},
				"where":  map[string]any{"from": 3},
				"near":   map[string]any{"port": "Ancón", "km": 4},
				"box":    []any{1, 2, 3, 4.5}, "days": []any{"2026-01-01", "2026-01-02"},
				"port": []any{"a", "b"}, "limit": 7, "step": "auto", "datum": true, "raw": false,
				"X-Gauges": []any{1, 2}, "X-Place": map[string]any{"lat": 1.5}, "ids": []any{1, 2}, "id": "a",
			}, map[string]string{
				"filter": "filter[from] 1 filter[kinds] high filter[kinds] low", "span": "from 2",
				"where": `{"from":3}`, "near": "near km,4,port,Ancón", "box": "1,2,3,4.5", "days": "2026-01-01 2026-01-02",
				"port": "a b", "limit": "7", "step": "auto", "datum": "true", "raw": "false", "X-Gauges": "1,2", "X-Place": "lat,1.5", "ids": "1,2", "id": "a",
			}
			texts := p.Texts(values[p.Name])
			if got := strings.Join(texts, " "); got != want[p.Name] {
				t.Errorf("%s is written %s, want %s", p.Name, got, want[p.Name])
			}
			if _, wrong := p.Parse(texts); len(wrong) > 0 || !p.Accepts(texts) {
				t.Errorf("%s: %q is not accepted: %v", p.Name, texts, wrong)
			}
			if !p.Open {
				continue
			}
			query := url.Values{}
			for i := 0; i+1 < len(texts); i += 2 {
				query.Add(texts[i], texts[i+1])
			}
			if given, wrong := p.Object(query); !given || len(wrong) > 0 {
				t.Errorf("%s: %v is not read: %v", p.Name, query, wrong)
			}
		}
	}
}

// FuzzParameters reads any query and any text: what is accepted has no violation.
func FuzzParameters(f *testing.F) {
	for _, query := range []string{
		"filter[from]=1&filter[kinds][]=low", "filter[[[]=", "filter[from][from]=1", "box=1,2,3,4&where=%7B%22from%22:1%7D", "near=a", "near=port,a,km",
		"port=a&port=b", "step=05", "datum=-", "raw", "from=1&kinds=x&kinds[0]=y", "filter=%7B%22from%22:1e400%7D", "ids=1," + strings.Repeat(",", 50),
	} {
		f.Add(query)
	}
	c := tides(f)
	f.Fuzz(func(t *testing.T, text string) {
		query, _ := url.ParseQuery(text)
		for _, op := range c.Operations {
			for _, p := range append(append(append([]*spec.Parameter{}, op.Query...), op.Headers...), op.PathKeys...) {
				for _, texts := range [][]string{query[p.Name], {text}} {
					if _, wrong := p.Parse(texts); p.Accepts(texts) != (len(wrong) == 0) {
						t.Fatalf("%s: %q: accepted is %v, and its violations are %v", p.Name, texts, p.Accepts(texts), wrong)
					}
				}
				if p.Open {
					p.Object(query)
				}
			}
		}
	})
}
