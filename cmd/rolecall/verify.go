package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"strings"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/report"
	"github.com/cotalker/rolecall/spec"
	"github.com/spf13/cobra"
)

// verifyFlags are the flags of rolecall verify.
type verifyFlags struct {
	contract                         contractFlags
	targetFile, target               string
	headers                          []string
	list, preflight, sweep, selfTest bool
	waivers, baseline                string
	reports                          reportFiles
	identity                         runIdentity
	options                          conformance.Options
}

func newVerifyCommand() *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Check whether a server keeps the contract",
		Long:  "Check any implementation of the contract over HTTP.\n\n" + exitCodesText(),
		Example: "  rolecall verify --target-file target.yaml\n" +
			"  rolecall verify --target-file target.yaml --filter 'permissions && v3' --html report.html\n" +
			"  rolecall verify --list --filter HDR-3",
		Args: noArguments("--target-file %s"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runVerify(cmd.Context(), f, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.targetFile, "target-file", "", "target file: where the server is, what it offers, and its personas")
	flags.StringVar(&f.target, "target", "", "address of the server: instead of the one in the target file, or alone, for a contract without callers")
	f.contract.add(flags)
	flags.StringVar(&f.options.Filter, "filter", "", "Ginkgo label expression that selects checks: topics, MUST, SHOULD, requirement ids, operation ids, features, read-only")
	flags.IntVar(&f.options.Concurrency, "concurrency", conformance.DefaultConcurrency, "requests in flight at once")
	flags.DurationVar(&f.options.Timeout, "timeout", 10*time.Second, "how long to wait for one reply, its body included")
	flags.Int64Var(&f.options.MaxReply, "max-reply", 8<<20, "bytes that the body of a reply may have, after decompression")
	flags.Int64Var(&f.options.MaxHeader, "max-header", 64<<10, "bytes that the header of a reply may have")
	flags.DurationVar(&f.options.Deadline, "deadline", 10*time.Minute, "how long the whole run may take; what is not asked by then is told, and is not conformant")
	flags.DurationVar(&f.options.Wait, "wait", 0, "how long to wait for a target that is starting")
	flags.IntVar(&f.options.Retry, "retry", 0, "ask a check that fails again this often, on fresh data; one that then passes is flaky, and fails under --strict")
	flags.IntVar(&f.options.SweepPages, "sweep-pages", 1000, "pages of a list that --sweep reads at most")
	flags.StringArrayVar(&f.headers, "header", nil, "'Name: value' to send with every request; may be repeated")
	flags.StringVar(&f.options.CAFile, "ca-file", "", "PEM file of the authority that signed the server's certificate")
	flags.BoolVar(&f.options.ReadOnly, "read-only", false, "ask nothing that writes")
	flags.BoolVar(&f.options.Strict, "strict", false, "let warnings be violations: a SHOULD that fails, a check that is flaky, a waiver that excuses nothing; what no persona or key can ask is not asked")
	flags.BoolVar(&f.options.FailFast, "fail-fast", false, "stop after the first violation; what is not asked by then is told, and is not conformant")
	flags.Int64Var(&f.options.Shuffle, "shuffle", 0, "seed to shuffle the checks by; 0 keeps their order")
	flags.BoolVar(&f.list, "list", false, "print the checks and ask nothing")
	flags.BoolVar(&f.preflight, "preflight", false, "ask only whether the target, its features and each persona answer as the target file says")
	flags.BoolVar(&f.sweep, "sweep", false, "disable what aborted runs have left at the target")
	flags.BoolVar(&f.selfTest, "self-test", false, "show that the checks find faults: run them against the mock with one fault each")
	flags.StringVar(&f.waivers, "waivers", "", "YAML file of failures that are accepted for now")
	flags.StringVar(&f.baseline, "baseline", "", "JSON report of an earlier run: fail only on failures that it lacks")
	f.reports.register(flags)
	flags.StringVar(&f.reports.har, "har", "", "write the exchanges of failures here, redacted, as an HTTP Archive")
	f.identity.register(flags)
	cmd.MarkFlagsMutuallyExclusive("list", "preflight", "sweep", "self-test")
	return cmd
}

