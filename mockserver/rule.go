package mockserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/cotalker/rolecall/internal/journal"
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
// what of the rule has no meaning in the contract.
func (w *World) AddRule(r Rule) (Rule, error) {
	if err := w.server.prepareRule(&r); err != nil {
		return Rule{}, err
	}
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
	return w.rules.remove(func(r *Rule) bool { return r.ID == id })
}

// ClearRules takes all rules away, as a reset does.
func (w *World) ClearRules() { w.rules.remove(func(*Rule) bool { return true }) }

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

// current are the rules that have requests left. What of them is matched never
// changes.
func (b *ruleBook) current() []*Rule {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(b.rules), func(r *Rule) bool { return r.Left == 0 })
}

// prepareRule looks at a rule, and finds what it names.
func (s *Server) prepareRule(r *Rule) (err error) {
	if r.Times == 0 {
		r.Times = 1
	}
	if r.Times < 0 || r.Times > maxRuleTimes {
		return fmt.Errorf("a rule answers 1 to %d requests, and not %d", maxRuleTimes, r.Times)
	}
	r.Left = r.Times
	if r.Operation != "" {
		if r.op, err = journal.OperationCalled(s.contract, r.Operation); err != nil {
			return err
		}
	}
	a := &r.Answer
	if a.Delay != "" {
		if r.delay, err = ParseDelay(a.Delay); err != nil {
			return err
		}
	}
	switch {
	case !a.replaces() && a.Delay == "" && !a.Drop:
		return fmt.Errorf("the rule says nothing of the answer; give it a status, an example, a body, headers, a delay or drop")
	case a.Drop && a.replaces():
		return fmt.Errorf("a rule drops the connection or answers, and not both")
	case a.Status != 0 && !isFinal(a.Status):
		return fmt.Errorf("%d is not a status from 200 to 599", a.Status)
	case a.Body != nil && a.Example != "":
		return fmt.Errorf("a rule answers with a body or with an example, and not with both")
	case a.Example != "" && r.op == nil:
		return fmt.Errorf("an example is that of an operation; name it")
	case a.Example != "":
		e := &endpoint{Operation: r.op}
		if declared := e.declared(a.Status, a.Example); declared == nil || !hasExample(declared, a.Example) {
			return fmt.Errorf("there is no such example %q of %s; %s", printable(a.Example), r.op.ID, e.wishes())
		}
	}
	if text, err := json.Marshal(a.Body); err != nil || len(text) > maxRuleAnswer {
		return fmt.Errorf("the body of a rule is JSON of %d bytes at most", maxRuleAnswer)
	}
	return checkHeaders(a.Headers)
}

// framing are the headers that say how a reply is sent, which the mock alone does.
var framing = []string{"Connection", "Content-Length", "Keep-Alive", "Te", "Trailer", "Transfer-Encoding", "Upgrade"}

func checkHeaders(headers map[string]string) error {
	if len(headers) > maxHeaders {
		return fmt.Errorf("a rule has %d headers at most", maxHeaders)
	}
	for name, value := range headers {
		switch {
		case name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r) }):
			return fmt.Errorf("%q is not a name of a header", printable(name))
		case slices.Contains(framing, http.CanonicalHeaderKey(name)):
			return fmt.Errorf("the header %s is written by the mock alone", name)
		case len(value) > maxHeaderText || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }):
			return fmt.Errorf("the value of the header %s is not one line of %d bytes at most", name, maxHeaderText)
		}
	}
	return nil
}
