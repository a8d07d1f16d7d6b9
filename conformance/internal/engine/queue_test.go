package engine

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func TestChecksOfAKindAreAskedApart(t *testing.T) {
	list, err := os.ReadFile("../../testdata/check-ids.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var checks []*Check
	for line := range strings.Lines(string(list)) {
		columns := strings.Split(strings.TrimSpace(line), "\t")
		checks = append(checks, &Check{Topic: Topic(columns[2]), Identity: Identity{ID: columns[0]}})
	}
	places := queue(checks, false)
	for i, place := range slices.Sorted(slices.Values(places)) {
		if i != place {
			t.Fatalf("the check at %d is not asked once", i)
		}
	}
	var topics []Topic
	together := func(order []int) (pairs int) {
		for i, place := range order[1:] {
			if c, before := checks[place], checks[order[i]]; c.Topic == before.Topic && c.kind() == before.kind() {
				pairs++
			}
		}
		return pairs
	}
	for _, place := range places {
		if topic := checks[place].Topic; !slices.Contains(topics, topic) {
			topics = append(topics, topic)
		} else if topics[len(topics)-1] != topic {
			t.Fatalf("%s is asked after %s has begun", topic, topics[len(topics)-1])
		}
	}
	as := queue(checks, true)
	if !slices.IsSorted(as) {
		t.Error("a shuffled list is not asked as it stands")
	}
	if got, listed := together(places), together(as); got > listed/4 {
		t.Errorf("%d checks are asked right after one of their kind, and %d where they stand", got, listed)
	}
}
