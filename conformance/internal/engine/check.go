package engine

import (
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// Topic groups the checks that ask about one side of the contract.
type Topic string

// The topics, in the order in which they are reported.
const (
	Headers        Topic = "headers"
	Authentication Topic = "authentication"
	Permissions    Topic = "permissions"
	Shapes         Topic = "shapes"
	State          Topic = "state"
	Queries        Topic = "queries"
	Bodies         Topic = "bodies"
	Concurrency    Topic = "concurrency"
)

// Topics lists all topics in their order.
func Topics() []Topic {
	return []Topic{Headers, Authentication, Permissions, Shapes, State, Queries, Bodies, Concurrency}
}

// Rights is what a caller may do, which is all that a check asks of one.
type Rights struct {
	Name     string   // in the names of checks: "none", a permission, "disabled"
	Active   []string // permissions of active roles
	Inactive []string // permissions of inactive ones
	Disabled bool     // whether the caller's user is disabled
	Spread   bool     // each permission comes from a role of its own, after one that grants nothing
}

// Key is the same text for the same rights, whatever their name and order.
func (r Rights) Key() string {
	active, inactive := slices.Sorted(slices.Values(r.Active)), slices.Sorted(slices.Values(r.Inactive))
	key := strings.Join(active, ",") + "|" + strings.Join(inactive, ",")
	if r.Disabled {
		key += "|disabled"
	}
	if r.Spread {
		key += "|spread"
	}
	return key
}

// Cell is the place of a check in the permission matrix.
type Cell struct {
	Row    string // the operation, and the member where it is about one
	Column string // the rights
	Grant  bool   // what the contract says
}

// Check is one question to a target. It owns what it writes to and depends on
// no other check.
type Check struct {
	Topic     Topic
	Rule      string          // what it is written under: a requirement's id, "" for what only the document says
	Operation *spec.Operation // nil where it is about none
	Name      string          // tells it from others of its rule and operation
	Level     spec.Level      // SHOULD where a reading is tested, else that of the requirement
	Title     string          // what must be so, in a line
	Cell      *Cell           // nil outside the matrix
	Writes    bool            // sends requests that could write
	Needs
	Run func(*Trial) // asks the target
	Watch
	Identity
}

// Needs is what a check wants of a target before it can be asked.
type Needs struct {
	Features []string // that the target must declare
	Callers  []Rights // that it asks as, beside bootstrap
	Alone    bool     // no persona at all, not even bootstrap
	Makes    int      // records that it makes for good, beside those that it acquires
}

// Watch is what a check decides by requests of others too.
type Watch struct {
	Invariant  func(*wire.Exchange) *Problem // sees every exchange with the operation, whoever asked
	EveryReply bool                          // decides at the end whether every request of the operation got a reply
	Stale      bool                          // looks for reads that show an older state than one seen before
}

// Identity is what the catalogue works out of a check's rule, operation and name.
type Identity struct {
	ID          string // never changes for the same contract: requirement/operation/name
	Requirement *spec.Requirement
}

// ReadOnlyLabel is on the checks that write nothing.
const ReadOnlyLabel = "read-only"

// Labels are what a filter can choose checks by: topic, level, requirement,
// operation, version and features.
func (c *Check) Labels() []string {
	labels := []string{string(c.Topic), string(c.Level), c.Requirement.ID}
	if c.Operation != nil {
		labels = append(labels, c.Operation.ID)
	}
	for _, feature := range c.Features {
		if !slices.Contains(labels, feature) {
			labels = append(labels, feature)
		}
	}
	if !c.Writes {
		labels = append(labels, ReadOnlyLabel)
	}
	return labels
}

// Request is the operation that the check is about, as method and path.
func (c *Check) Request() string {
	if c.Operation == nil {
		return "any path"
	}
	return c.Operation.Method + " " + c.Operation.Path
}

// Problem is one way in which a target broke a requirement.
type Problem struct {
	Expected string
	Got      string
	Exchange *wire.Evidence // of the exchange that showed it, nil for none

	cause cause           // why it may not be what it seems, "" for none
	op    *spec.Operation // that gave no reply, where there is a cause
	at    time.Time       // when that was clear
}

// OwnRule is the requirement of what a document says of an operation that no
// sentence of the requirements is about.
const OwnRule = "OWN"
