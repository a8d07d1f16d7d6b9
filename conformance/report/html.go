package report

import (
	_ "embed"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/cotalker/rolecall/conformance"
)

//go:embed report.css
var style string

// HTML writes one file that needs no other: the verdict, the counts, the
// findings and the permission matrix as a table.
func HTML(w io.Writer, r *conformance.Report) error {
	p := &page{}
	p.text("title", "", "rolecall verify: "+string(r.Verdict))
	p.raw("<style>\n" + style + "</style>\n</head>\n<body>\n")
	p.text("h1", "", "rolecall verify")
	p.text("p", "verdict "+string(r.Verdict), string(r.Verdict))
	p.optional("p", "", r.Reason)
	p.text("p", "meta", fmt.Sprintf("%s at %s, %s", r.Contract, r.Target, r.Started.Format("2006-01-02 15:04:05 UTC")))
	p.text("p", "meta", runText(r))
	p.topics(r)
	p.findings(r.Findings)
	p.breaks(r.Breaks)
	p.matrix(matrixOf(r))
	_, err := io.WriteString(w, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"+
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"+p.b.String()+"</body>\n</html>\n")
	return err
}

// runText is what was asked, and how.
func runText(r *conformance.Report) string {
	text := fmt.Sprintf("%s; %d requests in %.1f s; features: %s", Counts(r.Counts), r.Requests, r.Took, strings.Join(r.Features, ", "))
	if r.Filter != "" {
		text += "; filter: " + r.Filter
	}
	if r.Strict {
		text += "; strict"
	}
	return text
}

// page is HTML being written. Every text is escaped here; what is raw comes
// from this file. The templates of the standard library would do the same, and
// keep every method of every type in the program: three megabytes of it.
type page struct{ b strings.Builder }

func (p *page) raw(markup string) { p.b.WriteString(markup) }

// open begins an element; attributes come as names and values, and those
// without a value are left out.
func (p *page) open(element string, attributes ...string) {
	p.raw("<" + element)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			p.raw(" " + attributes[i] + `="` + html.EscapeString(attributes[i+1]) + `"`)
		}
	}
	p.raw(">")
}

func (p *page) close(element string) { p.raw("</" + element + ">\n") }

// text is an element that holds a text.
func (p *page) text(element, class, text string) {
	p.open(element, "class", class)
	p.raw(html.EscapeString(text))
	p.close(element)
}

// optional is an element for a text that need not be there.
func (p *page) optional(element, class, text string) {
	if text != "" {
		p.text(element, class, text)
	}
}

func (p *page) topics(r *conformance.Report) {
	p.text("h2", "", "Topics")
	p.open("table")
	p.heads("topic", "checks", "passed", "failed", "skipped", "broken")
	for _, topic := range r.Topics {
		if topic.All > 0 {
			p.counts(string(topic.Topic), topic.Counts)
		}
	}
	p.counts("all", r.Counts)
	p.close("table")
}

func (p *page) heads(names ...string) {
	p.open("tr")
	for _, name := range names {
		p.text("th", "", name)
	}
	p.close("tr")
}

func (p *page) counts(name string, c conformance.Counts) {
	p.open("tr")
	p.text("td", "", name)
	for _, n := range []int{c.All, c.Passed, c.Failed, c.Skipped, c.Broken} {
		p.text("td", "n", fmt.Sprint(n))
	}
	p.close("tr")
}

func (p *page) findings(list []conformance.Finding) {
	if len(list) > 0 {
		p.text("h2", "", "Findings")
	}
	for _, f := range list {
		p.open("section", "class", "finding "+string(f.Severity))
		p.text("h3", "", fmt.Sprintf("%s: %s %s", f.Severity, f.Requirement, f.Level))
		p.text("p", "", f.Sentence)
		p.optional("p", "", f.Reason)
		p.text("p", "meta", plural(len(f.Checks), "check")+" on "+Operations(f))
		for _, problem := range f.Problems {
			p.problem(problem)
		}
		p.close("section")
	}
}

func (p *page) problem(one conformance.FindingProblem) {
	p.open("details")
	p.open("summary")
	p.raw(html.EscapeString(one.Got) + ` <span class="meta">instead of</span> ` + html.EscapeString(one.Expected))
	if one.Count > 1 {
		p.text("span", "meta", fmt.Sprintf(" (%d times)", one.Count))
	}
	p.close("summary")
	p.text("p", "", "check "+one.Check)
	if one.Caller != "" {
		p.text("p", "", "with the token of "+one.Caller)
	}
	p.optional("pre", "", one.Exchange)
	p.optional("pre", "", one.Curl)
	p.close("details")
}

func (p *page) breaks(list []conformance.Break) {
	if len(list) == 0 {
		return
	}
	p.text("h2", "", "Not asked")
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
}

func (p *page) matrix(m matrix) {
	if len(m.Rows) == 0 {
		return
	}
	p.text("h2", "", "Permission matrix")
	p.text("p", "meta", "✓ granted and – denied as the contract has it; red where the target does otherwise; ? not asked.")
	p.open("div", "class", "wide")
	p.open("table", "class", "matrix")
	p.open("tr")
	p.text("th", "", "")
	for _, column := range m.Columns {
		p.text("th", "c", column)
	}
	p.close("tr")
	for _, row := range m.Rows {
		p.open("tr")
		p.text("th", "r", row.Name)
		for _, cell := range row.Cells {
			p.open("td", "class", cell.Class, "title", cell.Title)
			p.raw(html.EscapeString(cell.Text) + "</td>")
		}
		p.close("tr")
	}
	p.close("table")
	p.close("div")
}
