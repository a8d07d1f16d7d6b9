package state

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Rule has the next requests of a world answered otherwise. What its text says is
// known to those who made it.
type Rule struct {
	Number uint64 // of those that the world was given
	Left   int    // how many more requests it answers
	Text   string
}

// Rules are those of a world, in the order in which they were made, with those that
// have come to their end.
type Rules struct {
	List  []Rule // never written to
	given uint64 // the number of the last one that there was
}

// What the rules of a world hold at most, and what each costs beside its text.
const (
	maxRules = 100
	ruleCost = 512 // bytes
)

// Size is how many bytes the rules take.
func (r Rules) Size() (bytes int64) {
	for _, one := range r.List {
		bytes += ruleCost + int64(len(one.Text))
	}
	return bytes
}

// AddRule puts a rule for a number of requests behind those that there are. Where
// there is no room, those make it that have come to their end.
func (s *Versions) AddRule(text string, times int) (Rule, error) {
	if len(s.Rules.List) >= maxRules {
		s.RemoveRules(func(r Rule) bool { return r.Left == 0 })
	}
	if len(s.Rules.List) >= maxRules {
		return Rule{}, fmt.Errorf("the world has %d rules that have not come to their end; remove some", maxRules)
	}
	r := Rule{s.Rules.given + 1, times, text}
	s.putRule(r)
	return r, nil
}

func (s *Versions) putRule(r Rule) {
	s.Rules = Rules{append(slices.Clip(s.Rules.List), r), r.Number}
	s.Present.Growth.add(ruleCost + len(r.Text))
	if s.Effects != nil {
		s.Effects.rule(r)
	}
}

// UseRule has a rule answer one request less, and tells whether it had one left.
func (s *Versions) UseRule(number uint64) bool {
	at := slices.IndexFunc(s.Rules.List, func(r Rule) bool { return r.Number == number && r.Left > 0 })
	if at < 0 {
		return false
	}
	s.Rules.List = slices.Clone(s.Rules.List)
	s.Rules.List[at].Left--
	if s.Effects != nil {
		s.Effects.numbered(effectRuleUsed, number)
	}
	return true
}

// RemoveRules takes rules away, and tells whether there was one.
func (s *Versions) RemoveRules(which func(Rule) bool) bool {
	var stay []Rule
	for _, r := range s.Rules.List {
		switch {
		case !which(r):
			stay = append(stay, r)
		case s.Effects != nil:
			s.Effects.numbered(effectRuleGone, r.Number)
		}
	}
	removed := len(stay) < len(s.Rules.List)
	if s.Rules.List = stay; removed {
		s.Present.Growth.Freed.Store(true)
	}
	return removed
}

func (e *Effects) rule(r Rule) {
	e.numbered(effectRule, r.Number)
	e.number(uint64(r.Left))
	e.string(r.Text)
}

// rules writes all rules, and how many there were.
func (s *snapshotWriter) rules(r Rules) {
	for _, one := range r.List {
		s.rule(one)
	}
	if r.given > 0 {
		s.numbered(effectRulesGiven, r.given)
	}
	s.flush()
}

// applyToRules does one effect on the rules of a world, and tells whether it is one.
func (r *effectReader) applyToRules(s *Versions, kind byte) bool {
	switch kind {
	default:
		return false
	case effectRule, effectRuleUsed, effectRuleGone, effectRulesGiven:
		r.kind()
	}
	number := r.number()
	switch kind {
	case effectRule:
		left, text := r.number(), r.string()
		switch {
		case number <= s.Rules.given || left > math.MaxInt32:
			r.fail(errors.New("a rule has a number that it cannot have"))
		case r.err == nil:
			s.putRule(Rule{number, int(left), text})
		}
	case effectRuleUsed:
		if r.err == nil && !s.UseRule(number) {
			r.fail(fmt.Errorf("there is no rule %d with a request left", number))
		}
	case effectRuleGone:
		if r.err == nil && !s.RemoveRules(func(r Rule) bool { return r.Number == number }) {
			r.fail(fmt.Errorf("there is no rule %d", number))
		}
	case effectRulesGiven:
		if number < s.Rules.given {
			r.fail(fmt.Errorf("there were %d rules, and not %d", s.Rules.given, number))
		} else if r.err == nil {
			s.Rules.given = number
		}
	}
	return true
}
