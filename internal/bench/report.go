package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// report is what a run came to.
type report struct {
	Machine string   `json:"machine"`
	Quick   bool     `json:"quick"` // the rounds were too few and short to judge by
	Tables  []*table `json:"tables"`
}

// short lists the rows that missed a budget.
func (r *report) short() []string {
	var out []string
	for _, t := range r.Tables {
		for _, row := range t.Rows {
			if row.Verdict == missed {
				out = append(out, t.Title+": "+row.Name)
			}
		}
	}
	return out
}

// table is figures of one kind, a row for each thing measured.
type table struct {
	Name    string   `json:"name"` // of the section and the marker
	Title   string   `json:"title"`
	Columns []column `json:"columns"`
	Rows    []row    `json:"rows"`
	Notes   []string `json:"notes,omitempty"`
}

// column is one figure of each row.
type column struct {
	Name   string `json:"name"`
	Unit   string `json:"unit,omitempty"`
	digits int    // after the point
}

// row is one thing measured. It has a figure for each column.
type row struct {
	Name    string    `json:"name"`
	Figures []float64 `json:"figures"`
	Budget  string    `json:"budget,omitempty"`
	Verdict string    `json:"verdict,omitempty"` // "" where nothing is asked
}

// add appends a row. Each pair of figure and budget must hold; bounds name the
// columns they are of.
func (t *table) add(name string, figures []float64, bounds ...bound) {
	r := row{Name: name, Figures: figures}
	var budgets []string
	for _, b := range bounds {
		at := slices.IndexFunc(t.Columns, func(c column) bool { return c.Name == b.column })
		budgets = append(budgets, strings.TrimSpace(b.column+" "+b.budget.String()))
		if r.Verdict != missed {
			r.Verdict = b.budget.verdict(figures[at])
		}
	}
	r.Budget = strings.Join(budgets, ", ")
	t.Rows = append(t.Rows, r)
}

// bound is a budget of one column.
type bound struct {
	column string
	budget budget
}

// cells writes the table down as text: a head, then a line a row.
func (t *table) cells() [][]string {
	head := []string{t.Title}
	for _, c := range t.Columns {
		head = append(head, strings.TrimSpace(c.Name+" "+c.Unit))
	}
	bounded := slices.ContainsFunc(t.Rows, func(r row) bool { return r.Verdict != "" })
	if bounded {
		head = append(head, "budget", "")
	}
	out := [][]string{head}
	for _, r := range t.Rows {
		line := []string{r.Name}
		for i, f := range r.Figures {
			line = append(line, number(f, t.Columns[i].digits))
		}
		if bounded {
			line = append(line, r.Budget, r.Verdict)
		}
		out = append(out, line)
	}
	return out
}

func number(f float64, digits int) string {
	text := strconv.FormatFloat(f, 'f', digits, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		return whole + "." + fraction
	}
	return whole
}

// print writes the table for a terminal.
func (t *table) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out)
	for _, line := range t.cells() {
		fmt.Fprintf(w, "%s\t\n", strings.Join(line, "\t"))
	}
	w.Flush()
	for _, note := range t.Notes {
		fmt.Fprintln(out, "  "+note)
	}
}

func microseconds(d time.Duration) float64 { return float64(d) / 1e3 }
func milliseconds(d time.Duration) float64 { return float64(d) / 1e6 }

// megabytes are of a million bytes.
func megabytes(bytes int64) float64 { return float64(bytes) / 1e6 }
