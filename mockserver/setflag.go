package mockserver

import (
	"encoding/json"
	"strconv"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// countSet changes the member that counts how often a flag is set, where it is not
// as it will be.
func (x *exchange) countSet(old *state.Record, changes map[string]any) {
	a := x.endpoint.Action
	if a.Count == "" {
		return
	}
	for name, value := range a.Set {
		on, isFlag := value.(bool)
		if !isFlag {
			continue
		}
		count := old.Whole(a.Count)
		switch {
		case old.Raw(name) == string(jsonvalue.Append(nil, value)):
		case on:
			count++
		case count > 0:
			count--
		}
		changes[a.Count] = json.Number(strconv.FormatInt(count, 10))
	}
}
