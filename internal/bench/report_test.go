package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestVerdicts(t *testing.T) {
	tbl := &table{Name: "speed", Title: "speed", Columns: []column{{"rate", "", 2}, {"cost", "µs", 1}}}
	rate, cost := bound{"rate", budget{AtLeast: 0.9}}, bound{"cost", budget{AtMost: 10}}
	tbl.add("both kept", []float64{0.9, 10}, rate, cost)
	tbl.add("slow", []float64{0.89, 10}, rate, cost)
	tbl.add("dear", []float64{0.9, 10.1}, rate, cost)
	tbl.add("nothing asked", []float64{0, 99})
	for i, want := range []string{"ok", missed, missed, ""} {
		if got := tbl.Rows[i].Verdict; got != want {
			t.Errorf("%s: %q, want %q", tbl.Rows[i].Name, got, want)
		}
	}
	r := &report{Tables: []*table{tbl}}
	if got := strings.Join(r.short(), ";"); got != "speed: slow;speed: dear" {
		t.Errorf("missed: %s", got)
	}
}

func TestRatiosAreOfTheSameRound(t *testing.T) {
	second := func(n int) sample { return sample{requests: n, elapsed: time.Second} }
	own, other := []sample{second(50), second(900), second(90)}, []sample{second(100), second(1000), second(100)}
	if got := ratio(own, other, sample.rate); got != 0.9 {
		t.Errorf("median of 0.5, 0.9 and 0.9: %v", got)
	}
	if got := ratio(own, other, sample.cost); got != 0 {
		t.Errorf("a cost that is not known has no ratio, got %v", got)
	}
}

func TestTablesGoBetweenTheirMarkers(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.md")
	page := "before\n<!-- bench:speed -->\nold\n<!-- /bench:speed -->\nafter\n"
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	tbl := &table{Name: "speed", Title: "speed", Columns: []column{{"rate", "", 0}}, Notes: []string{"a note"}}
	tbl.add("row", []float64{1234567})
	r := &report{Machine: "2 cores", Tables: []*table{tbl}}
	for range 2 { // the second finds what the first wrote
		if err := writeMarkdown(file, r); err != nil {
			t.Fatal(err)
		}
	}
	text, _ := os.ReadFile(file)
	want := "before\n<!-- bench:speed -->\n| speed | rate |\n|---|---:|\n| row | 1,234,567 |\n\n2 cores.\nA note.\n<!-- /bench:speed -->\nafter\n"
	if string(text) != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	tbl.Name = "elsewhere"
	if err := writeMarkdown(file, r); err == nil || !strings.Contains(err.Error(), "bench:elsewhere") {
		t.Errorf("a page without the markers: %v", err)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{"--only", "nothing"}, {"--unknown"}, {"argument"}} {
		var errOut strings.Builder
		if code := run(t.Context(), args, &errOut, &errOut); code != 2 {
			t.Errorf("%v: exit code %d, want 2\n%s", args, code, errOut.String())
		}
	}
}
