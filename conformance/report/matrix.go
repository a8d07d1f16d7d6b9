package report

import (
	"slices"

	"github.com/cotalker/rolecall/conformance"
)

// matrix is the permission matrix: a row an operation or a member of its body,
// a column the rights that it was asked with.
type matrix struct {
	Columns []string
	Rows    []matrixRow
}

type matrixRow struct {
	Name  string
	Cells []matrixCell
}

type matrixCell struct {
	Class string // granted, denied, wrong, unknown or none
	Text  string
	Title string
}

func matrixOf(r *conformance.Report) matrix {
	var m matrix
	places := map[string]map[string]conformance.CheckReport{}
	for _, c := range r.Checks {
		if c.Row == "" {
			continue
		}
		if places[c.Row] == nil {
			places[c.Row] = map[string]conformance.CheckReport{}
			m.Rows = append(m.Rows, matrixRow{Name: c.Row})
		}
		if !slices.Contains(m.Columns, c.Column) {
			m.Columns = append(m.Columns, c.Column)
		}
		places[c.Row][c.Column] = c
	}
	for i := range m.Rows {
		for _, column := range m.Columns {
			c, asked := places[m.Rows[i].Name][column]
			m.Rows[i].Cells = append(m.Rows[i].Cells, cellOf(c, asked))
		}
	}
	return m
}

func cellOf(c conformance.CheckReport, asked bool) matrixCell {
	if !asked {
		return matrixCell{Class: "none"}
	}
	cell := matrixCell{Class: "denied", Text: "–", Title: c.ID}
	if c.Granted {
		cell.Class, cell.Text = "granted", "✓"
	}
	switch c.Status {
	case conformance.Failed:
		cell.Class, cell.Text = "wrong", "too little"
		if !c.Granted {
			cell.Text = "too much"
		}
	case conformance.Skipped, conformance.Broken:
		cell.Class, cell.Text, cell.Title = "unknown", "?", c.ID+": "+c.Reason
	}
	return cell
}
