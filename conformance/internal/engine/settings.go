package engine

import (
	"time"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// Settings are the options that a session heeds, none of them left out.
type Settings struct {
	wire.Limits
	Contract     *spec.Contract
	Wait         time.Duration // how long to wait for a target that is starting
	Retry        int           // how often a check that fails is asked again
	ReadOnly     bool          // ask nothing that writes
	Fresh        bool          // make all anew
	Strict       bool          // a SHOULD that fails is a violation
	FailFast     bool          // stop after the first violation
	Shuffled     bool          // ask in the order of the list
	ApplyWaivers func(*Result) // marks a failure that is accepted
}

// Workers is how many checks are in work at once: more than requests, since a
// check may wait for what another makes.
func (o Settings) Workers() int { return o.Concurrency + o.Concurrency/2 }
