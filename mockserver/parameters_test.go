package mockserver_test

import "testing"

// TestParametersAreReadAsTheirStyleSays sends parameters of every style, right ones
// and near misses.
func TestParametersAreReadAsTheirStyleSays(t *testing.T) {
	a := corpus(t, "tides.yaml")
	const (
		heights = "GET /heights?box=1,2,3,4.5&days=2026-01-01&days=2026-01-02&where=%7B%22from%22:1%7D"
		gauges  = "X-Gauges: 1,2"
	)
	for _, one := range []struct {
		line, header string
		status       int
		says         string
	}{
		{heights, gauges, 200, ""},
		{heights, "X-Gauges: 1, 2", 200, ""},
		{heights, "X-Gauges: 1,2,3,4", 400, "maxItems: got 4, want 3"},
		{heights, "X-Gauges: 1", 400, "minItems: got 1, want 2"},
		{"GET /heights?box=1,2,3&days=2026-01-01&days=2026-01-02&where=%7B%22from%22:1%7D", gauges, 400, "minItems: got 3, want 4"},
		{"GET /heights?box=1,2,3,4&days=2026-01-01&days=2026-01-01&where=%7B%22from%22:1%7D", gauges, 400, "items at 0 and 1 are equal"},
		{"GET /heights?box=1,2,3,4&days=2026-01-01&days=2026-01-02&where=from", gauges, 400, "is not valid JSON"},
		{"GET /heights?box=1,2,3,4&days=2026-01-01&days=2026-01-02&where=%7B%22from%22:0%7D", gauges, 400, "/from minimum"},
		{"GET /heights?box=1,2,3,4&days=2026-01-01&days=2026-01-02", gauges, 400, "where is missing"},
		{heights + "&near=port,Caleta,km,3", gauges, 200, ""},
		{heights + "&near=port,Caleta,km,far", gauges, 400, "/km got string"},
		{heights + "&near=port", gauges, 400, "is not names and values by turns"},
		{heights + "&near=km,3", gauges, 400, "/port is missing"},
		{heights + "&step=5", gauges, 200, ""},
		{heights + "&step=auto", gauges, 200, ""},
		{heights + "&step=4", gauges, 400, "minimum: got 4, want 5"},
		{heights + "&step=often", gauges, 400, "value must be 'auto'"},
		{heights + "&datum=7", gauges, 200, ""},
		{heights + "&datum=true", gauges, 200, ""},
		{heights + "&datum=low", gauges, 400, "is not a valid integer or boolean"},
		{heights + "&raw", gauges, 200, ""},
		{heights + "&raw=yes", gauges, 400, "is not a valid boolean"},
		{heights, gauges + "\nX-Place: lat,1.5,name,Caleta", 200, ""},
		{heights, gauges + "\nX-Place: lat,north", 400, "/lat got string"},

		{"GET /readings?filter[from]=1", "", 200, ""},
		{"GET /readings?filter[from]=1&filter[kinds]=high&filter[kinds]=low", "", 200, ""},
		{"GET /readings?filter[from]=1&filter[kinds][]=low", "", 200, ""},
		{"GET /readings?filter[from]=0", "", 400, "filter[from] minimum"},
		{"GET /readings?filter[to]=4", "", 400, "filter[from] is missing"},
		{"GET /readings?filter[from]=1&filter[kinds]=middling", "", 400, "filter[kinds][0] value must be one of"},
		{"GET /readings?filter[from]=1&filter[depth]=2", "", 400, "filter[depth] is not a member"},
		{"GET /readings?filter=1", "", 400, "its members are sent as filter[member]"},
		{"GET /readings?port=Caleta&limit=5", "", 200, ""},
		{"GET /readings?port=Caleta&port=Ancon", "", 200, ""},
		{"GET /readings?port=a&port=b&port=c&port=d", "", 400, "maxItems: got 4, want 3"},

		{"GET /ports/1,2?from=1&kinds=low", "", 200, ""},
		{"GET /ports/1?from=1", "", 400, "minItems: got 1, want 2"},
		{"GET /ports/1,a?from=1", "", 400, "is not a valid integer"},
		{"GET /ports/1,2?from=x", "", 400, "from got string"},
		{"GET /ports/1,2?to=1", "", 400, "from is missing"},
		{"GET /ports/1,2", "", 400, "span is missing"},
	} {
		if one.says == "" {
			a.do(one.line, one.header, one.status)
		} else {
			a.do(one.line, one.header, one.status, one.says)
		}
	}
}
