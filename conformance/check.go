package conformance

import (
	"slices"
	"strings"
	"sync"
	"time"

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

func (r Rights) key() string {
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
	ID          string // never changes for the same contract: requirement/operation/name
	Topic       Topic
	Requirement *spec.Requirement
	Level       spec.Level // SHOULD where a reading is tested, else that of the requirement
	Title       string     // what must be so, in a line
	Operation   *spec.Operation
	Features    []string // that the target must declare
	Needs       []Rights // callers it asks as, beside bootstrap
	Alone       bool     // needs no persona at all, not even bootstrap
	Writes      bool     // sends requests that could write
	Users       int      // how many it makes for good, beside those it borrows
	Cell        *Cell    // nil outside the matrix

	Rule  string                   // what it is written under: a requirement's id, "" for what only the document says
	Name  string                   // tells it from others of its rule and operation
	Run   func(*Trial)             // asks the target
	Watch func(*Exchange) *Problem // sees every exchange with the operation, whoever asked
	Heard bool                     // decides at the end whether every request of the operation got a reply
	Stale bool                     // looks for reads that show an older state than one seen before
}

// readOnlyLabel is on the checks that write nothing.
const readOnlyLabel = "read-only"

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
		labels = append(labels, readOnlyLabel)
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
	Exchange *Evidence // of the exchange that showed it, nil for none

	cause cause           // why it may not be what it seems, "" for none
	op    *spec.Operation // that gave no reply, where there is a cause
	at    time.Time       // when that was clear
}

// Catalog lists every check that a contract gives rise to, always in the same
// order.
func Catalog(contract *spec.Contract) []*Check {
	b := &builder{contract: contract, families: families(contract)}
	for _, part := range []struct {
		name string
		list func()
	}{
		{"headers", b.headers},
		{"routes", b.routes},
		{"mediaTypes", b.mediaTypes},
		{"authentication", b.authentication},
		{"tokens", b.tokens},
		{"login", b.login},
		{"matrix", b.matrix},
		{"denials", b.denials},
		{"freshRights", b.freshRights},
		{"disabling", b.disabling},
		{"loginRights", b.loginRights},
		{"detours", b.detours},
		{"watches", b.watches},
		{"creation", b.creation},
		{"letters", b.letters},
		{"changes", b.changes},
		{"texts", b.texts},
		{"stamps", b.stamps},
		{"stampTimes", b.stampTimes},
		{"spellings", b.spellings},
		{"uniqueness", b.uniqueness},
		{"references", b.references},
		{"enabling", b.enabling},
		{"bulk", b.bulk},
		{"filters", b.filters},
		{"paging", b.paging},
		{"queryErrors", b.queryErrors},
		{"bodies", b.bodies},
		{"injections", b.injections},
		{"brokenLetters", b.brokenLetters},
		{"order", b.order},
		{"concurrency", b.concurrency},
		{"crossings", b.crossings},
		{"withdrawals", b.withdrawals},
	} {
		if err := guarded(part.list); err != nil {
			b.unlisted(part.name, err)
		}
	}
	return b.checks
}

// unlisted is a check in the place of those that a contract kept from being
// listed: they are not passed over.
func (b *builder) unlisted(part string, err error) {
	b.add(Check{
		Topic: State, Rule: "", Name: "catalogue/" + part,
		Alone: true,
		Title: "the checks of " + part + " are listed for this contract",
		Run: func(t *Trial) {
			t.broken("the checks of %s could not be listed: %v", part, err)
		},
	})
}

// ownRule is the requirement of what a document says of an operation that no
// sentence of the requirements is about.
const ownRule = "OWN"

// builder collects the checks of a contract.
type builder struct {
	contract *spec.Contract
	families []*family
	mu       sync.Mutex
	looks    []Rights // what lookalikes made
	all      []string // what everything made
	crowded  bool     // the matrix would have more cells than a run can ask
	checks   []*Check
}

// requirement finds the requirement of a check. What a requirement of a feature
// says of the operations of another contract, which has no such feature, is what
// the document itself says of them. An id that stands nowhere is a slip in a
// check, which must not pass for a rule: no catalogue is built with it.
func (b *builder) requirement(id string, c *Check) *spec.Requirement {
	own := &spec.Requirement{ID: ownRule, Level: spec.MUST, Text: "The operation keeps what the document says of it; no requirement speaks of it in a sentence."}
	if id == "" || id == ownRule {
		return own
	}
	found := b.contract.Requirement(id)
	switch {
	case found == nil:
		panic("conformance: a check names the requirement " + id + ", which spec/requirements.yaml does not have; mend the id, or add the requirement")
	case found.Feature != "" && !slices.Contains(b.contract.Features, found.Feature):
		if c.Level == "" {
			c.Level = found.Level
		}
		return own
	}
	return found
}

// add completes a check with what follows from its rule and operation:
// requirement, id, level and features. The name tells it from others of the
// same two.
func (b *builder) add(c Check) *Check {
	c.Requirement = b.requirement(c.Rule, &c)
	c.ID = c.Requirement.ID
	if c.Operation != nil {
		c.ID += "/" + c.Operation.ID
	}
	c.ID += "/" + c.Name
	if c.Level == "" {
		c.Level = c.Requirement.Level
	}
	features := c.Features
	c.Features = nil
	if c.Operation != nil {
		features = append(slices.Clone(c.Operation.Features), features...)
	}
	for _, feature := range append(features, c.Requirement.Feature) {
		if feature != "" && !slices.Contains(c.Features, feature) {
			c.Features = append(c.Features, feature)
		}
	}
	b.checks = append(b.checks, &c)
	return &c
}
