package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// pair is what was measured of both servers with one request.
type pair struct {
	asked     testCase
	own, bare []sample // a round each
}

// launchPair starts both servers and measures them with every request. How fast
// a process is depends on where it happens to lie in memory, by a tenth, so one
// launch says little.
func (b *bench) launchPair(ctx context.Context) ([]*pair, error) {
	mock, err := b.mock(ctx)
	if err != nil {
		return nil, err
	}
	defer mock.close()
	work, err := newWorkload(b.contract, mock.address)
	if err != nil {
		return nil, err
	}
	cases, err := work.standard(b.creations)
	if err != nil {
		return nil, err
	}
	replies, err := recordAll(mock.address, cases)
	if err != nil {
		return nil, err
	}
	bareServer, err := b.bare(ctx, replies...)
	if err != nil {
		return nil, err
	}
	defer bareServer.close()
	var pairs []*pair
	for i, c := range cases {
		if !strings.Contains(c.name, b.only) {
			continue
		}
		b.progress(c.name)
		samples, err := b.compare(ctx, b.pairRounds, b.span, []contestant{
			{"mock", mock, c, c.resetFirst(mock.address), false},
			{"bare net/http", bareServer.at(i), c, nil, false},
		})
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, &pair{c, samples[0], samples[1]})
	}
	return pairs, nil
}

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
	var pairs []*pair
	for launch := range b.launches {
		b.progress(fmt.Sprintf("launch %d of %d", launch+1, b.launches))
		more, err := b.launchPair(ctx)
		if err != nil {
			return err
		}
		for i, p := range more {
			if launch == 0 {
				pairs = append(pairs, p)
				continue
			}
			pairs[i].own, pairs[i].bare = append(pairs[i].own, p.own...), append(pairs[i].bare, p.bare...)
		}
	}
	for _, p := range pairs {
		allocations, err := p.asked.allocations(b.contract)
		if err != nil {
			return err
		}
		t.add(p.asked.name, []float64{
			of(p.own, sample.rate), ratio(p.own, p.bare, sample.rate),
			microseconds(of(p.own, sample.cost)), ratio(p.own, p.bare, sample.cost),
			microseconds(of(p.own, func(s sample) time.Duration { return s.p50 })),
			microseconds(of(p.own, func(s sample) time.Duration { return s.p99 })),
			allocations, of(p.own, sample.busy),
		}, bound{"of bare", rateBudget[p.asked.kind]}, bound{"× bare", costBudget[p.asked.kind]})
	}
	t.Notes = []string{
		fmt.Sprintf("%d connections, medians of %d rounds of %s, with both servers started %d times; × bare is of the processor time a request",
			b.connections, b.pairRounds*b.launches, b.span, b.launches),
		"allocations are those of the mock's handler, above net/http's own; busy is the share of its core that the mock took",
	}
	b.report.Tables = append(b.report.Tables, t)
	return nil
}
