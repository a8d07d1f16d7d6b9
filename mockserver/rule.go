package mockserver

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/cotalker/rolecall/spec"
)

// Rule has the next requests of a world that match it answered otherwise than the
// world would.
type Rule struct {
	ID        string     `json:"id"`                  // given by the mock
	Operation string     `json:"operation,omitempty"` // its operationId, or "METHOD /path"; "" for any
	Persona   string     `json:"persona,omitempty"`   // the name of the persona who asks; "" for anybody
	Body      any        `json:"body,omitempty"`      // what the body holds among other members; nil for any
	Times     int        `json:"times"`               // how many requests it answers: 1 for 0
	Left      int        `json:"left"`                // how many more
	Answer    RuleAnswer `json:"answer"`

	delay Delay
	op    *spec.Operation // nil for any
	size  int             // bytes that it takes
}

// RuleAnswer is what a rule answers with. One that has a delay alone lets the
// request go its usual way after it.
type RuleAnswer struct {
	Status  int               `json:"status,omitempty"`  // from 200 to 599; 0 for that of a granted request
	Example string            `json:"example,omitempty"` // the name of an example of the document
	Body    any               `json:"body,omitempty"`    // JSON; nil for what the document says
	Headers map[string]string `json:"headers,omitempty"`
	Delay   string            `json:"delay,omitempty"` // "200ms", or "50ms..300ms"
	Drop    bool              `json:"drop,omitempty"`  // the connection ends without a reply
}

// replaces tells whether the answer takes the place of the usual one.
func (a *RuleAnswer) replaces() bool {
	return a.Status != 0 || a.Example != "" || a.Body != nil || len(a.Headers) > 0
}

// What the rules of a world hold at most.
const (
	maxRules      = 100
	maxRuleTimes  = 1_000_000
	maxRuleAnswer = 1 << 20 // bytes of a body
	maxHeaders    = 50
	maxHeaderText = 4 << 10 // bytes of a value

	ruleCost = 512 // bytes beside those of its bodies
)

// ruleBook holds the rules of a world, in the order in which they were made.
type ruleBook struct {
	live   atomic.Int32 // rules that have requests left
	mu     sync.Mutex
	rules  []*Rule
	serial int
	waits  atomic.Uint64 // delays that were drawn
}

// AddRule has the next requests that match a rule answered by it. A request's own
// wish comes before; of several rules the one that was made first. The error says
// what of the rule has no meaning in the contract, or that there is no room for it.
func (w *World) AddRule(r Rule) (Rule, error) {
	if err := w.server.prepareRule(&r); err != nil {
		return Rule{}, err
	}
	if err := w.server.checkMemory(w); err != nil {
		return Rule{}, err
	}
	w.server.model.Growth.Written.Add(int64(r.size))
	b := &w.rules
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.rules) >= maxRules {
		b.rules = slices.DeleteFunc(b.rules, func(r *Rule) bool { return r.Left == 0 })
	}
	if len(b.rules) >= maxRules {
		return Rule{}, fmt.Errorf("the world has %d rules that have not come to their end; remove some", maxRules)
	}
	b.serial++
	r.ID = strconv.Itoa(b.serial)
	b.rules = append(b.rules, &r)
	b.live.Add(1)
	return r, nil
}

// Rules are the rules of the world in the order in which they were made, those
// that have come to their end too.
func (w *World) Rules() []Rule {
	w.rules.mu.Lock()
	defer w.rules.mu.Unlock()
	out := []Rule{}
	for _, r := range w.rules.rules {
		out = append(out, *r)
	}
	return out
}

// RemoveRule takes a rule away, and tells whether there was one.
func (w *World) RemoveRule(id string) bool {
	return w.removeRules(func(r *Rule) bool { return r.ID == id })
}

// ClearRules takes all rules away, as a reset does.
func (w *World) ClearRules() { w.removeRules(func(*Rule) bool { return true }) }

func (w *World) removeRules(which func(*Rule) bool) bool {
	removed := w.rules.remove(which)
	if removed {
		w.server.model.Growth.Freed.Store(true)
	}
	return removed
}

// inheritRules takes the rules of a world of another mock that have requests left,
// as far as they mean something here.
func (w *World) inheritRules(from *World) {
	w.ClearRules()
	for _, r := range from.Rules() {
		if r.Left == 0 {
			continue
		}
		r.Times = r.Left
		w.AddRule(r) // whose operation may be gone
	}
}

func (b *ruleBook) remove(which func(*Rule) bool) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := len(b.rules)
	b.rules = slices.DeleteFunc(b.rules, func(r *Rule) bool {
		goes := which(r)
		if goes && r.Left > 0 {
			b.live.Add(-1)
		}
		return goes
	})
	return len(b.rules) < before
}

// take is the first rule that matches a request, which has one less left then.
func (b *ruleBook) take(matches func(*Rule) bool) *Rule {
	for _, r := range b.current() {
		if !matches(r) {
			continue
		}
		b.mu.Lock()
		left := r.Left > 0
		if left {
			if r.Left--; r.Left == 0 {
				b.live.Add(-1)
			}
		}
		b.mu.Unlock()
		if left {
			return r
		}
	}
	return nil
}

// size is how many bytes the rules take.
func (b *ruleBook) size() (bytes int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.rules {
		bytes += int64(r.size)
	}
	return bytes
}

// current are the rules that have requests left. What of them is matched never
// changes.
func (b *ruleBook) current() []*Rule {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(b.rules), func(r *Rule) bool { return r.Left == 0 })
}
