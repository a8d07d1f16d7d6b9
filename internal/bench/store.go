package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

// measureStore is what a store costs: mocks that keep their worlds in a file or in
// PostgreSQL, one or three behind HAProxy, beside mocks that keep nothing. All of
// them, the database and the balancers share the servers' core.
func measureStore(ctx context.Context, b *bench) error {
	os.Setenv("ROLECALL_SHARED", "1") // starts servers; tests must ask for them
	defer os.Unsetenv("ROLECALL_SHARED")
	b.letServersRest()
	l := &layout{bench: b}
	defer l.end()
	if err := l.start(ctx); err != nil {
		return err
	}
	work, err := newWorkload(b.contract, l.alone.address)
	if err != nil {
		return err
	}
	if err := l.writes(ctx, work); err != nil {
		return err
	}
	if err := l.reads(ctx, work); err != nil {
		return err
	}
	return l.startsOver(ctx, work)
}

// writes compares creates.
func (l *layout) writes(ctx context.Context, work *workload) error {
	c, err := work.creation(l.creations)
	if err != nil {
		return err
	}
	rows := []struct {
		name   string
		server *server
	}{
		{"no store", l.alone},
		{"`file:`", l.file},
		{"`postgres://`", l.single},
		{"no store, HAProxy before it", l.aloneBehind},
		{"`postgres://`, HAProxy before it", l.singleBehind},
		{"`postgres://`, HAProxy before three", l.three},
	}
	var all []contestant
	before := make([]tallies, len(rows))
	for i, row := range rows {
		all = append(all, contestant{row.name, row.server, c, c.resetFirst(row.server.address), true})
		if before[i], err = row.server.tallies(); err != nil {
			return err
		}
	}
	samples, err := l.compare(ctx, l.rounds, l.storeSpan(), all)
	if err != nil {
		return err
	}
	t := &table{Name: "store-writes", Title: "POST, 16 clients", Columns: []column{
		{"creates/s", "", 0}, {"of no store", "", 2}, {"of the same place", "", 2}, {"CPU of mocks", "µs", 1}, {"entries", "", 0}, {"creates an entry", "", 1}, {"an append", "µs", 0}, {"others were first", "%", 1}, {"503", "", 0},
	}}
	for i, row := range rows {
		after, err := row.server.tallies()
		if err != nil {
			return err
		}
		counted := after.since(before[i])
		place := samples[0]
		if row.server.members != nil {
			place = samples[3]
		}
		figures := []float64{
			of(samples[i], sample.rate), ratio(samples[i], samples[0], sample.rate), ratio(samples[i], place, sample.rate),
			microseconds(of(samples[i], sample.cost)), counted.appended, 0, 0, 0, counted.refused,
		}
		if counted.appended > 0 {
			figures[5] = counted.created / counted.appended
			figures[6] = 1e6 * counted.appending / counted.appended
			figures[7] = 100 * counted.conflicts / (counted.appended + counted.conflicts)
		}
		if row.server == l.file {
			t.add(row.name, figures, bound{"of no store", fileBudget})
			continue
		}
		t.add(row.name, figures)
	}
	t.Notes = []string{
		fmt.Sprintf("%d connections, medians of %d rounds of %s; mocks, database and balancers share one core", l.connections, l.rounds, l.storeSpan()),
		"of the same place: beside a mock without a store that is asked likewise, with a balancer before it or without",
		"an append: until the store has an entry, with the fsync of a file or the commit of a database",
		"others were first: entries that were decided again, for another replica had appended before",
	}
	l.report.Tables = append(l.report.Tables, t)
	return nil
}

