package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/cotalker/rolecall/conformance"
)

// standardOut is the name by which a list in JSON goes to the standard output.
const standardOut = "-"

// jsonWithoutFile lets --json stand without a file where what it writes is a list: it
// is then printed.
func jsonWithoutFile(args []string) []string {
	if len(args) == 0 || args[0] != "verify" || !slices.Contains(args, modeList) && !slices.Contains(args, modeSelfTest) {
		return args
	}
	out := slices.Clone(args)
	for i, arg := range args {
		if arg == "--json" && (i+1 == len(args) || strings.HasPrefix(args[i+1], "--")) {
			out[i] = "--json=" + standardOut
		}
	}
	return out
}

// listChecks prints the checks that the filter selects, and asks nothing.
func listChecks(f verifyFlags, out io.Writer) error {
	checks, err := conformance.Choose(f.options.Contract, f.options.Filter)
	if err != nil {
		return err
	}
	if len(checks) == 0 {
		return &exitError{exitInconclusive, fmt.Errorf("the filter %q selects no check; rolecall verify --list prints them all", f.options.Filter)}
	}
	checks = f.options.Shard.Of(checks, f.options.Timings)
	if f.reports.json != "" {
		return writeJSON(f.reports.json, conformance.List(f.options.Contract, checks), out)
	}
	makes, column, says := 0, "USERS", "they make %d users, and borrow some more that a run makes once"
	if f.options.Contract.Principal == nil {
		column, says = "MAKES", "they make %d records at most, of a server that grants what it should refuse"
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "CHECK\tLEVEL\tREQUEST\t"+column+"\tSAYS")
	for _, c := range checks {
		makes += c.Makes
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\n", c.ID, c.Level, c.Request(), c.Makes, c.Title)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\n%d checks; "+says+"\n", len(checks), makes)
	return err
}

// writeJSON writes a value to a file, or prints it.
func writeJSON(name string, value any, out io.Writer) error {
	write := func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		e.SetEscapeHTML(false)
		return e.Encode(value)
	}
	if name == standardOut {
		return write(out)
	}
	if err := writeReport(name, write); err != nil {
		return fmt.Errorf("writing JSON: %w; name a file that can be written", err)
	}
	return nil
}
