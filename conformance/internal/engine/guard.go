package engine

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// earlyEnd is a check that ended itself: broken, or skipped.
type earlyEnd struct {
	reason  string
	skipped *skip // nil for broken
}

func (e *earlyEnd) Error() string { return e.reason }

// failure is a fault of the suite itself, which a reply or a contract of an odd
// form has brought about.
type failure struct {
	what  any
	place string
}

func (f *failure) Error() string {
	return fmt.Sprintf("the check itself failed: %v at %s; please report it with the contract and the reply", f.what, f.place)
}

// Guarded runs a step and returns how it ended early, nil where it did not. No
// panic leaves it: a server that makes one check stumble must not end the run.
func Guarded(step func()) (err error) {
	defer func() {
		switch end := recover().(type) {
		case nil:
		case stop:
			err = &earlyEnd{reason: end.reason}
		case skip:
			err = &earlyEnd{reason: end.reason, skipped: &end}
		case *earlyEnd:
			err = end
		case *failure:
			err = end
		default:
			err = &failure{end, panicked()}
		}
	}()
	step()
	return nil
}

// panicked is the file and line of the suite in which the panic that is being
// recovered from began.
func panicked() string {
	var callers [64]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers[:])])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		if !more {
			return "an unknown place"
		}
	}
}

// stop ends a check early.
type stop struct{ reason string }

// skip ends a check that turns out not to apply.
type skip struct {
	reason string
	keys   bool // it lacks a key that the target file could name
}

func (s skip) Error() string { return s.reason }

// NotApplicable is what a check panics with that turns out not to apply.
func NotApplicable(reason string) error { return skip{reason: reason} }
