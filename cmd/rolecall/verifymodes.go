package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/cotalker/rolecall/conformance"
)

// preflight prints what answers as the target file says, and what does not.
func preflight(ctx context.Context, target *conformance.Target, f verifyFlags, out io.Writer) error {
	answers, err := conformance.Preflight(ctx, target, f.options)
	if err != nil {
		return err
	}
	bad := 0
	for _, a := range answers {
		mark := "ok  "
		if !a.OK {
			mark = "FAIL"
			bad++
		}
		fmt.Fprintf(out, "%s  %s: %s\n", mark, a.What, a.Says)
	}
	if bad > 0 {
		return &exitError{exitInconclusive, fmt.Errorf("%d of %d do not answer as the target file says; mend it, or the target", bad, len(answers))}
	}
	return nil
}

// sweep disables what aborted runs have left.
func sweep(ctx context.Context, target *conformance.Target, f verifyFlags, out io.Writer) error {
	swept, err := conformance.Sweep(ctx, target, f.options)
	var usage *conformance.UsageError
	if errors.As(err, &usage) {
		return err
	}
	if err != nil {
		return &exitError{exitInconclusive, err}
	}
	for _, made := range swept {
		fmt.Fprintf(out, "%s: disabled %d of %d that runs had left\n", made.Collection, made.Records-made.Left, made.Records)
		if made.Left > 0 {
			err = &exitError{exitInconclusive, fmt.Errorf("%d records could not be disabled; try again", made.Left)}
		}
	}
	return err
}
