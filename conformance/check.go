package conformance

import (
	"github.com/cotalker/rolecall/conformance/internal/checks"
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// Check is one question to a target. It owns what it writes to and depends on
// no other check. ID never changes for the same contract:
// requirement/operation/name.
type Check = engine.Check

// Catalog lists every check that a contract gives rise to, always in the same
// order.
func Catalog(contract *spec.Contract) []*Check { return checks.Catalog(contract) }

// Topic groups the checks that ask about one side of the contract.
type Topic = engine.Topic

// The topics, in the order in which they are reported.
const (
	Headers        = engine.Headers
	Authentication = engine.Authentication
	Permissions    = engine.Permissions
	Shapes         = engine.Shapes
	State          = engine.State
	Queries        = engine.Queries
	Bodies         = engine.Bodies
	Concurrency    = engine.Concurrency
)

// Topics lists all topics in their order.
func Topics() []Topic { return engine.Topics() }

// Rights is what a caller may do, which is all that a check asks of one: Name,
// Active and Inactive permissions, Disabled, Spread.
type Rights = engine.Rights

// Cell is the place of a check in the permission matrix: Row, Column, Grant.
type Cell = engine.Cell

// Trial is one check being asked of one target.
type Trial = engine.Trial
