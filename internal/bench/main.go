package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// flags are what the command line says.
type flags struct {
	quick, gate       bool
	json, write, only string
	cases, profile    string
	rounds            int
}

func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	var f flags
	set := flag.NewFlagSet("bench", flag.ContinueOnError)
	set.SetOutput(errOut)
	set.BoolVar(&f.quick, "quick", false, "few and short rounds: shows that everything runs, not how fast")
	set.BoolVar(&f.gate, "gate", false, "exit with 1 when a budget is missed")
	set.StringVar(&f.json, "json", "", "write the figures to this file too")
	set.StringVar(&f.write, "write", "", "put the tables between the markers of this Markdown file")
	set.StringVar(&f.only, "only", "", "measure these alone, with commas: "+strings.Join(names(sections), ", ")+" (all but peers and store unless given)")
	set.StringVar(&f.cases, "cases", "", "measure only requests whose name holds this text")
	set.StringVar(&f.profile, "profile", "", "write what the program's processor time went into to this file, which go build reads as cmd/rolecall/default.pgo; the figures are slower for it")
	set.IntVar(&f.rounds, "rounds", 0, "how many rounds, instead of as many as a good median needs")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	chosen, err := choose(f.only)
	if err == nil && set.NArg() > 0 {
		err = fmt.Errorf("%q: there are flags only", set.Arg(0))
	}
	if err != nil {
		fmt.Fprintln(errOut, "bench:", err)
		return 2
	}
	if err := measure(ctx, f, chosen, out, errOut); err != nil {
		fmt.Fprintln(errOut, "bench:", err)
		return 1
	}
	return 0
}

// section is one part of the run, and puts its tables into the report.
type section struct {
	name    string
	measure func(context.Context, *bench) error
}

// sections are all parts, in the order in which they are measured.
var sections = []section{
	{"requests", measureRequests},
	{"start", measureStart},
	{"size", measureSize},
	{"population", measurePopulation},
	{"contract", measureContract},
	{"suite", measureSuite},
	{"fixtures", measurePeople},
	{"peers", measurePeers},
	{"store", measureStore},
}

func names(list []section) []string {
	var out []string
	for _, s := range list {
		out = append(out, s.name)
	}
	return out
}

// choose reads --only.
func choose(only string) ([]section, error) {
	if only == "" {
		return slices.DeleteFunc(slices.Clone(sections), func(s section) bool { return s.name == "peers" || s.name == "store" }), nil
	}
	wanted := strings.Split(only, ",")
	for _, name := range wanted {
		if !slices.Contains(names(sections), name) {
			return nil, fmt.Errorf("--only %q: it can be %s", name, strings.Join(names(sections), ", "))
		}
	}
	return slices.DeleteFunc(slices.Clone(sections), func(s section) bool { return !slices.Contains(wanted, s.name) }), nil
}

// measure runs the sections and tells each as soon as it is known.
func measure(ctx context.Context, f flags, chosen []section, out, errOut io.Writer) error {
	b, err := newBench(ctx, f, errOut)
	if err != nil {
		return err
	}
	defer b.close()
	fmt.Fprintln(out, b.report.Machine)
	for _, s := range chosen {
		b.progress("measuring " + s.name)
		told := len(b.report.Tables)
		if err := s.measure(ctx, b); err != nil {
			return fmt.Errorf("measuring %s: %w", s.name, err)
		}
		for _, t := range b.report.Tables[told:] {
			t.print(out)
		}
	}
	if f.profile != "" {
		if err := b.writeProfile(ctx, f.profile); err != nil {
			return fmt.Errorf("writing --profile: %w", err)
		}
	}
	if f.json != "" {
		text, err := json.MarshalIndent(b.report, "", "  ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(f.json, append(text, '\n'), 0o644); err != nil {
			return fmt.Errorf("writing --json: %w", err)
		}
	}
	if f.write != "" {
		if err := writeMarkdown(f.write, b.report); err != nil {
			return fmt.Errorf("writing --write: %w", err)
		}
	}
	if short := b.report.short(); f.gate && len(short) > 0 {
		return fmt.Errorf("%d budgets missed: %s", len(short), strings.Join(short, "; "))
	}
	return nil
}
