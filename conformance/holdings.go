package conformance

import (
	"context"
	"encoding/json"

	"github.com/cotalker/rolecall/spec"
)

// Holding is how many records of a collection a target held before the run.
type Holding struct {
	Collection string `json:"collection"`
	Records    int64  `json:"records"`
}

// holdings counts what the target holds, as far as it offers to count: by one
// short page of each list, as bootstrap.
func (s *session) holdings(ctx context.Context) []Holding {
	out := []Holding{}
	seen := map[*spec.Resource]bool{}
	for _, f := range s.families {
		if s.bootstrap == nil || f.list == nil || seen[f.resource] || !s.declares(f.list.Features) {
			continue
		}
		count := f.paging(spec.Count)
		if count == nil || !s.declares(count.Features) {
			continue
		}
		options := []option{query(count.Name, "true")}
		if limit := f.paging(spec.Limit); limit != nil && s.declares(limit.Features) {
			options = append(options, query(limit.Name, "1"))
		}
		x, err := s.ask(ctx, setUpID, f.list, s.bootstrap, options...)
		if err != nil || !x.success() {
			continue // what is wrong with it, checks tell
		}
		number, _ := x.at(count.Filter.At...).(json.Number)
		if n, err := number.Int64(); err == nil && n >= 0 {
			seen[f.resource] = true
			out = append(out, Holding{Collection: f.resource.Collection, Records: n})
		}
	}
	return out
}