// reads compares reads by id.
func (l *layout) reads(ctx context.Context, work *workload) error {
	c, err := work.readOne()
	if err != nil {
		return err
	}
	rows := []contestant{
		{"no store", l.alone, c, nil, true},
		{"`file:`", l.file, c, nil, true},
		{"`postgres://`", l.single, c, nil, true},
		{"no store, HAProxy before it", l.aloneBehind, c, nil, true},
		{"`postgres://`, HAProxy before it", l.singleBehind, c, nil, true},
		{"`postgres://`, HAProxy before three", l.three, c, nil, true},
		{"the same, `--reads local`", l.local, c, nil, true},
	}
	before := make([]tallies, len(rows))
	for i, row := range rows {
		if before[i], err = row.server.tallies(); err != nil {
			return err
		}
	}
	samples, err := l.compare(ctx, l.rounds, l.storeSpan(), rows)
	if err != nil {
		return err
	}
	const balanced, one = 3, 4
	t := &table{Name: "store-reads", Title: c.name + ", 16 clients", Columns: []column{
		{"reads/s", "", 0}, {"of no store", "", 2}, {"of no store behind HAProxy", "", 2}, {"of one with PostgreSQL behind HAProxy", "", 2}, {"CPU of mocks", "µs", 1}, {"reads a question", "", 1},
	}}
	for i, row := range rows {
		after, err := row.server.tallies()
		if err != nil {
			return err
		}
		counted := after.since(before[i])
		figures := []float64{
			of(samples[i], sample.rate), ratio(samples[i], samples[0], sample.rate), ratio(samples[i], samples[balanced], sample.rate), ratio(samples[i], samples[one], sample.rate),
			microseconds(of(samples[i], sample.cost)), 0,
		}
		if counted.questions > 0 {
			figures[5] = counted.asked / counted.questions
		}
		if row.server == l.three {
			t.add(row.name, figures, bound{"of one with PostgreSQL behind HAProxy", replicaBudget})
			continue
		}
		t.add(row.name, figures)
	}
	t.Notes = []string{"reads a question: how many requests one question for the head of the log was asked for; 0 where none is asked over the network"}
	l.report.Tables = append(l.report.Tables, t)
	return nil
}

// startsOver measures the first reply of mocks whose store holds many users.
func (l *layout) startsOver(ctx context.Context, work *workload) error {
	t := &table{Name: "store-start", Title: fmt.Sprintf("a start with %s users that requests made", number(float64(l.kept), 0)), Columns: []column{
		{"first reply", "s", 2}, {"CPU", "s", 2}, {"resident", "MB", 0},
	}}
	filling, err := work.creation(l.kept)
	if err != nil {
		return err
	}
	read, err := work.readSelf()
	if err != nil {
		return err
	}
	var database string
	if err := l.try(l.cores.servers, func() { database = l.database.Database("start") }); err != nil {
		return err
	}
	for _, one := range []struct{ name, url string }{{"`file:`", "file:" + l.dir + "/start"}, {"`postgres://`", database}} {
		l.progress("filling " + one.name)
		mock, err := l.mock(ctx, "--store", one.url)
		if err != nil {
			return err
		}
		_, err = load{connections: l.connections, span: 5 * time.Minute}.run(ctx, mock.address, filling.feeder(), mock.cpu)
		mock.close() // keeps a snapshot
		if err != nil {
			return err
		}
		var s starts
		var used []time.Duration
		for range l.starting() {
			err := s.add(read, func() (*server, error) {
				mock, err := l.mock(ctx, "--store", one.url)
				if err == nil {
					_, err = read.record(mock.address)
				}
				if err != nil {
					return nil, err
				}
				cpu, err := mock.cpu()
				used = append(used, cpu)
				return mock, err
			})
			if err != nil {
				return err
			}
		}
		t.add(one.name, []float64{median(s.took).Seconds(), median(used).Seconds(), megabytes(median(s.holds))}, bound{"first reply", snapshotBudget})
	}
	t.Notes = []string{"from a snapshot, which the mock before kept when it ended; medians of " + fmt.Sprint(l.starting()) + " starts"}
	l.report.Tables = append(l.report.Tables, t)
	return nil
}

// storeSpan is how long a measurement takes here, where a disk has its say.
func (l *layout) storeSpan() time.Duration { return max(l.span, 200*time.Millisecond) }

// starting is how often each of them is started.
func (l *layout) starting() int { return min(l.bench.starts, 5) }
