package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/mutants"
	"github.com/cotalker/rolecall/spec"
)

// selfTestSchema names the form in which a self-test is written as JSON.
const selfTestSchema = "rolecall-self-test/1"

// selfTestReport is what a self-test found.
type selfTestReport struct {
	Schema string `json:"schema"`
	Filter string `json:"filter,omitempty"`
	conformance.SelfTest
	Mutants []triedMutant `json:"mutants"`
}

type triedMutant struct {
	Name        string   `json:"name"`
	Requirement string   `json:"requirement"`
	Killed      bool     `json:"killed"`
	Checks      []string `json:"checks"` // that saw it
}

// selfTest shows that the checks find faults: it runs them against the mock
// with one fault each and prints which requirement saw it.
func selfTest(ctx context.Context, f verifyFlags, out io.Writer) error {
	all, err := chosenMutants(f)
	if err != nil {
		return err
	}
	kills, err := tryAll(ctx, f, all)
	if err != nil {
		return &exitError{exitInconclusive, err}
	}
	found := selfTestReport{Schema: selfTestSchema, Filter: f.options.Filter, SelfTest: conformance.SelfTest{Suite: conformance.ThisSuite(), Of: len(all)}}
	lines := out
	if f.reports.json == standardOut {
		lines = io.Discard
	}
	for _, k := range kills {
		state := "LIVES"
		if k.Killed {
			state = "killed"
			found.Killed++
		}
		found.Mutants = append(found.Mutants, triedMutant{k.Mutant.Name, k.Mutant.Requirement, k.Killed, append([]string{}, k.Checks...)})
		fmt.Fprintf(lines, "%-6s  %-7s %4d checks  %s\n", state, k.Mutant.Requirement, len(k.Checks), k.Mutant.Name)
	}
	fmt.Fprintf(lines, "\n%d of %d mutants killed, each by a check of the requirement that it breaks\n", found.Killed, found.Of)
	if f.reports.json != "" {
		if err := writeJSON(f.reports.json, found, out); err != nil {
			return &exitError{exitInconclusive, err}
		}
	}
	if found.Killed < found.Of {
		return &exitError{code: exitViolated}
	}
	return nil
}

// chosenMutants are those that the checks of the filter have to see.
func chosenMutants(f verifyFlags) ([]mutants.Mutant, error) {
	contract, source := f.options.Contract, spec.DefaultSource()
	if f.contract.file != "" {
		var err error
		if source, err = readInput(f.contract.file); err != nil {
			return nil, fmt.Errorf("reading the contract: %w; give --spec an OpenAPI document", err)
		}
	}
	all, err := mutants.All(contract, source)
	if err != nil {
		return nil, fmt.Errorf("building the mutants: %w", err)
	}
	all, err = mutants.Within(contract, all, f.options.Filter)
	if err == nil && len(all) == 0 {
		err = &exitError{exitInconclusive, fmt.Errorf("no mutant breaks a requirement of the checks that the filter %q selects", f.options.Filter)}
	}
	return all, err
}

// tryAll tries the mutants, two at a time.
func tryAll(ctx context.Context, f verifyFlags, all []mutants.Mutant) ([]mutants.Kill, error) {
	kills := make([]mutants.Kill, len(all))
	problems := make([]error, len(all))
	next := make(chan int)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for i := range next {
				kills[i], problems[i] = mutants.TryWithin(ctx, f.options.Contract, all[i], f.options.Filter)
			}
		})
	}
	for i := range all {
		if ctx.Err() == nil {
			next <- i
		}
	}
	close(next)
	workers.Wait()
	if ctx.Err() != nil {
		return nil, errors.New("interrupted before every mutant was tried; run it again")
	}
	return kills, errors.Join(problems...)
}

// readSelfTest reads what --self-test --json wrote, of the build that runs.
func readSelfTest(file string) (*conformance.SelfTest, error) {
	data, err := readInput(file)
	if err != nil {
		return nil, fmt.Errorf("reading the self-test: %w; give --self-test-report what --self-test --json wrote", err)
	}
	var found selfTestReport
	if err := json.Unmarshal(data, &found); err != nil || found.Schema != selfTestSchema {
		return nil, fmt.Errorf("reading the self-test: %s is not one; give --self-test-report what --self-test --json wrote", file)
	}
	if this := conformance.ThisSuite(); found.Suite != this {
		return nil, fmt.Errorf("the self-test %s is of another build, %s, and this is %s; run --self-test --json anew", file, found.Suite, this)
	}
	if found.Filter != "" {
		return nil, fmt.Errorf("the self-test %s is of the filter %q alone; run --self-test --json without one", file, found.Filter)
	}
	return &found.SelfTest, nil
}
