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

// HTML writes one file that needs no other: the verdict, what is missing, the
// counts, the findings and the permission matrix as a table.
func HTML(w io.Writer, r *conformance.Report) error {
	p := &page{}
	p.text("title", "", "rolecall verify: "+string(r.Verdict))
	p.raw("<style>\n" + style + "</style>\n</head>\n<body>\n")
	p.head(r)
	p.missing(r.Missing)
	p.topics(r)
	m := matrixOf(r)
	p.findings(r, m)
	p.stale(r)
	p.breaks(r.Breaks)
	p.matrix(m)
	p.about(r)
	_, err := io.WriteString(w, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"+
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"+p.b.String()+"</body>\n</html>\n")
	return err
}

// head stays in sight: the verdict, what it is about, and where the parts of the
// page are.
func (p *page) head(r *conformance.Report) {
	p.open("header")
	p.open("p", "class", "bar")
	p.text("strong", "verdict "+string(r.Verdict), string(r.Verdict))
	p.text("span", "meta", r.Counts.String())
	for _, link := range []struct {
		there    bool
		to, name string
	}{{len(r.Findings) > 0, "findings", "findings"}, {len(r.Breaks) > 0, "breaks", "not asked"}, {hasMatrix(r), "matrix", "matrix"}, {true, "about", "about"}} {
		if link.there {
			p.link("#"+link.to, link.name)
		}
	}
	p.close("p")
	p.close("header")
	p.text("h1", "", "rolecall verify: "+r.Contract)
	p.optional("p", r.Reason)
	target := r.Target
	if name := r.Implementation.String(); name != "" {
		target = name + " at " + target
	}
	p.text("p", "meta", fmt.Sprintf("%s, %s", target, r.Started.Format("2006-01-02 15:04:05 UTC")))
}

// missing are the personas that nobody can make.
func (p *page) missing(list []conformance.Missing) {
	if len(list) == 0 {
		return
	}
	lines := []string{"personas:"}
	for _, m := range list {
		lines = append(lines, fmt.Sprintf("  %s   # %s", strings.Join(m.Lines, "\n  "), plural(m.Checks, "check")))
	}
	p.open("section", "class", "finding warning")
	p.text("h3", "", "not asked: checks wait for personas that the target does not have, and that nobody can make")
	p.text("p", "", "Add to the target file:")
	p.text("pre", "", strings.Join(lines, "\n"))
	p.close("section")
}

// about is what was asked, by what and how.
func (p *page) about(r *conformance.Report) {
	p.heading("about", "About this run")
	p.open("dl")
	shard := ""
	if r.Shard != nil {
		shard = r.Shard.String()
	}
	var held []string
	for _, h := range r.Holdings {
		held = append(held, fmt.Sprintf("%d in %s", h.Records, h.Collection))
	}
	kills := ""
	if r.SelfTest != nil {
		kills = fmt.Sprintf("its checks kill %d of %d mutants (%s)", r.SelfTest.Killed, r.SelfTest.Of, r.SelfTest.Suite.String())
	}
	strict := ""
	if r.Strict {
		strict = "yes"
	}
	for _, fact := range [][2]string{
		{"target", r.Target},
		{"implementation", r.Implementation.String()},
		{"contract", r.Contract},
		{"document", strings.TrimSpace(r.Document.File + " " + r.Document.Digest)},
		{"features", strings.Join(r.Features, ", ")},
		{"suite", r.Suite.String()},
		{"self-test", kills},
		{"filter", r.Filter},
		{"strict", strict},
		{"shard", shard},
		{"run", r.Run},
		{"asked", fmt.Sprintf("%d of %d chosen checks, of %d that the contract gives rise to", r.Population.Asked, r.Population.Chosen, r.Population.All)},
		{"held before", strings.Join(held, ", ")},
		{"took", fmt.Sprintf("%d requests in %.1f s", r.Requests, r.Took)},
	} {
		if fact[1] != "" {
			p.text("dt", "", fact[0])
			p.text("dd", "", fact[1])
		}
	}
	p.close("dl")
}

// page is HTML being written. Every text is escaped here; what is raw comes
// from this file. The templates of the standard library would do the same, and
// keep every method of every type in the program: three megabytes of it.
type page struct{ b strings.Builder }

// escaped is a text as HTML may hold it: markup is none, and what HTML allows
// nowhere shows as U+FFFD.
func escaped(text string) string { return html.EscapeString(allowed(text)) }

func (p *page) raw(markup string) { p.b.WriteString(markup) }

// open begins an element; attributes come as names and values, and those
// without a value are left out.
func (p *page) open(element string, attributes ...string) {
	p.raw("<" + element)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			p.raw(" " + attributes[i] + `="` + escaped(attributes[i+1]) + `"`)
		}
	}
	p.raw(">")
}

func (p *page) close(element string) { p.raw("</" + element + ">\n") }

// text is an element that holds a text.
func (p *page) text(element, class, text string) {
	p.open(element, "class", class)
	p.raw(escaped(text))
	p.close(element)
}

// optional is an element for a text that need not be there.
func (p *page) optional(element, text string) {
	if text != "" {
		p.text(element, "", text)
	}
}

// heading begins a part of the page that a link leads to.
func (p *page) heading(id, text string) {
	p.open("h2", "id", id)
	p.raw(escaped(text))
	p.close("h2")
}

func (p *page) link(to, text string) {
	p.open("a", "href", to)
	p.raw(escaped(text))
	p.close("a")
}

func (p *page) topics(r *conformance.Report) {
	p.text("h2", "", "Topics")
	p.open("div", "class", "wide")
	p.open("table")
	p.heads("topic", "checks", "passed", "failed", "skipped", "broken", "not asked", "flaky")
	for _, topic := range r.Topics {
		if topic.All > 0 {
			p.counts(string(topic.Topic), topic.Counts)
		}
	}
	p.counts("all", r.Counts)
	p.close("table")
	p.close("div")
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
	for _, n := range []int{c.All, c.Passed, c.Failed, c.Skipped, c.Broken, c.NotAsked, c.Flaky} {
		p.text("td", "n", fmt.Sprint(n))
	}
	p.close("tr")
}
