package mockserver

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/journal"
	"github.com/cotalker/rolecall/internal/printable"
)

// prepareRule looks at a rule, and finds what it names.
func (s *Server) prepareRule(r *Rule) (err error) {
	if r.Times == 0 {
		r.Times = 1
	}
	if r.Times < 0 || r.Times > maxRuleTimes {
		return fmt.Errorf("a rule answers 1 to %d requests, and not %d", maxRuleTimes, r.Times)
	}
	r.Left = r.Times
	if r.Operation != "" {
		if r.op, err = journal.OperationCalled(s.contract, r.Operation); err != nil {
			return err
		}
	}
	a := &r.Answer
	if a.Delay != "" {
		if r.delay, err = ParseDelay(a.Delay); err != nil {
			return err
		}
	}
	switch {
	case !a.replaces() && a.Delay == "" && !a.Drop:
		return fmt.Errorf("the rule says nothing of the answer; give it a status, an example, a body, headers, a delay or drop")
	case a.Drop && a.replaces():
		return fmt.Errorf("a rule drops the connection or answers, and not both")
	case a.Status != 0 && !isFinal(a.Status):
		return fmt.Errorf("%d is not a status from 200 to 599", a.Status)
	case a.Body != nil && a.Example != "":
		return fmt.Errorf("a rule answers with a body or with an example, and not with both")
	case a.Example != "" && r.op == nil:
		return fmt.Errorf("an example is that of an operation; name it")
	case a.Example != "":
		e := &endpoint{Operation: r.op}
		if declared := e.declared(a.Status, a.Example); declared == nil || !hasExample(declared, a.Example) {
			return fmt.Errorf("there is no such example %q of %s; %s", printable.Line(a.Example), r.op.ID, e.wishes())
		}
	}
	text, err := json.Marshal(a.Body)
	if err != nil || len(text) > maxRuleAnswer {
		return fmt.Errorf("the body of a rule is JSON of %d bytes at most", maxRuleAnswer)
	}
	if _, err := json.Marshal(r.Body); err != nil {
		return fmt.Errorf("the body that a rule is about is not JSON: %w", err)
	}
	return checkHeaders(a.Headers)
}

// framing are the headers that say how a reply is sent, which the mock alone does.
var framing = []string{"Connection", "Content-Length", "Keep-Alive", "Te", "Trailer", "Transfer-Encoding", "Upgrade"}

func checkHeaders(headers map[string]string) error {
	if len(headers) > maxHeaders {
		return fmt.Errorf("a rule has %d headers at most", maxHeaders)
	}
	for name, value := range headers {
		switch {
		case name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r) }):
			return fmt.Errorf("%q is not a name of a header", printable.Line(name))
		case slices.Contains(framing, http.CanonicalHeaderKey(name)):
			return fmt.Errorf("the header %s is written by the mock alone", name)
		case len(value) > maxHeaderText || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }):
			return fmt.Errorf("the value of the header %s is not one line of %d bytes at most", name, maxHeaderText)
		}
	}
	return nil
}
