package mockserver

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/internal/decimal"
)

// Delay is how long replies are kept back: a time between the two, the same ones
// in the same order for the same seed.
type Delay struct{ From, To time.Duration }

// at is the time at a place between the two: 0 for the first, 1 for the second.
func (d Delay) at(place float64) time.Duration {
	return d.From + time.Duration(place*float64(d.To-d.From))
}

// ParseDelay reads "200ms" or "50ms..300ms". A delay lasts 30 s at most.
func ParseDelay(text string) (Delay, error) {
	from, to, isRange := strings.Cut(text, "..")
	if !isRange {
		to = from
	}
	var d Delay
	var err, err2 error
	d.From, err = time.ParseDuration(from)
	d.To, err2 = time.ParseDuration(to)
	switch {
	case err != nil || err2 != nil:
		return d, fmt.Errorf("the delay %q is not a time or two, such as 200ms or 50ms..300ms", text)
	case d.From < 0 || d.To < d.From || d.To > maxWait:
		return d, fmt.Errorf("the delay %q is not from a time to a longer one, of %s at most", text, maxWait)
	}
	return d, nil
}

// Fault is what goes wrong with a share of the requests.
type Fault struct {
	Share  float64 // of all requests, from 0 to 1
	Status int     // of the reply, 0 for a connection that breaks off
	Cut    bool    // half of the reply's body is sent before the connection breaks off; else nothing is
}

// String is the fault as ParseFaults reads it.
func (f Fault) String() string {
	what := "drop"
	switch {
	case f.Status != 0:
		what = strconv.Itoa(f.Status)
	case f.Cut:
		what = "truncate"
	}
	return strconv.FormatFloat(f.Share*100, 'g', 6, 64) + "%:" + what
}

// ParseFaults reads "5%:503,1%:drop,1%:truncate".
func ParseFaults(text string) ([]Fault, error) {
	var out []Fault
	all := 0.0
	for part := range strings.SplitSeq(text, ",") {
		share, what, _ := strings.Cut(strings.TrimSpace(part), ":")
		number, isShare := strings.CutSuffix(share, "%")
		percent, is := decimal.Parse(number)
		if !is || !isShare || percent > 100 {
			return nil, fmt.Errorf("the fault %q has no share from 0%% to 100%%; write 5%%:503, 1%%:drop or 1%%:truncate", part)
		}
		f := Fault{Share: percent / 100}
		switch what {
		case "drop":
		case "truncate":
			f.Cut = true
		default:
			var err error
			if f.Status, err = strconv.Atoi(what); err != nil || f.Status < 400 || f.Status > 599 {
				return nil, fmt.Errorf("the fault %q is none of a status from 400 to 599, drop and truncate", part)
			}
		}
		if all += percent; all > 100 {
			return nil, fmt.Errorf("the faults %q have more than 100%% together", text)
		}
		out = append(out, f)
	}
	return out, nil
}

// disturbance is what every request of the contract meets, for a mock that is as
// slow and as faulty as a network can be.
type disturbance struct {
	delay  Delay
	faults []Fault
	seed   uint64
	count  atomic.Uint64 // of requests so far
}

// WithDelay keeps replies of the contract's operations back.
func WithDelay(d Delay) Option { return func(s *Server) { s.disturbed().delay = d } }

// WithFaults has requests of the contract's operations go wrong: which ones is
// decided by the seed and by how many came before.
func WithFaults(seed uint64, faults ...Fault) Option {
	return func(s *Server) { s.disturbed().seed, s.disturbed().faults = seed, faults }
}

func (s *Server) disturbed() *disturbance {
	if s.disturbance == nil {
		s.disturbance = &disturbance{}
	}
	return s.disturbance
}

// draw is what the next request meets.
func (d *disturbance) draw() (time.Duration, *Fault) {
	number := 2 * d.count.Add(1)
	wait := d.delay.at(share(d.seed, number))
	chance := share(d.seed, number+1)
	for i := range d.faults {
		if chance -= d.faults[i].Share; chance < 0 {
			return wait, &d.faults[i]
		}
	}
	return wait, nil
}

// share is a number from 0 to 1 that a seed has at a place: that of SplitMix64.
func share(seed, place uint64) float64 {
	z := (seed + place) * 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return float64((z^z>>31)>>11) / math.Exp2(53)
}

// disturb keeps a request waiting, or has it go wrong. It tells whether that was
// the answer.
func (x *exchange) disturb() (refused *refusal, answered bool) {
	wait, fault := x.server.disturbance.draw()
	if !x.waits && !x.wait(wait) {
		return nil, true
	}
	if fault == nil {
		return nil, false
	}
	x.fault = fault.String()
	switch {
	case fault.Status != 0:
		return x.givenRefusal(fault.Status, x.endpoint.Reply(fault.Status), "the fault "+x.fault), false
	case fault.Cut:
		x.truncate()
		return nil, false
	}
	x.drop()
	return nil, true
}