func runVerify(ctx context.Context, f verifyFlags, out, errOut io.Writer) error {
	log.SetOutput(io.Discard) // net/http prints what comes behind a reply, and that may be a secret
	contract, err := f.contract.load(ctx, errOut)
	if err != nil {
		return err
	}
	f.options.Contract = contract
	if err := f.fit(); err != nil {
		return err
	}
	switch {
	case f.list:
		return listChecks(f, out)
	case f.selfTest:
		return selfTest(ctx, f, out)
	}
	target, err := f.load(contract)
	if err != nil {
		return err
	}
	for _, warning := range target.Warnings(contract) {
		fmt.Fprintln(errOut, "rolecall: "+warning)
	}
	switch {
	case f.preflight:
		return preflight(ctx, target, f, out)
	case f.sweep:
		return surviveBrokenPipe(out, errOut, func(out, _ io.Writer) error { return sweep(ctx, target, f, out) })
	}
	return surviveBrokenPipe(out, errOut, func(out, errOut io.Writer) error { return verify(ctx, target, f, out, errOut) })
}

func verify(ctx context.Context, target *conformance.Target, f verifyFlags, out, errOut io.Writer) error {
	checks, err := conformance.Choose(f.options.Contract, f.options.Filter)
	if err != nil {
		return err
	}
	style := styleOf(out)
	fmt.Fprintf(out, "rolecall verify: %s %s at %s\n", f.options.Contract.Title, f.options.Contract.Version, target.Address)
	f.options.Plan = func(p conformance.Plan) {
		fmt.Fprintln(out, planned(f.options.Contract, p))
		if p.Unasked > 0 {
			fmt.Fprintf(out, "%d checks cannot be asked, so the target cannot be found conformant; the reasons stand below\n", p.Unasked)
		}
		fmt.Fprintln(out)
	}
	progress := report.NewProgress(out, f.options.Shard.Of(checks, f.options.Timings), isTerminal(out), style)
	f.options.Progress = progress.Tell
	defer context.AfterFunc(ctx, func() {
		fmt.Fprintln(errOut, "rolecall: interrupted; taking back what was made, interrupt again to leave it")
	})()
	stop := progress.Every(tellEvery)
	found, err := conformance.Run(ctx, target, f.options)
	stop()
	if err != nil {
		return err
	}
	progress.End()
	return f.reports.conclude(found, style, out)
}

// planned is a plan in words.
func planned(contract *spec.Contract, p conformance.Plan) string {
	text := fmt.Sprintf("%d checks", p.Checks)
	if p.Skips > 0 {
		text += fmt.Sprintf(", %d more do not apply", p.Skips)
	}
	whose, what, undone, could := "document", fmt.Sprintf("%d records", p.Records), "deletes", "deleted"
	if contract.Principal != nil {
		whose, what, undone, could = "contract", fmt.Sprintf("%d %s", p.Users, contract.Principal.Resource.Collection), "disables", "disabled"
		if p.Records > 0 {
			what += fmt.Sprintf(" and %d other records", p.Records)
		}
		if p.Deletes {
			undone, could = "disables or deletes", "disabled or deleted"
		}
	} else if p.Records == 0 {
		return text + "; makes nothing"
	}
	if len(p.Lasting) > 0 {
		return text + fmt.Sprintf("; makes at most %s, and %s what can be %s: the %s has no way to for what it makes in %s", what, undone, could, whose, strings.Join(p.Lasting, ", "))
	}
	return text + fmt.Sprintf("; makes at most %s, and %s all that it makes", what, undone)
}

// tellEvery is how often a run that nobody hears of tells how far it is.
const tellEvery = 5 * time.Second
