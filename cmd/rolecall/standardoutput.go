package main

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"syscall"
)

// standardOutput is the output of a command, which remembers what kept text from being
// written to it: not all that prints a line looks.
type standardOutput struct {
	mu   sync.Mutex
	out  io.Writer
	lost error
}

func (o *standardOutput) Write(text []byte) (int, error) {
	n, err := o.out.Write(text)
	if err != nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.lost = err
	}
	return n, err
}

// judged is what a command ends with: work that could not be done is inconclusive,
// though what asked for it was right.
func (o *standardOutput) judged(err error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	var exit *exitError
	switch {
	case errors.As(err, &exit):
		return err
	case err == nil && o.lost != nil:
		err = fmt.Errorf("writing to standard output: %w", o.lost)
	case err == nil || !errors.Is(err, o.lost) && !systemFails(err):
		return err
	}
	return &exitError{exitInconclusive, err}
}

// systemFails tells whether an error is of a machine that has no more room, or is broken.
func systemFails(err error) bool {
	for _, fault := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EIO} {
		if errors.Is(err, fault) {
			return true
		}
	}
	return false
}
