package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/spf13/cobra"
)

func newFixturesVerifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify MANIFEST…",
		Short: "Compare files of fixtures with what a manifest says of them",
		Long: "Compare the files that rolecall fixtures --manifest told of with what they were: 0 where all are the same, 1 where\n" +
			"one differs or is missing, 2 for a manifest that is none, 3 where a file cannot be read. Of the manifests of\n" +
			"several shards it says too which shard is missing, and the digest of all of them joined.",
		Example: "  rolecall fixtures --count 1000 --out people.ndjson.zst --manifest people.json && rolecall fixtures verify people.json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("no manifest is given; write rolecall fixtures verify with a file that rolecall fixtures --manifest wrote")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return verifyManifests(cmd.Context(), args, cmd.OutOrStdout())
		},
	}
}

// manifestPart is a manifest by its name, and the shard that it is of.
type manifestPart struct {
	*manifest
	name  string
	shard fixtures.Shard
}

func verifyManifests(ctx context.Context, names []string, out io.Writer) error {
	var parts []manifestPart
	for _, name := range names {
		m, err := readManifest(name)
		if err != nil {
			return err
		}
		part := manifestPart{manifest: m, name: name}
		if m.Shard != "" {
			part.shard, _ = fixtures.ParseShard(m.Shard) // which was tried when it was read
		}
		parts = append(parts, part)
	}
	slices.SortStableFunc(parts, func(a, b manifestPart) int { return cmp.Compare(a.shard.I, b.shard.I) })
	var joined *joinedShards
	if len(parts) > 1 {
		var err error
		if joined, err = newJoinedShards(parts); err != nil {
			return err
		}
	}
	v := fileVerifier{ctx: ctx, out: out}
	for _, part := range parts {
		for i, file := range part.Files {
			if err := v.file(part.name, file, joined.of(i)); err != nil {
				return err
			}
		}
	}
	missing := joined.tell(out, v.differing == 0 && v.unread == 0)
	switch {
	case v.differing > 0 || missing > 0:
		var said []string
		if v.differing > 0 {
			said = append(said, fmt.Sprintf("%d of %d files not as they were", v.differing, v.files))
		}
		if missing > 0 {
			said = append(said, fmt.Sprintf("%d of %d shards missing", missing, parts[0].shard.N))
		}
		return &exitError{exitViolated, errors.New(strings.Join(said, ", and ") + "; make them anew with the line that made the others")}
	case v.unread > 0:
		return &exitError{exitInconclusive, fmt.Errorf("%d of %d files could not be read", v.unread, v.files)}
	}
	return nil
}
