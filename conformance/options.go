package conformance

import (
	"net/http"
	"time"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// DefaultConcurrency is how many requests are in flight at once unless a caller
// says otherwise: enough to ask everything in a minute where each reply takes
// 50 ms.
const DefaultConcurrency = 12

// Options say how a run asks and what counts. The zero value asks everything
// of the embedded contract.
type Options struct {
	Contract    *spec.Contract // nil for the embedded one
	Filter      string         // a Ginkgo label expression; "" for every check
	Concurrency int            // requests in flight at once; 0 for DefaultConcurrency
	Timeout     time.Duration  // of one reply as a whole, its body included; 0 for 10 s
	MaxReply    int64          // bytes of a reply's body, after decompression; 0 for 8 MiB
	MaxHeader   int64          // bytes of a reply's header; 0 for 64 KiB
	Deadline    time.Duration  // of the whole run, cleaning up not included; 0 for 10 minutes
	Wait        time.Duration  // how long to wait for a target that is starting; 0 for not at all
	Retry       int            // how often a check that fails is asked again: what then passes is flaky
	SweepPages  int            // pages of a list that Sweep reads at most; 0 for 1,000
	Header      http.Header    // sent with every request, for gateways
	CAFile      string         // PEM file of the authority that signed the target's certificate
	ReadOnly    bool           // ask nothing that writes
	Fresh       bool           // make all anew: reuse nothing that an earlier run has left
	Strict      bool           // a SHOULD that fails is a violation, not a warning
	FailFast    bool           // stop after the first violation; what is not asked by then is told as such
	Shuffle     int64          // seed of the order of checks; 0 for that of the catalogue
	Waivers     []Waiver       // failures that are accepted for now
	Baseline    *Report        // an earlier report: only failures that it lacks count
	Plan        func(Plan)     // told what the run is about to do, before it asks anything; may be nil
	Progress    func(*Result)  // told each outcome as it falls, one at a time; may be nil
	Now         func() time.Time

	Shard          Shard           // the part of the checks to ask; the zero value for all
	Timings        *Report         // an earlier report, by whose times the shards are balanced; nil for a split by hash
	Implementation *Implementation // what the report calls the server; nil for nothing
	SelfTest       *SelfTest       // what the report tells of the build's own test; nil for nothing
}

func (o Options) withDefaults() (Options, error) {
	if o.Concurrency <= 0 {
		o.Concurrency = DefaultConcurrency
	}
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Deadline <= 0 {
		o.Deadline = 10 * time.Minute
	}
	if o.SweepPages <= 0 {
		o.SweepPages = 1000
	}
	if o.MaxReply <= 0 {
		o.MaxReply = 8 << 20
	}
	if o.MaxHeader <= 0 {
		o.MaxHeader = 64 << 10
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := o.Shard.fit(); err != nil {
		return o, &UsageError{Err: err}
	}
	var err error
	if o.Contract == nil {
		o.Contract, err = spec.Default()
	}
	return o, err
}

// settings are what a session heeds of complete options.
func (o Options) settings() engine.Settings {
	return engine.Settings{
		Limits: wire.Limits{
			Concurrency: o.Concurrency, Timeout: o.Timeout, MaxReply: o.MaxReply, MaxHeader: o.MaxHeader, Header: o.Header, CAFile: o.CAFile,
		},
		Contract: o.Contract, Wait: o.Wait, Retry: o.Retry, ReadOnly: o.ReadOnly, Fresh: o.Fresh, Strict: o.Strict,
		FailFast: o.FailFast, Shuffled: o.Shuffle != 0, ApplyWaivers: o.applyWaivers,
	}
}

// UsageError is a target or an option that no run can begin with: Err.
type UsageError = wire.UsageError
