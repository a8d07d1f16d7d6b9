package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// measureRequests is the main table: the mock beside the bare server, case by
// case.
func measureRequests(ctx context.Context, b *bench) error {
	t := &table{Name: "requests", Title: "mock and bare net/http", Columns: []column{
		{"requests/s", "", 0},
		{"of bare", "", 2},
		{"CPU", "µs", 1},
		{"× bare", "", 2},
		{"p50", "µs", 0},
		{"p99", "µs", 0},
		{"allocations", "", 0},
		{"busy", "", 2},
	}}
	mock, err := b.mock(ctx)
	if err != nil {
		return err
	}
	defer mock.close()
	book, err := openCasebook(b.contract, mock.address)
	if err != nil {
		return err
	}
	cases, err := book.standard(b.creations)
	if err != nil {
		return err
	}
	replies, err := recordAll(mock.address, cases)
	if err != nil {
		return err
	}
	bareServer, err := b.bare(ctx, replies...)
	if err != nil {
		return err
	}
	defer bareServer.close()
	for i, c := range cases {
		if !strings.Contains(c.name, b.only) {
			continue
		}
		b.progress(c.name)
		samples, err := b.contest(ctx, b.rounds, b.span, []entrant{
			{"mock", mock, c, c.afresh(mock.address)},
			{"bare net/http", bareServer.at(i), c, nil},
		})
		if err != nil {
			return err
		}
		allocations, err := c.allocations(b.contract)
		if err != nil {
			return err
		}
		own, bare := samples[0], samples[1]
		t.add(c.name, []float64{
			of(own, sample.rate), ratio(own, bare, sample.rate),
			microseconds(of(own, sample.cost)), ratio(own, bare, sample.cost),
			microseconds(of(own, func(s sample) time.Duration { return s.p50 })),
			microseconds(of(own, func(s sample) time.Duration { return s.p99 })),
			allocations, of(own, sample.busy),
		}, bound{"of bare", rateBudget[c.kind]}, bound{"× bare", costBudget[c.kind]})
	}
	t.Notes = []string{
		fmt.Sprintf("%d connections, medians of %d rounds of %s; × bare is of the processor time a request", b.connections, b.rounds, b.span),
		"allocations are those of the mock's handler, above net/http's own; busy is the share of its core that the mock took",
	}
	b.report.Tables = append(b.report.Tables, t)
	return nil
}
