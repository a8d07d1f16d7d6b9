package conformance

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/cotalker/rolecall/spec"
)

// Select are the checks that a Ginkgo label expression chooses, all for "". A
// word that is no label of any of them is a [*UsageError] with the nearest one.
func Select(checks []*Check, filter string) ([]*Check, error) {
	return choose(checks, filter, nil)
}

// Choose are the checks of a contract that a Ginkgo label expression chooses,
// in the order of the catalogue. What the contract has a word for and no check,
// chooses none; any other word is a [*UsageError] with the nearest label.
func Choose(contract *spec.Contract, filter string) ([]*Check, error) {
	return choose(Catalog(contract), filter, contract)
}

func choose(checks []*Check, filter string, contract *spec.Contract) ([]*Check, error) {
	matches, err := labelFilter(filter)
	if err != nil {
		return nil, &UsageError{Err: fmt.Errorf("the filter %q is not a label expression: %w; write one like \"permissions && !SHOULD\"", filter, err)}
	}
	known := labelsOf(checks, contract)
	for _, word := range filterWords(filter) {
		if !known.has(word) {
			return nil, &UsageError{Err: fmt.Errorf("the filter %q asks for %q, and no check has that label; %s", filter, word, known.suggestion(word))}
		}
	}
	return slices.DeleteFunc(slices.Clone(checks), func(c *Check) bool { return !matches(c.Labels()) }), nil
}

// selection is what a run asks of all there is.
type selection struct {
	all    []*Check       // the catalogue
	chosen []*Check       // by the filter, in the order in which they are reported
	checks []*Check       // of those, the ones of the shard
	places map[*Check]int // of what is chosen
}

// selection chooses by filter, seed and shard.
func (o Options) selection() (selection, error) {
	all := Catalog(o.Contract)
	chosen, err := choose(all, o.Filter, o.Contract)
	if err != nil {
		return selection{}, err
	}
	if o.Shuffle != 0 {
		random := rand.New(rand.NewPCG(uint64(o.Shuffle), 0))
		random.Shuffle(len(chosen), func(i, j int) { chosen[i], chosen[j] = chosen[j], chosen[i] })
	}
	s := selection{all: all, chosen: chosen, checks: o.Shard.Of(chosen, o.Timings), places: make(map[*Check]int, len(chosen))}
	for i, c := range chosen {
		s.places[c] = i
	}
	return s, nil
}

func (s selection) population() Population {
	return Population{Chosen: len(s.chosen), All: len(s.all)}
}

// nothing is why no check is asked.
func (s selection) nothing() string {
	if len(s.chosen) > 0 {
		return "" // they are in the other shards
	}
	return "the filter selects no check"
}
