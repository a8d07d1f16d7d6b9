package main

import (
	"errors"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/spf13/cobra"
)

// disturbance holds the flags of rolecall mock that have it answer otherwise than
// its world would, or tell less of it.
type disturbance struct {
	delay, faults string
	seed          uint64
	anyStatus     bool
	noHints       bool
	noJournal     bool
}

func (d *disturbance) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&d.delay, "delay", "", "how long to keep replies back: 200ms, or 50ms..300ms")
	flags.StringVar(&d.faults, "fault", "", "what goes wrong, and how often: 5%:503,1%:drop,1%:truncate")
	flags.Uint64Var(&d.seed, "fault-seed", 1, "which requests go wrong, and which delays they have")
	flags.BoolVar(&d.noHints, "no-hints", false, "refuse as the document says, and tell no rule, place or persona")
	flags.BoolVar(&d.noJournal, "no-journal", false, "keep nothing of what was asked and answered")
	flags.BoolVar(&d.anyStatus, "any", false, "let a request wish for any status, and not only for those of the document")
}

// options are those of the mock. The seed must have something to choose.
func (d *disturbance) options(cmd *cobra.Command) ([]mockserver.Option, error) {
	var out []mockserver.Option
	if d.noHints {
		out = append(out, mockserver.WithoutHints())
	}
	if d.noJournal {
		out = append(out, mockserver.WithoutJournal())
	}
	if d.anyStatus {
		out = append(out, mockserver.WithAnyStatus())
	}
	if d.delay != "" {
		delay, err := mockserver.ParseDelay(d.delay)
		if err != nil {
			return nil, err
		}
		out = append(out, mockserver.WithDelay(delay))
	}
	var faults []mockserver.Fault
	if d.faults != "" {
		var err error
		if faults, err = mockserver.ParseFaults(d.faults); err != nil {
			return nil, err
		}
	}
	switch {
	case d.faults != "" || d.delay != "":
		out = append(out, mockserver.WithFaults(d.seed, faults...))
	case cmd.Flags().Changed("fault-seed"):
		return nil, errors.New("--fault-seed chooses among what --fault and --delay give; say what with one of them")
	}
	return out, nil
}
