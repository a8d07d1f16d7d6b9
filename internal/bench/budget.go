package main

import "fmt"

// budget is the bound that a figure must keep. The zero budget binds nothing.
type budget struct {
	AtLeast float64 `json:"atLeast,omitempty"`
	AtMost  float64 `json:"atMost,omitempty"`
}

// verdict is how a figure stands to its budget.
func (b budget) verdict(figure float64) string {
	switch {
	case b == budget{}:
		return ""
	case b.AtLeast != 0 && figure < b.AtLeast, b.AtMost != 0 && figure > b.AtMost:
		return missed
	}
	return "ok"
}

// missed is the verdict that --gate looks for.
const missed = "SHORT"

func (b budget) String() string {
	switch {
	case b.AtLeast != 0:
		return fmt.Sprintf("≥ %v", b.AtLeast)
	case b.AtMost != 0:
		return fmt.Sprintf("≤ %v", b.AtMost)
	}
	return ""
}

// The budgets, as multiples of bare net/http in the same rounds: how many
// requests a second at least, and how much processor time at most.
var (
	rateBudget = map[kind]budget{read: {AtLeast: 0.90}, list: {AtLeast: 0.90}, write: {AtLeast: 0.60}}
	costBudget = map[kind]budget{read: {AtMost: 1.15}, list: {AtMost: 1.15}, write: {AtMost: 1.7}}
)

// The other budgets.
var (
	startBudget    = budget{AtMost: 25}       // milliseconds more than bare
	residentBudget = budget{AtMost: 24}       // MB with the seed world
	binaryBudget   = budget{AtMost: 24}       // MB, with the console and the engines of --store
	loadBudget     = budget{AtMost: 15}       // seconds for the largest world
	userBudget     = budget{AtMost: 1024}     // bytes
	scaleBudget    = budget{AtLeast: 0.80}    // of the same figure at the smallest size
	nearBudget     = budget{AtMost: 3}        // seconds for the suite on loopback
	farBudget      = budget{AtMost: 60}       // seconds for the suite with slow replies
	peopleBudget   = budget{AtLeast: 250_000} // users a second
	peerReads      = budget{AtLeast: 4}       // times a peer's requests a second
	peerWrites     = budget{AtLeast: 3}
	prismBudget    = budget{AtLeast: 10}
	fileBudget     = budget{AtLeast: 0.5} // creates a second with a file, of those without a store
	replicaBudget  = budget{AtLeast: 0.6} // reads a second of three mocks, of those of one
	snapshotBudget = budget{AtMost: 2}    // seconds until the first reply, with 100,000 users in the store
)
