package mockserver_test

import (
	"encoding/json"
	"testing"
)

// TestRecordsNameThoseOfAListThatNobodyWrites reads tickets at the start: each stands in
// a queue that the list of queues shows.
func TestRecordsNameThoseOfAListThatNobodyWrites(t *testing.T) {
	k := newTickets(t)
	list := func(path string) (out []map[string]any) {
		if err := json.Unmarshal(k.ask("GET", path, "", nil, 200).Body.Bytes(), &out); err != nil || len(out) == 0 {
			t.Fatalf("GET %s: %v, %v", path, out, err)
		}
		return out
	}
	known := map[any]bool{}
	for _, queue := range list("/queues") {
		known[queue["id"]] = true
	}
	for _, ticket := range list("/tickets") {
		if ticket["queueId"] != nil && !known[ticket["queueId"]] {
			t.Errorf("the ticket %v is in no queue that is listed", ticket)
		}
	}
}
