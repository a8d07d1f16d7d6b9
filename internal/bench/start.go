package main

import (
	"context"
	"time"
)

// measureStart is how long a server takes from its start to its first reply,
// and how much memory it then holds.
func measureStart(ctx context.Context, b *bench) error {
	mock, err := b.mock(ctx)
	if err != nil {
		return err
	}
	defer mock.close()
	work, err := newWorkload(b.contract, mock.address)
	if err != nil {
		return err
	}
	c, err := work.readSelf()
	if err != nil {
		return err
	}
	recorded, err := c.record(mock.address)
	if err != nil {
		return err
	}
	var own, bare starts
	for range b.starts {
		if err := own.add(c, func() (*server, error) { return b.mock(ctx) }); err != nil {
			return err
		}
		if err := bare.add(c, func() (*server, error) { return b.bare(ctx, recorded) }); err != nil {
			return err
		}
	}
	t := &table{Name: "start", Title: "start-up and memory", Columns: []column{
		{"mock", "", 1}, {"bare", "", 1}, {"more", "", 1},
	}}
	took, bareTook := milliseconds(median(own.took)), milliseconds(median(bare.took))
	holds, bareHolds := megabytes(median(own.holds)), megabytes(median(bare.holds))
	t.add("first reply, ms", []float64{took, bareTook, took - bareTook}, bound{"more", startBudget})
	t.add("resident after it, MB", []float64{holds, bareHolds, holds - bareHolds}, bound{"mock", residentBudget})
	b.report.Tables = append(b.report.Tables, t)
	return nil
}

// starts are several starts of one server.
type starts struct {
	took  []time.Duration
	holds []int64
}

func (s *starts) add(c testCase, start func() (*server, error)) error {
	began := time.Now()
	server, err := start()
	if err != nil {
		return err
	}
	defer server.close()
	if _, err := c.record(server.address); err != nil {
		return err
	}
	s.took = append(s.took, time.Since(began))
	holds, err := server.resident()
	s.holds = append(s.holds, holds)
	return err
}
