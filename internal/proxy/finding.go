package proxy

import (
	"cmp"
	"fmt"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/spec"
)

// Whose fault a finding is.
const (
	Server = "server"
	Client = "client"
)

// Finding is one way in which the contract was broken, however often.
type Finding struct {
	Of          string `json:"of"`                    // server or client
	Requirement string `json:"requirement,omitempty"` // id, "" where none speaks of it
	Level       string `json:"level,omitempty"`
	Sentence    string `json:"sentence,omitempty"`
	Operation   string `json:"operation,omitempty"` // method and path, "" for none
	Expected    string `json:"expected"`
	Got         string `json:"got"`
	Place       string `json:"place,omitempty"` // file and line of the document
	Pointer     string `json:"pointer,omitempty"`
	Count       int    `json:"count"`
	Curl        string `json:"curl"` // repeats the first; secrets are variables of the shell
}

// kind is what makes two findings one.
type kind struct{ of, requirement, operation, expected, got string }

func (f Finding) kind() kind { return kind{f.Of, f.Requirement, f.Operation, f.Expected, f.Got} }

// judge finds what an exchange says against its client and its server. A server that
// grants what it has to refuse has a fault too.
func (p *Proxy) judge(x *passed) []Finding {
	var out []Finding
	of := p.requestFaults(x)
	for _, f := range of {
		out = append(out, p.finding(Client, p.contract.Rule(f.kind, x.op), x, f))
	}
	if x.op == nil {
		return out
	}
	for _, f := range p.replyFaults(x) {
		out = append(out, p.finding(Server, p.firstRule(f.rules, x.op), x, f.fault))
	}
	for _, f := range of {
		if x.status < 300 && !f.mayBeForgotten {
			granted := fault{expected: "a refusal of a request without " + f.expected, got: fmt.Sprint(x.status), where: f.where}
			out = append(out, p.finding(Server, p.contract.Rule(f.kind, x.op), x, granted))
		}
	}
	return out
}

// firstRule is the first requirement that speaks of an operation, "" for none.
func (p *Proxy) firstRule(ids []string, op *spec.Operation) string {
	for _, id := range ids {
		if q := p.contract.Requirement(id); q != nil && q.About(op) {
			return id
		}
	}
	return ""
}

func (p *Proxy) finding(of, rule string, x *passed, f fault) Finding {
	out := Finding{Of: of, Requirement: rule, Expected: f.expected, Got: f.got, Count: 1, Curl: p.curl(x)}
	if q := p.contract.Requirement(rule); q != nil {
		out.Level, out.Sentence = string(q.Level), q.Text
	}
	if x.op != nil {
		out.Operation = x.op.Method + " " + x.op.Path
	}
	if f.where.Line > 0 {
		out.Place, out.Pointer = positionText(p.contract, f.where), f.where.Pointer
	}
	return out
}

func positionText(c *spec.Contract, at document.Position) string {
	return fmt.Sprintf("%s:%d", cmp.Or(at.File, c.File), at.Line)
}
