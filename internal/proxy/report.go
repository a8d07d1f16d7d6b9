package proxy

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// ReportSchema names the form in which a report is written as JSON.
const ReportSchema = "rolecall-proxy-report/1"

// mostFindings bounds how many kinds of finding are kept.
const mostFindings = 1000

// The verdicts, in the words of rolecall verify.
const (
	Conformant   = "conformant"
	Violated     = "violated"
	Inconclusive = "inconclusive"
)

// Report is what a proxy has seen so far. Its members are called as those of the
// report of rolecall verify, as far as both have them.
type Report struct {
	Schema     string         `json:"schema"`
	Contract   string         `json:"contract"`
	Target     string         `json:"target"`
	Started    time.Time      `json:"started"`
	Took       float64        `json:"seconds"`
	Verdict    string         `json:"verdict"`
	Reason     string         `json:"reason,omitempty"`
	Requests   int            `json:"requests"`
	Judged     int            `json:"judged"`     // those that an operation of the contract answers
	Unanswered int            `json:"unanswered"` // those that the target did not answer
	Operations map[string]int `json:"operations"` // requests, by method and path
	Unasked    []string       `json:"unasked"`    // operations that no request was for
	Findings   []Finding      `json:"findings"`   // the server's, then the client's
	Further    int            `json:"further"`    // findings of other kinds that were not kept
}

func newReport(c *spec.Contract, target *url.URL) Report {
	shown := *target
	shown.User = nil
	return Report{Schema: ReportSchema, Contract: c.Title + " " + c.Version, Target: shown.String(), Started: time.Now(), Operations: map[string]int{}}
}

// count adds an exchange to the report.
func (p *Proxy) count(x *passed, seen Exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.report.Requests++
	switch {
	case x.problem != nil:
		p.report.Unanswered++
	case x.op != nil && x.status != 0:
		p.report.Judged++
		p.report.Operations[x.op.Method+" "+x.op.Path]++
	}
	for _, f := range seen.Findings {
		at, known := p.kinds[f.kind()]
		switch {
		case known:
			p.report.Findings[at].Count++
		case len(p.report.Findings) == mostFindings:
			p.report.Further++
		default:
			p.kinds[f.kind()] = len(p.report.Findings)
			p.report.Findings = append(p.report.Findings, f)
		}
	}
}

// Report is what was seen so far. A server is found conformant where something was
// judged, and nothing spoke against it.
func (p *Proxy) Report() Report {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.report
	out.Took = time.Since(out.Started).Seconds()
	out.Findings = slices.Clone(out.Findings)
	slices.SortStableFunc(out.Findings, func(a, b Finding) int {
		if a.Of != b.Of && a.Of == Server {
			return -1
		} else if a.Of != b.Of {
			return 1
		}
		return 0
	})
	out.Operations, out.Unasked = map[string]int{}, []string{}
	for _, op := range p.contract.Operations {
		name := op.Method + " " + op.Path
		if n := p.report.Operations[name]; n > 0 {
			out.Operations[name] = n
		} else {
			out.Unasked = append(out.Unasked, name)
		}
	}
	switch {
	case out.By(Server) > 0:
		out.Verdict = Violated
	case out.Judged == 0:
		out.Verdict, out.Reason = Inconclusive, "no request was for an operation of the contract"
		if out.Unanswered > 0 {
			out.Reason = fmt.Sprintf("%d of %d requests had no answer of the target", out.Unanswered, out.Requests)
		}
	default:
		out.Verdict = Conformant
	}
	if out.Findings == nil {
		out.Findings = []Finding{}
	}
	return out
}

// By counts the kinds of finding of a server that break a MUST, or of a client.
func (r Report) By(of string) int {
	n := 0
	for _, f := range r.Findings {
		if f.Of == of && (of == Client || f.Level != string(spec.SHOULD)) {
			n++
		}
	}
	return n
}
