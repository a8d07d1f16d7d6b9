package engine

import (
	"context"
	"encoding/json"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// Holding is how many records of a collection a target held before the run.
type Holding struct {
	Collection string `json:"collection"`
	Records    int64  `json:"records"`
}

// CountHoldings counts what the target holds, as far as it offers to count: by one
// short page of each list, as bootstrap.
func (s *Session) CountHoldings(ctx context.Context) []Holding {
	out := []Holding{}
	seen := map[*spec.Resource]bool{}
	for _, f := range s.Families {
		if s.Callers.Bootstrap == nil || f.List == nil || seen[f.Resource] || !s.Declares(f.List.Features) {
			continue
		}
		count := f.Paging(spec.Count)
		if count == nil || !s.Declares(count.Features) {
			continue
		}
		options := []wire.Option{wire.Query(count.Name, "true")}
		if limit := f.Paging(spec.Limit); limit != nil && s.Declares(limit.Features) {
			options = append(options, wire.Query(limit.Name, "1"))
		}
		x, err := s.Send(ctx, SetUpID, f.List, s.Callers.Bootstrap, options...)
		if err != nil || !x.Success() {
			continue // what is wrong with it, checks tell
		}
		number, _ := x.At(count.Filter.At...).(json.Number)
		if n, err := number.Int64(); err == nil && n >= 0 {
			seen[f.Resource] = true
			out = append(out, Holding{Collection: f.Resource.Collection, Records: n})
		}
	}
	return out
}
