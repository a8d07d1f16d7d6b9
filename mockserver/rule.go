package mockserver

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"sync/atomic"

	"github.com/cotalker/rolecall/internal/printable"
	"github.com/cotalker/rolecall/mockserver/internal/state"
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

	number uint64
	delay  Delay
	op     *spec.Operation // nil for any
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

// What a rule holds at most.
const (
	maxRuleTimes  = 1_000_000
	maxRuleAnswer = 1 << 20 // bytes of a body
	maxHeaders    = 50
	maxHeaderText = 4 << 10 // bytes of a value
)

// ruleBook is what the rules of a world mean to its requests.
type ruleBook struct {
	live  atomic.Pointer[[]*Rule] // those that have requests left, in their order; nil for none
	waits atomic.Uint64           // delays that were drawn

	kept state.Rules // under the lock of the world, as all
	all  []*Rule     // what kept says, in its order; never written to
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
	text, err := json.Marshal(r)
	if err != nil {
		return Rule{}, err
	}
	err = w.arrange(func(s *state.Versions) error {
		made, err := s.AddRule(string(text), r.Times)
		r.ID = ruleID(made)
		return err
	})
	return r, err
}

func ruleID(r state.Rule) string { return strconv.FormatUint(r.Number, 10) }

// readRule reads a rule as JSON says it, with the numbers of bodies as they stand.
func readRule(text []byte) (r Rule, err error) {
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	err = in.Decode(&r)
	return r, err
}

// Rules are the rules of the world in the order in which they were made, those
// that have come to their end too.
func (w *World) Rules() []Rule {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := []Rule{}
	for _, r := range w.rules.all {
		out = append(out, *r)
	}
	return out
}

// RemoveRule takes a rule away, and tells whether there was one.
func (w *World) RemoveRule(id string) bool { return w.removeRule(id) == nil }

func (w *World) removeRule(id string) error {
	return w.arrange(func(s *state.Versions) error {
		if !s.RemoveRules(func(r state.Rule) bool { return ruleID(r) == id }) {
			return &unknownError{"the world " + w.name + " has no rule " + printable.Line(id)}
		}
		return nil
	})
}

// ClearRules takes all rules away, as a reset does. It fails with a store alone.
func (w *World) ClearRules() error {
	return w.arrange(func(s *state.Versions) error {
		s.RemoveRules(func(state.Rule) bool { return true })
		return nil
	})
}

// inheritRules takes the rules of a world of another mock that have requests left,
// as far as they mean something here.
func (w *World) inheritRules(from *World) {
	for _, r := range from.Rules() {
		if r.Left == 0 {
			continue
		}
		r.Times = r.Left
		w.AddRule(r) // whose operation may be gone
	}
}

// errSpent says that other requests were first.
var errSpent = errors.New("the rule has no request left")

// takeRule is the first rule that matches a request, which has one less left then;
// nil for none. It fails with a store alone.
func (w *World) takeRule(matches func(*Rule) bool) (*Rule, error) {
	live := w.rules.live.Load()
	if live == nil {
		return nil, nil
	}
	for _, r := range *live {
		if !matches(r) {
			continue
		}
		err := w.arrange(func(s *state.Versions) error {
			if !s.UseRule(r.number) {
				return errSpent
			}
			return nil
		})
		if !errors.Is(err, errSpent) {
			return r, err
		}
	}
	return nil, nil
}

// keep has requests meet other rules than before. The lock is held, that of the
// world.
func (b *ruleBook) keep(s *Server, now state.Rules) {
	if slices.Equal(b.kept.List, now.List) {
		b.kept = now
		return
	}
	var all, live []*Rule
	for _, kept := range now.List {
		r := b.meaning(s, kept)
		if all = append(all, r); r.Left > 0 {
			live = append(live, r)
		}
	}
	b.kept, b.all = now, all
	if live == nil {
		b.live.Store(nil)
		return
	}
	b.live.Store(&live)
}

// meaning is what a rule says, which is read once.
func (b *ruleBook) meaning(s *Server, kept state.Rule) *Rule {
	r := Rule{}
	if at := slices.IndexFunc(b.kept.List, func(k state.Rule) bool { return k.Number == kept.Number && k.Text == kept.Text }); at >= 0 {
		r = *b.all[at]
	} else {
		r, _ = readRule([]byte(kept.Text)) // AddRule wrote it, and looked at it
		s.prepareRule(&r)
	}
	r.number, r.ID, r.Left = kept.Number, ruleID(kept), kept.Left
	return &r
}
