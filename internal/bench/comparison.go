package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// contestant is a server that is compared, and what it is asked there.
type contestant struct {
	name   string
	server *server
	ask    testCase
	ready  func() error // before each of its measurements, nil for nothing
	again  bool         // where it answers nothing for a whole round, it is measured once more
}

// compare measures contestants in turn, round by round, and every other round
// backwards. The result has a list of samples, one a round, for each contestant.
func (b *bench) compare(ctx context.Context, rounds int, span time.Duration, contestants []contestant) ([][]sample, error) {
	out := make([][]sample, len(contestants))
	l := load{connections: b.connections, warm: min(b.warm, span), span: span}
	for round := range rounds {
		for i := range contestants {
			if round%2 == 1 {
				i = len(contestants) - 1 - i
			}
			e := contestants[i]
			if e.ready != nil {
				if err := e.ready(); err != nil {
					return nil, fmt.Errorf("%s, %s: %w", e.name, e.ask.name, err)
				}
			}
			s, err := l.run(ctx, e.server.address, e.ask.feeder(), e.server.cpu)
			if e.again && errors.Is(err, errSilent) {
				s, err = l.run(ctx, e.server.address, e.ask.feeder(), e.server.cpu)
			}
			if err != nil {
				return nil, fmt.Errorf("%s, %s: %w", e.name, e.ask.name, err)
			}
			out[i] = append(out[i], s)
		}
	}
	return out, nil
}

// median of some numbers; 0 of none.
func median[T ~int64 | ~float64](values []T) T {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// of is the median of a figure over the rounds.
func of[T ~int64 | ~float64](samples []sample, figure func(sample) T) T {
	var values []T
	for _, s := range samples {
		values = append(values, figure(s))
	}
	return median(values)
}

// ratio is the median, over the rounds, of one server's figure as a multiple
// of the other's in the same round; 0 where the other's is not known.
func ratio[T ~int64 | ~float64](samples, others []sample, figure func(sample) T) float64 {
	var values []float64
	for i := range samples {
		if other := figure(others[i]); other != 0 {
			values = append(values, float64(figure(samples[i]))/float64(other))
		}
	}
	return median(values)
}
