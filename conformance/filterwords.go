package conformance

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/spelling"
	"github.com/cotalker/rolecall/spec"
)

// filterWords are the labels that a label expression names: neither its regular
// expressions nor its sets, which may well match nothing.
func filterWords(expression string) []string {
	var words []string
	for rest := strings.TrimLeft(expression, "&|!,() "); rest != ""; rest = strings.TrimLeft(rest, "&|!,() ") {
		if rest[0] == '/' {
			_, after, closed := strings.Cut(rest[1:], "/")
			if !closed {
				break
			}
			rest = after
			continue
		}
		end := strings.IndexAny(rest, "&|!,()/")
		if colon := strings.IndexByte(rest, ':'); colon >= 0 && (end < 0 || colon < end) {
			rest = afterSet(rest[colon+1:])
			continue
		}
		if end < 0 {
			end = len(rest)
		}
		words = append(words, strings.TrimSpace(rest[:end]))
		rest = rest[end:]
	}
	return words
}

// afterSet is what follows a set operation and its argument.
func afterSet(text string) string {
	open, end := strings.IndexByte(text, '{'), strings.IndexAny(text, "&|!,()/")
	if open >= 0 && (end < 0 || open < end) {
		_, after, _ := strings.Cut(text[open:], "}")
		return after
	}
	if end < 0 {
		return ""
	}
	return text[end:]
}

// labels are the words that a filter can hold.
type labels []string

// labelsOf are the labels of the checks, and all that the contract has words
// for; nil for no contract.
func labelsOf(checks []*Check, contract *spec.Contract) labels {
	known := labels{string(spec.MUST), string(spec.SHOULD), engine.ReadOnlyLabel, engine.OwnRule}
	for _, topic := range Topics() {
		known = append(known, string(topic))
	}
	if contract != nil {
		known = append(known, contract.Features...)
		for _, q := range contract.Requirements {
			known = append(known, q.ID)
		}
		for _, op := range contract.Operations {
			known = append(known, op.ID)
		}
	}
	seen := map[string]bool{}
	for _, word := range known {
		seen[word] = true
	}
	for _, c := range checks {
		for _, label := range c.Labels() {
			if !seen[label] {
				seen[label] = true
				known = append(known, label)
			}
		}
	}
	return known
}

// has tells whether a word is a label, in whatever case: Ginkgo takes them so.
func (l labels) has(word string) bool {
	return slices.ContainsFunc(l, func(label string) bool { return strings.EqualFold(label, word) })
}

// suggestion says what was meant, most likely.
func (l labels) suggestion(word string) string {
	if near := spelling.Nearest(word, l); near != "" {
		return "did you mean " + near + "?"
	}
	return "rolecall verify --list prints the checks, and a label is a topic, MUST, SHOULD, the id of a requirement or of an operation, a feature, or " + engine.ReadOnlyLabel
}
