package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/cotalker/rolecall/conformance/mutants"
	"github.com/cotalker/rolecall/spec"
)

// selfTest shows that the checks find faults: it runs them against the mock
// with one fault each and prints which requirement saw it.
func selfTest(ctx context.Context, f verifyFlags, out io.Writer) error {
	contract, source := f.options.Contract, spec.DefaultSource()
	if f.spec != "" {
		var err error
		if source, err = os.ReadFile(f.spec); err != nil {
			return fmt.Errorf("reading the contract: %w; give --spec an OpenAPI document", err)
		}
	}
	all, err := mutants.All(contract, source)
	if err != nil {
		return fmt.Errorf("building the mutants: %w", err)
	}
	kills := make([]mutants.Kill, len(all))
	problems := make([]error, len(all))
	next := make(chan int)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for i := range next {
				kills[i], problems[i] = mutants.Try(ctx, contract, all[i], false)
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
		return &exitError{exitInconclusive, errors.New("interrupted before every mutant was tried; run it again")}
	}
	alive := 0
	for i, k := range kills {
		if problems[i] != nil {
			return &exitError{exitInconclusive, problems[i]}
		}
		state := "killed"
		if !k.Killed {
			state = "LIVES"
			alive++
		}
		fmt.Fprintf(out, "%-6s  %-7s %4d checks  %s\n", state, k.Mutant.Requirement, len(k.Checks), k.Mutant.Name)
	}
	fmt.Fprintf(out, "\n%d of %d mutants killed, each by a check of the requirement that it breaks\n", len(all)-alive, len(all))
	if alive > 0 {
		return &exitError{code: exitViolated}
	}
	return nil
}
