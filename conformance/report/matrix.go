package report

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

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
	ID      string // of the element, "" where there is no such cell
	Name    string // row and column
	Class   string // granted, denied, wrong, unsure, unknown or none
	Text    string
	Title   string
	Finding int // place of the finding that tells of it, -1 for none
}

func hasMatrix(r *conformance.Report) bool {
	return slices.ContainsFunc(r.Checks, func(c conformance.CheckReport) bool { return c.Row != "" })
}

func matrixOf(r *conformance.Report) matrix {
	var m matrix
	finding := map[string]int{}
	for i, f := range r.Findings {
		for _, id := range f.Checks {
			finding[id] = i
		}
	}
	columns, rows := map[string]int{}, map[string]int{}
	for _, c := range r.Checks {
		if c.Row == "" {
			continue
		}
		if _, known := columns[c.Column]; !known {
			columns[c.Column] = len(m.Columns)
			m.Columns = append(m.Columns, c.Column)
		}
		if _, known := rows[c.Row]; !known {
			rows[c.Row] = len(m.Rows)
			m.Rows = append(m.Rows, matrixRow{Name: c.Row})
		}
	}
	for i := range m.Rows {
		for range m.Columns {
			m.Rows[i].Cells = append(m.Rows[i].Cells, matrixCell{Class: "none", Finding: -1})
		}
	}
	for _, c := range r.Checks {
		if c.Row == "" {
			continue
		}
		row, column := rows[c.Row], columns[c.Column]
		cell := cellOf(c)
		cell.ID, cell.Finding = fmt.Sprintf("cell-%d-%d", row+1, column+1), -1
		if i, told := finding[c.ID]; told {
			cell.Finding = i
		}
		m.Rows[row].Cells[column] = cell
	}
	return m
}

func cellOf(c conformance.CheckReport) matrixCell {
	cell := matrixCell{Name: c.Row + " × " + c.Column, Class: "denied", Text: "–", Title: c.ID}
	if c.Granted {
		cell.Class, cell.Text = "granted", "✓"
	}
	switch c.Status {
	case conformance.Failed:
		cell.Class, cell.Text = "wrong", wrongness(c)
		if c.Severity != conformance.Violation {
			cell.Class += " excused"
		}
		if len(c.Problems) > 0 {
			cell.Title += ": " + c.Problems[0].String()
		}
	case conformance.Flaky:
		cell.Class, cell.Text, cell.Title = "unsure", "flaky", c.ID+": "+c.Reason
	case conformance.Skipped, conformance.Broken, conformance.NotAsked:
		cell.Class, cell.Text, cell.Title = "unknown", "?", c.ID+": "+string(c.Status)+": "+c.Reason
	}
	return cell
}

// wrongness tells a right that was granted or kept back against the contract
// from a reply that is neither.
func wrongness(c conformance.CheckReport) string {
	for _, p := range c.Problems {
		switch {
		case !c.Granted && p.Status/100 == 2:
			return "too much"
		case c.Granted && (p.Status == http.StatusUnauthorized || p.Status == http.StatusForbidden):
			return "too little"
		}
	}
	if len(c.Problems) > 0 && c.Problems[0].Status >= 300 {
		return fmt.Sprint("wrong: ", c.Problems[0].Status)
	}
	return "wrong"
}

func (p *page) matrix(m matrix) {
	if len(m.Rows) == 0 {
		return
	}
	p.heading("matrix", "Permission matrix")
	p.text("p", "meta", "✓ granted and – denied as the contract has it; red where the target does otherwise, which leads to the finding; ? not asked.")
	p.open("div", "class", "wide tall")
	p.open("table", "class", "matrix")
	p.raw("<thead>")
	p.open("tr")
	p.text("th", "", "")
	for _, column := range m.Columns {
		p.open("th", "class", "c", "scope", "col")
		p.raw("<span>" + strings.ReplaceAll(escaped(column), "+", "+<wbr>") + "</span>") // a long one in two lines
		p.close("th")
	}
	p.close("tr")
	p.raw("</thead>\n<tbody>")
	for _, row := range m.Rows {
		p.open("tr")
		p.open("th", "class", "r", "scope", "row")
		p.raw(escaped(row.Name))
		p.close("th")
		for _, cell := range row.Cells {
			p.open("td", "class", cell.Class, "id", cell.ID, "title", cell.Title)
			if cell.Finding >= 0 {
				p.link("#"+findingID(cell.Finding), cell.Text)
			} else {
				p.raw(escaped(cell.Text))
			}
			p.close("td")
		}
		p.close("tr")
	}
	p.raw("</tbody>\n")
	p.close("table")
	p.close("div")
}
