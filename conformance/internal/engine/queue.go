package engine

import (
	"cmp"
	"slices"
	"strings"
)

// queue is the order in which checks are asked, as places in the list: topic by
// topic, and within one those of a kind far from each other. They wait for the
// same callers and records, and all workers at once would wait with them. A list
// that is shuffled is asked as it stands.
func queue(checks []*Check, shuffled bool) []int {
	type kind struct {
		topic Topic
		name  string
	}
	kinds, topics := map[kind]int{}, map[Topic]int{}
	of := func(c *Check) kind { return kind{c.Topic, c.kind()} }
	for _, c := range checks {
		kinds[of(c)]++
		if _, known := topics[c.Topic]; !known {
			topics[c.Topic] = len(topics)
		}
	}
	places, share := make([]int, len(checks)), make([]float64, len(checks))
	asked := map[kind]int{}
	for i, c := range checks {
		k := of(c)
		places[i], share[i] = i, (float64(asked[k])+0.5)/float64(kinds[k])
		asked[k]++
	}
	if shuffled {
		return places
	}
	slices.SortStableFunc(places, func(a, b int) int {
		return cmp.Or(cmp.Compare(topics[checks[a].Topic], topics[checks[b].Topic]), cmp.Compare(share[a], share[b]))
	})
	return places
}

// kind is the requirement and the first part of the name, which checks of
// several operations have in common.
func (c *Check) kind() string {
	parts := strings.Split(c.ID, "/")
	return parts[0] + "/" + parts[min(2, len(parts)-1)]
}
