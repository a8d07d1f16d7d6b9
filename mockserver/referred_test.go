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

// TestAPathTakesTheKeyBesideTheID reads roles by their keys, which their path names.
func TestAPathTakesTheKeyBesideTheID(t *testing.T) {
	k := newTickets(t)
	var roles []map[string]any
	if err := json.Unmarshal(k.ask("GET", "/roles", "", nil, 200).Body.Bytes(), &roles); err != nil || len(roles) == 0 {
		t.Fatal(roles, err)
	}
	key := roles[0]["key"].(string)
	if got := decoded(t, k.ask("GET", "/roles/"+key, "", nil, 200)); got["id"] != roles[0]["id"] || key == got["id"] {
		t.Errorf("GET /roles/%s: %v, want %v", key, got, roles[0])
	}
}
