package conformance

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Shard is one of N parts that a run is split into, from 1; the zero value is
// all of it. Checks that look at the exchanges of others are in every part.
type Shard struct {
	I int `json:"i"`
	N int `json:"n"`
}

// maxShards keeps a slip of the pen from leaving nearly every part empty.
const maxShards = 1000

// ParseShard reads I/N.
func ParseShard(text string) (Shard, error) {
	before, after, found := strings.Cut(text, "/")
	i, wrong := strconv.Atoi(before)
	n, wrongToo := strconv.Atoi(after)
	s := Shard{I: i, N: n}
	if !found || wrong != nil || wrongToo != nil || n == 0 {
		return Shard{}, fmt.Errorf("%q is not a shard; write the part and the number of parts, such as 2/4", text)
	}
	return s, s.fit()
}

func (s Shard) fit() error {
	if s == (Shard{}) || s.N >= 1 && s.N <= maxShards && s.I >= 1 && s.I <= s.N {
		return nil
	}
	return fmt.Errorf("there is no shard %d of %d; write one from 1 to the number of parts, which is %d at most", s.I, s.N, maxShards)
}

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.I, s.N) }

// Of are the checks of the shard, in their order: by a hash of the id that is
// the same for good, or where the times of an earlier run are known so that all
// shards take about as long.
func (s Shard) Of(checks []*Check, timings *Report) []*Check {
	if s.N <= 1 {
		return checks
	}
	of := map[*Check]int{}
	if timings != nil {
		of = balanced(checks, timings, s.N)
	} else {
		for _, c := range checks {
			sum := sha256.Sum256([]byte(c.ID))
			of[c] = int(binary.BigEndian.Uint64(sum[:8]) % uint64(s.N))
		}
	}
	return slices.DeleteFunc(slices.Clone(checks), func(c *Check) bool { return c.Invariant == nil && of[c] != s.I-1 })
}

// balanced gives each check, the longest first, to the shard that has least to
// do. A check whose time is not known counts as the mean of those that are.
func balanced(checks []*Check, timings *Report, n int) map[*Check]int {
	took, sum := map[string]int64{}, int64(0)
	for _, c := range timings.Checks {
		took[c.ID] = c.Millis
		sum += c.Millis
	}
	mean := sum / int64(max(1, len(took)))
	time := func(c *Check) int64 {
		if millis, known := took[c.ID]; known {
			return millis + 1 // none is for nothing
		}
		return mean + 1
	}
	order := slices.Clone(checks)
	slices.SortFunc(order, func(a, b *Check) int {
		return cmp.Or(-cmp.Compare(time(a), time(b)), cmp.Compare(a.ID, b.ID))
	})
	load, of := make([]int64, n), map[*Check]int{}
	for _, c := range order {
		if c.Invariant != nil {
			continue
		}
		least := slices.Index(load, slices.Min(load))
		of[c] = least
		load[least] += time(c)
	}
	return of
}
