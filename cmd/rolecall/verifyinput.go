package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/report"
	"github.com/cotalker/rolecall/spec"
)

// mostConcurrency keeps a slip of the pen from opening a thousand connections.
const mostConcurrency = 256

// mostRetries keeps a check that always fails from being asked without end.
const mostRetries = 100

// load reads the files that the flags name.
func (f *verifyFlags) load(contract *spec.Contract) (*conformance.Target, error) {
	target, err := f.loadTarget(contract)
	if err != nil {
		return nil, err
	}
	f.options.Header = http.Header{}
	for i, line := range f.headers {
		name, value, found := strings.Cut(line, ":")
		if !found || strings.TrimSpace(name) == "" {
			// The text may be a secret.
			return nil, fmt.Errorf("--header number %d is not a header; write it as 'Name: value'", i+1)
		}
		f.options.Header.Add(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	if f.waivers != "" {
		data, err := readInput(f.waivers)
		if err != nil {
			return nil, fmt.Errorf("reading the waivers: %w; give --waivers a YAML file", err)
		}
		if f.options.Waivers, err = conformance.ParseWaivers(contract, f.waivers, data); err != nil {
			return nil, err
		}
	}
	if f.baseline != "" {
		data, err := readInput(f.baseline)
		if err != nil {
			return nil, fmt.Errorf("reading the baseline: %w; give --baseline a report that --json wrote", err)
		}
		if f.options.Baseline, err = report.ReadChecks(f.baseline, data); err != nil {
			return nil, err
		}
		if !f.fitsBaseline() {
			return nil, fmt.Errorf("reading the baseline: none of the checks of %s is one of this contract; give --baseline a report of the same contract", f.baseline)
		}
	}
	return target, nil
}

// loadTarget reads the target file. An address alone is enough where the contract has no
// callers and no features to be told of.
func (f *verifyFlags) loadTarget(contract *spec.Contract) (*conformance.Target, error) {
	target := &conformance.Target{}
	switch {
	case f.targetFile != "":
		var err error
		if target, err = conformance.LoadTarget(contract, f.targetFile); err != nil {
			return nil, err
		}
	case f.target == "":
		return nil, errors.New("no target; give --target-file FILE (rolecall mock --target-file FILE writes one for the mock), or --target URL for a contract without callers")
	case contract.Principal != nil || len(contract.Features) > 0:
		return nil, errors.New("--target is the address of a target alone; give --target-file FILE with its personas and their tokens too (rolecall mock --target-file FILE writes one for the mock)")
	}
	if f.target != "" {
		if err := target.Move(f.target); err != nil {
			return nil, fmt.Errorf("--target: %w", err)
		}
	}
	return target, nil
}

// sameFile tells whether two names lead to one regular file, by links too.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, err2 := os.Stat(b)
	return err == nil && err2 == nil && one.Mode().IsRegular() && os.SameFile(one, other)
}

// fitsBaseline tells whether the baseline knows any check of the contract.
func (f *verifyFlags) fitsBaseline() bool {
	ids := map[string]bool{}
	for _, c := range conformance.Catalog(f.options.Contract) {
		ids[c.ID] = true
	}
	return slices.ContainsFunc(f.options.Baseline.Checks, func(c conformance.CheckReport) bool { return ids[c.ID] })
}

// fit tells what is wrong with the flags together.
func (f *verifyFlags) fit() error {
	switch {
	case f.options.Concurrency < 1 || f.options.Concurrency > mostConcurrency:
		return fmt.Errorf("--concurrency %d: write a whole number from 1 to %d", f.options.Concurrency, mostConcurrency)
	case f.options.Timeout <= 0:
		return fmt.Errorf("--timeout %s: write how long to wait for one reply, such as 10s", f.options.Timeout)
	case f.options.MaxReply < 1<<10 || f.options.MaxReply > 1<<30:
		return fmt.Errorf("--max-reply %d: write how many bytes a reply may have, from 1024 to 1 GiB", f.options.MaxReply)
	case f.options.MaxHeader < 1<<10 || f.options.MaxHeader > 16<<20:
		return fmt.Errorf("--max-header %d: write how many bytes a reply's header may have, from 1024 to 16 MiB", f.options.MaxHeader)
	case f.options.Deadline <= 0:
		return fmt.Errorf("--deadline %s: write how long the whole run may take, such as 10m", f.options.Deadline)
	case f.options.Wait < 0:
		return fmt.Errorf("--wait %s: write how long to wait for a target that is starting, such as 30s", f.options.Wait)
	case f.options.Retry < 0 || f.options.Retry > mostRetries:
		return fmt.Errorf("--retry %d: write a whole number from 0 to %d", f.options.Retry, mostRetries)
	case f.options.SweepPages < 1:
		return fmt.Errorf("--sweep-pages %d: write how many pages to read at most, 1 at least", f.options.SweepPages)
	}
	mode := f.mode()
	for _, one := range f.reports.files() {
		if mode != "" && (one.flag != "--json" || mode != modeList && mode != modeSelfTest) {
			return fmt.Errorf("%s writes no report; leave %s out, or %s", mode, one.flag, mode)
		}
	}
	if err := f.identity.into(&f.options); err != nil {
		return err
	}
	for _, one := range f.reports.files() {
		for _, input := range []struct{ flag, file string }{{"--target-file", f.targetFile}, {"--spec", f.contract.file}, {"--ca-file", f.options.CAFile}} {
			if input.file != "" && one.file != standardOut && sameFile(one.file, input.file) {
				return fmt.Errorf("%s would write over %s, which %s reads; name another file", one.flag, one.file, input.flag)
			}
		}
	}
	if mode != "" && f.reports.json == standardOut {
		return nil // a list, which is printed
	}
	return f.reports.fit()
}

// The modes in which --json writes something else than a report.
const (
	modeList     = "--list"
	modeSelfTest = "--self-test"
)

// mode is the flag that asks for something else than a run, "" for none.
func (f *verifyFlags) mode() string {
	switch {
	case f.list:
		return modeList
	case f.preflight:
		return "--preflight"
	case f.sweep:
		return "--sweep"
	case f.selfTest:
		return modeSelfTest
	}
	return ""
}
