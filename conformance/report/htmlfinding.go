package report

import (
	"fmt"
	"strconv"

	"github.com/cotalker/rolecall/conformance"
)

func (p *page) findings(r *conformance.Report, m matrix) {
	if len(r.Findings) == 0 {
		return
	}
	p.heading("findings", "Findings")
	for i, f := range r.Findings {
		p.open("section", "class", "finding "+string(f.Severity), "id", findingID(i))
		p.text("h3", "", fmt.Sprintf("%s: %s %s", f.Severity, f.Requirement, f.Level))
		p.text("p", "", f.Sentence)
		p.optional("p", f.Reason)
		p.text("p", "meta", checksOn(f))
		for _, problem := range f.Problems {
			p.problem(problem)
		}
		p.cellsOf(i, m)
		p.close("section")
	}
}

// cellsOf leads from a finding to its cells of the matrix.
func (p *page) cellsOf(finding int, m matrix) {
	var cells []matrixCell
	for _, row := range m.Rows {
		for _, cell := range row.Cells {
			if cell.Finding == finding {
				cells = append(cells, cell)
			}
		}
	}
	if len(cells) == 0 {
		return
	}
	p.open("details")
	p.text("summary", "", plural(len(cells), "cell")+" of the matrix")
	p.open("ul")
	for _, cell := range cells {
		p.open("li")
		p.link("#"+cell.ID, cell.Name+": "+cell.Text)
		p.close("li")
	}
	p.close("ul")
	p.close("details")
}

func findingID(i int) string { return "finding-" + strconv.Itoa(i+1) }

func (p *page) problem(one conformance.FindingProblem) {
	p.open("details")
	p.open("summary")
	p.raw(escaped(one.Got) + ` <span class="meta">instead of</span> ` + escaped(one.Expected))
	if one.Count > 1 {
		p.text("span", "meta", fmt.Sprintf(" (%d times)", one.Count))
	}
	p.close("summary")
	p.text("p", "", "check "+one.Check)
	if one.Caller != "" {
		p.text("p", "", "with the token of "+one.Caller)
	}
	if one.Token != "" {
		p.text("p", "", "which is "+one.Token)
	}
	p.optional("pre", one.Exchange)
	p.optional("pre", one.Curl)
	p.close("details")
}

// stale are the excuses that excuse nothing.
func (p *page) stale(r *conformance.Report) {
	if len(r.Stale) == 0 {
		return
	}
	p.heading("stale", "Excuses that excuse nothing")
	p.open("ul")
	for _, e := range r.Stale {
		p.text("li", "", e.String())
	}
	p.close("ul")
}

func (p *page) breaks(list []conformance.Break) {
	if len(list) == 0 {
		return
	}
	p.heading("breaks", "Not asked, or not for sure")
	p.open("div", "class", "wide")
	p.open("table")
	p.heads("outcome", "checks", "reason")
	for _, b := range list {
		p.open("tr")
		p.text("td", "", string(b.Status))
		p.text("td", "n", fmt.Sprint(b.Checks))
		p.text("td", "", b.Reason)
		p.close("tr")
	}
	p.close("table")
	p.close("div")
}
