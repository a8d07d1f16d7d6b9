package main

import (
	"crypto/sha256"
	"fmt"
	"io"
)

// joinedShards digests what all shards of a set hold, in their order: for each
// file of a run.
type joinedShards struct {
	parts []manifestPart
	sums  []sum
}

// newJoinedShards begins with manifests, the shards in their order. The error
// tells of such as are not of one run.
func newJoinedShards(parts []manifestPart) (*joinedShards, error) {
	first := parts[0]
	for i, part := range parts {
		switch {
		case part.shard.N == 0:
			return nil, nil // several runs, each on its own
		case part.shard.N != first.shard.N || part.Recipe != first.Recipe || part.Format != first.Format || len(part.Files) != len(first.Files):
			return nil, fmt.Errorf("%s and %s are shards of two different sets; verify each set alone", first.name, part.name)
		case i > 0 && part.shard == parts[i-1].shard:
			return nil, fmt.Errorf("%s and %s are both shard %s; give each shard once", parts[i-1].name, part.name, part.shard)
		}
	}
	j := &joinedShards{parts: parts}
	for range first.Files {
		j.sums = append(j.sums, sum{to: io.Discard, hash: sha256.New()})
	}
	return j, nil
}

// of is where the content of a shard's nth file goes.
func (j *joinedShards) of(nth int) io.Writer {
	if j == nil {
		return io.Discard
	}
	return &j.sums[nth]
}

// tell names the shards that are missing, and gives how many these are; where
// none is and all files are as they were, it tells the digests of the whole.
func (j *joinedShards) tell(out io.Writer, same bool) int {
	if j == nil {
		return 0
	}
	have := map[uint64]bool{}
	for _, part := range j.parts {
		have[part.shard.I] = true
	}
	n := j.parts[0].shard.N
	missing := int(n) - len(j.parts)
	for i, told := uint64(1), 0; told < min(missing, 20); i++ { // a manifest may speak of billions
		if !have[i] {
			told++
			fmt.Fprintf(out, "shard %d/%d is missing\n", i, n)
		}
	}
	if missing > 0 || !same {
		return missing
	}
	for i := range j.sums {
		name := j.parts[0].Files[i].Name
		fmt.Fprintf(out, "%d shards joined, from %s on: %d bytes, %s\n", len(j.parts), name, j.sums[i].bytes, j.sums[i].digest())
	}
	return 0
}
