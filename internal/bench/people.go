package main

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// measurePeople is how many people a second the fixtures make, from the
// package's own benchmark.
func measurePeople(ctx context.Context, b *bench) error {
	const name, rate = "BenchmarkUsers", "records/s"
	times := strconv.Itoa(b.people) + "x"
	test := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", "^"+name+"$", "-benchtime", times, "-count", strconv.Itoa(b.scaleRounds), "./fixtures")
	test.Dir = checkout
	text, err := test.CombinedOutput()
	if err != nil {
		return fmt.Errorf("running the benchmark of fixtures: %w\n%s", err, text)
	}
	t := &table{Name: "fixtures", Title: "fixtures on one core", Columns: []column{{rate, "", 0}, {"time of gofakeit alone", "×", 2}, {"bytes/s", "MB", 0}, {"allocations", "", 2}}}
	figures := map[string][]float64{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || !strings.HasPrefix(fields[0], name) {
			continue
		}
		for i := 2; i+1 < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return fmt.Errorf("reading %q: %w", line, err)
			}
			unit := fields[i+1]
			if strings.HasSuffix(unit, "/s") && unit != "MB/s" {
				unit = rate // the benchmark calls it by what it makes
			}
			figures[unit] = append(figures[unit], value)
		}
	}
	if len(figures[rate]) == 0 {
		return fmt.Errorf("the benchmark of fixtures tells no rate:\n%s", text)
	}
	t.add("as NDJSON", []float64{
		median(figures[rate]), median(figures["times-gofakeit"]), median(figures["MB/s"]), median(figures["allocs/op"]),
	}, bound{rate, peopleBudget})
	b.report.Tables = append(b.report.Tables, t)
	return nil
}
