package main

import (
	"errors"
	"fmt"
	"io"
	"os/signal"
	"sync"
	"syscall"
)

// brokenPipeOutput is an output whose reader may go away: from then on what is
// written to it is dropped, and the program goes on.
type brokenPipeOutput struct {
	mu   sync.Mutex
	out  io.Writer
	lost error // why no more is written
}

// ignoreBrokenPipe keeps the program running when the reader has gone. Left alone,
// the system ends a program that writes to a pipe which nobody reads: before it
// has disabled what it made, and without a word.
func ignoreBrokenPipe(out io.Writer) *brokenPipeOutput {
	signal.Ignore(syscall.SIGPIPE)
	if standard, is := out.(*standardOutput); is {
		out = standard.out // what is dropped is no fault of the command
	}
	return &brokenPipeOutput{out: out}
}

func (o *brokenPipeOutput) Write(text []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lost == nil {
		_, o.lost = o.out.Write(text)
	}
	return len(text), nil
}

// surviveBrokenPipe lets a run come to its end, with what it does at the target and
// the files it writes, though nobody reads its output any more. Then it is
// inconclusive: a report was not written.
func surviveBrokenPipe(out, errOut io.Writer, run func(out, errOut io.Writer) error) error {
	standard := ignoreBrokenPipe(out)
	err := run(standard, ignoreBrokenPipe(errOut))
	if lost := standard.problem(); lost != nil {
		lost = fmt.Errorf("writing the report to standard output: %w; the flags that name a file write it there", lost)
		return &exitError{exitInconclusive, errors.Join(err, lost)}
	}
	return err
}

// problem is why output was dropped, nil where none was.
func (o *brokenPipeOutput) problem() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.lost
}
