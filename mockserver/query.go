package mockserver

import (
	"net/url"
	"strings"
)

// query is the query of a list request, as it was sent and as it is read.
type query struct {
	sent  []sent
	texts []string // the values of all terms
	terms []term   // in the order of the operation's parameters
}

// sent is one value with the place of its parameter.
type sent struct {
	place int
	text  string
}

func (q *query) forget() {
	clear(q.sent)
	clear(q.texts)
	clear(q.terms)
	*q = query{sent: q.sent[:0], texts: q.texts[:0], terms: q.terms[:0]}
}

// parseQuery reads the query of a list strictly: unknown names, repeated
// single values and values out of range are refused.
func (x *exchange) parseQuery() *refusal {
	q, plan := &x.query, x.endpoint.list
	var wrong []fault
	for pair := range strings.SplitSeq(x.request.URL.RawQuery, "&") {
		if pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, err := unescape(rawName)
		value, err2 := unescape(rawValue)
		place, known := plan.places[name]
		switch {
		case err != nil || err2 != nil:
			wrong = append(wrong, fault{parameter: rawName, detail: "is not percent-encoded as a URL wants it"})
		case !known:
			wrong = append(wrong, fault{parameter: name, detail: "is not a parameter of this operation"})
		default:
			q.sent = append(q.sent, sent{place, value})
		}
	}
	for i := range plan.filters {
		f := &plan.filters[i]
		start := len(q.texts)
		for _, s := range q.sent {
			if s.place == i {
				q.texts = append(q.texts, s.text)
			}
		}
		values := q.texts[start:]
		if len(values) == 0 {
			continue
		}
		if f.Accepts(values) {
			q.terms = append(q.terms, term{f, values})
			continue
		}
		_, violations := f.Parse(values)
		for _, v := range violations {
			wrong = append(wrong, fault{parameter: f.Name, detail: v.Detail})
		}
	}
	if len(wrong) > 0 {
		return x.server.refuse(badParameter, x.endpoint.Operation, "the query does not fit: "+listed(wrong), wrong...)
	}
	return nil
}

// unescape reads a name or a value of a query, most of which stand as they are.
func unescape(text string) (string, error) {
	if strings.IndexByte(text, '%') < 0 && strings.IndexByte(text, '+') < 0 {
		return text, nil
	}
	return url.QueryUnescape(text)
}
