package main

import (
	"errors"
	"fmt"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/report"
	"github.com/spf13/pflag"
)

// runIdentity is what a run tells of itself, and which part of one it is.
type runIdentity struct {
	shard, timings           string
	implementation, selfTest string
}

func (f *runIdentity) register(flags *pflag.FlagSet) {
	flags.StringVar(&f.shard, "shard", "", "ask one part of the checks, such as 2/4; rolecall report merge joins the parts")
	flags.StringVar(&f.timings, "timings", "", "JSON report of an earlier run: balance the shards by its times, the longest first")
	flags.StringVar(&f.implementation, "implementation", "", "'NAME VERSION' of the server, for the reports")
	flags.StringVar(&f.selfTest, "self-test-report", "", "JSON that --self-test --json wrote for this build: the reports tell how many mutants it kills")
}

// into reads what the flags name into the options.
func (f *runIdentity) into(o *conformance.Options) error {
	var err error
	if f.shard != "" {
		if o.Shard, err = conformance.ParseShard(f.shard); err != nil {
			return fmt.Errorf("--shard: %w", err)
		}
	}
	if f.timings != "" {
		if f.shard == "" {
			return errors.New("--timings balances shards; give --shard I/N too, or leave it out")
		}
		data, err := readInput(f.timings)
		if err != nil {
			return fmt.Errorf("reading the timings: %w; give --timings a report that --json wrote", err)
		}
		if o.Timings, err = report.ReadChecks(f.timings, data); err != nil {
			return err
		}
	}
	if f.selfTest != "" {
		if o.SelfTest, err = readSelfTest(f.selfTest); err != nil {
			return err
		}
	}
	o.Implementation = conformance.ParseImplementation(f.implementation)
	return nil
}
