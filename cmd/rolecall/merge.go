package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/report"
	"github.com/spf13/cobra"
)

func newReportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Work with JSON reports of rolecall verify",
		Args:  noArguments("merge %s"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newMergeCommand())
	return cmd
}

func newMergeCommand() *cobra.Command {
	var f reportFiles
	cmd := &cobra.Command{
		Use:   "merge PART…",
		Short: "Join the reports of all shards of a run",
		Long: "Join the JSON reports of all shards of a run into the one that the run would have had.\n\n" +
			"Exit codes: those of the verdict of the whole (0 conformant, 1 violated, 3 inconclusive); 2 where the\n" +
			"parts are not those of one run, 3 where one is missing.",
		Example: "  rolecall verify --target-file target.yaml --shard 1/4 --json part-1.json\n" +
			"  rolecall report merge part-*.json --junit junit.xml --html report.html",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("no part is given; write rolecall report merge with the JSON report of each shard")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return mergeReports(args, f, cmd.OutOrStdout())
		},
	}
	f.register(cmd.Flags())
	return cmd
}

func mergeReports(names []string, f reportFiles, out io.Writer) error {
	if err := f.fit(); err != nil {
		return err
	}
	parts := make([]*conformance.Report, len(names))
	for i, name := range names {
		data, err := readInput(name)
		if err != nil {
			return fmt.Errorf("reading a part: %w; give the JSON report of each shard", err)
		}
		if parts[i], err = report.ReadJSON(name, data); err != nil {
			return err
		}
	}
	merged, err := conformance.Merge(names, parts)
	var missing *conformance.MissingPartError
	if errors.As(err, &missing) {
		return &exitError{exitInconclusive, err}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "rolecall report merge: %s at %s, %d parts\n\n", merged.Contract, merged.Target, len(parts))
	return f.conclude(merged, styleOf(out), out)
}
