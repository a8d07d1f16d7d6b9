package mockserver

import (
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// query is the query of a list request, as it was sent and as it is read.
type query struct {
	sent   []sent
	values []string // the values of all terms
	terms  []term   // in the order of the operation's parameters
}

// sent is one value with the position of its parameter.
type sent struct {
	position int
	text     string
}

func (q *query) forget() {
	clear(q.sent)
	clear(q.values)
	clear(q.terms)
	*q = query{sent: q.sent[:0], values: q.values[:0], terms: q.terms[:0]}
}

// parseQuery reads the query of a list strictly: unknown names, repeated
// single values and values out of range are refused.
func (x *exchange) parseQuery() *refusal {
	q, plan := &x.query, x.endpoint.list
	var wrong []fault
	for pair, rest := "", x.request.URL.RawQuery; rest != ""; {
		if pair, rest, _ = strings.Cut(rest, "&"); pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(rawName)
		value, err2 := url.QueryUnescape(rawValue)
		position, known := plan.positions[name]
		switch {
		case err != nil || err2 != nil:
			wrong = append(wrong, fault{parameter: rawName, detail: "is not percent-encoded as a URL wants it"})
		case !known && (x.isCredential("query", name) || x.endpoint.isOpen(name)):
		case !known:
			wrong = append(wrong, fault{parameter: name, detail: "is not a parameter of this operation"})
		default:
			q.sent = append(q.sent, sent{position, value})
		}
	}
	slices.SortStableFunc(q.sent, func(a, b sent) int { return a.position - b.position })
	for _, s := range q.sent {
		q.values = append(q.values, s.text)
	}
	for start, end := 0, 0; start < len(q.sent); start = end {
		position := q.sent[start].position
		for end = start; end < len(q.sent) && q.sent[end].position == position; end++ {
		}
		f, values := plan.filters[position], q.values[start:end]
		if f.Filter.Kind == spec.Cursor && plan.paging.strict && !isCursor(f.Parameter, values[0]) {
			wrong = append(wrong, fault{parameter: f.Name, detail: "is not a cursor of this list: send one that a page gave, as it is", where: f.Position()})
			continue
		}
		if f.Accepts(values) {
			if f.Separator != "" {
				values = strings.Split(strings.Join(values, f.Separator), f.Separator)
			}
			q.terms = append(q.terms, term{f, values})
			continue
		}
		_, violations := f.Parse(values)
		for _, v := range violations {
			wrong = append(wrong, fault{parameter: f.Name, detail: v.Detail, where: f.Position()})
		}
	}
	if len(wrong) > 0 {
		return x.server.refuse(spec.BadParameter, x.endpoint.Operation, "the query does not fit: "+joinFaults(wrong), wrong...)
	}
	return nil
}
