package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// stage is a mock on the way from small to large.
type stage struct {
	name     string
	contract *spec.Contract
	args     []string
	settle   time.Duration // of load before it is measured
	server   *server
	took     time.Duration // to the first reply
	holds    int64         // bytes resident after it
	cases    []testCase
	bare     *server // with an address for each case
}

// open starts the stage's mock and records what it answers.
func (s *stage) open(ctx context.Context, b *bench, cases func(*workload) ([]testCase, error)) error {
	began := time.Now()
	var err error
	if s.server, err = b.mock(ctx, s.args...); err != nil {
		return err
	}
	if _, err := fetchPersonas(s.contract, s.server.address); err != nil {
		return err
	}
	s.took = time.Since(began)
	work, err := newWorkload(s.contract, s.server.address)
	if err != nil {
		return err
	}
	if s.holds, err = s.server.resident(); err != nil {
		return err
	}
	if s.cases, err = cases(work); err != nil {
		return err
	}
	replies, err := recordAll(s.server.address, s.cases)
	if err != nil {
		return err
	}
	s.bare, err = b.bare(ctx, replies...)
	return err
}

func (s *stage) close() {
	if s.server != nil {
		s.server.close()
	}
	if s.bare != nil {
		s.bare.close()
	}
}

// grow measures each case at each stage, all of them in the same rounds, as a
// multiple of bare net/http that writes the same bytes, and tells how that
// changes from the first stage on.
func (b *bench) grow(ctx context.Context, t *table, stages []*stage, cases func(*workload) ([]testCase, error)) error {
	for _, s := range stages {
		b.progress("starting with " + s.name)
		defer s.close()
		if err := s.open(ctx, b, cases); err != nil {
			return fmt.Errorf("%s %s: %w", s.name, t.Title, err)
		}
		t.Columns = append(t.Columns, column{s.name, "", 2})
	}
	// The collector leaves a large heap much room. Memory that is touched for the
	// first time has its price, which is the system's, and is paid once.
	for _, s := range stages {
		b.progress("settling with " + s.name)
		l := load{connections: b.connections, span: max(s.settle, b.scaleSpan)}
		if _, err := l.run(ctx, s.server.address, s.cases[0].feeder(), s.server.cpu); err != nil {
			return fmt.Errorf("%s %s: %w", s.name, t.Title, err)
		}
	}
	last := stages[len(stages)-1]
	t.Columns = append(t.Columns, column{"least", "", 2}, column{"CPU", "×", 2}, column{"requests/s", "", 0})
	for i, c := range stages[0].cases {
		b.progress(c.name)
		var contestants []contestant
		for _, s := range stages {
			contestants = append(contestants,
				contestant{s.name, s.server, s.cases[i], s.cases[i].resetFirst(s.server.address), false},
				contestant{"bare net/http", s.bare.at(i), s.cases[i], nil, false})
		}
		samples, err := b.compare(ctx, b.scaleRounds, b.scaleSpan, contestants)
		if err != nil {
			return err
		}
		var figures []float64
		rate := ratio(samples[0], samples[1], sample.rate)
		cost := ratio(samples[0], samples[1], sample.cost)
		for j := range stages {
			figures = append(figures, ratio(samples[2*j], samples[2*j+1], sample.rate)/rate)
		}
		own, bare := samples[2*len(stages)-2], samples[2*len(stages)-1]
		grown := 0.0 // where processor time is not measured
		if cost > 0 {
			grown = ratio(own, bare, sample.cost) / cost
		}
		t.add(c.name, append(figures, slices.Min(figures), grown, of(own, sample.rate)), bound{"least", scaleBudget})
	}
	t.Notes = []string{
		fmt.Sprintf("requests a second as a multiple of bare net/http with the same bytes, relative to %s; medians of %d rounds of %s", stages[0].name, b.scaleRounds, b.scaleSpan),
		fmt.Sprintf("CPU × is the growth of the processor time a request from %s to %s, and requests/s are those at %s", stages[0].name, last.name, last.name),
	}
	return nil
}
