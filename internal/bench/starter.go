package main

import "fmt"

// starter is for whom package servertest starts servers: this program, where that
// package has tests. Its Skip and Fatal panic, and end says what happened.
type starter struct{ cleanups []func() }

// unstarted is what a starter panics with.
type unstarted struct{ why string }

func (s *starter) Helper()              {}
func (s *starter) Cleanup(after func()) { s.cleanups = append(s.cleanups, after) }
func (s *starter) Skip(why ...any)      { panic(unstarted{fmt.Sprint(why...)}) }
func (s *starter) Fatal(why ...any)     { panic(unstarted{fmt.Sprint(why...)}) }
func (s *starter) Fatalf(format string, why ...any) {
	panic(unstarted{fmt.Sprintf(format, why...)})
}

// try starts servers on a core, and tells why that did not go well.
func (s *starter) try(core int, start func()) error {
	return startingOn(core, func() (err error) {
		defer func() {
			switch panicked := recover().(type) {
			case nil:
			case unstarted:
				err = fmt.Errorf("starting a server: %s", panicked.why)
			default:
				panic(panicked)
			}
		}()
		start()
		return nil
	})
}

// end ends what was started, the last first.
func (s *starter) end() {
	for i := len(s.cleanups) - 1; i >= 0; i-- {
		s.cleanups[i]()
	}
}
