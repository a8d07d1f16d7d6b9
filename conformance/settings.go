package conformance

import (
	"net/http"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// limits are how a target is reached, and what its replies may cost.
type limits struct {
	Concurrency int           // requests in flight at once
	Timeout     time.Duration // of one reply as a whole, its body included
	MaxReply    int64         // bytes of a reply's body, after decompression
	MaxHeader   int64         // bytes of a reply's header
	Header      http.Header   // sent with every request, for gateways
	CAFile      string        // PEM file of the authority that signed the target's certificate
}

// settings are the options that a session heeds, none of them left out.
type settings struct {
	limits
	Contract *spec.Contract
	Wait     time.Duration // how long to wait for a target that is starting
	Retry    int           // how often a check that fails is asked again
	ReadOnly bool          // ask nothing that writes
	Fresh    bool          // make all anew
	Strict   bool          // a SHOULD that fails is a violation
	FailFast bool          // stop after the first violation
	Shuffled bool          // ask in the order of the list
	Excuse   func(*Result) // marks a failure that is accepted
}

// workers is how many checks are in work at once: more than requests, since a
// check may wait for what another makes.
func (o settings) workers() int { return o.Concurrency + o.Concurrency/2 }
