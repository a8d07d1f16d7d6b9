//go:build unix

package hostile_test

import (
	"io"
	"log"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/hostile"
	"github.com/cotalker/rolecall/spec"
)

var quiet = log.New(io.Discard, "", 0)

// harmless lists the mutations of which the contract does not speak, each with
// its reason: a run that meets no other may be conformant.
func harmless(m hostile.Mutation, places []string) bool {
	name := m.String()
	starts := func(beginnings ...string) bool {
		return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(name, b) })
	}
	switch m.Kind {
	case "second-reply", "body-of-head":
		// What follows a reply is the answer to nothing: the client leaves the
		// connection.
		return true
	case "many-members":
		// A reply may carry more members than the contract names.
		return true
	case "reset", "close":
		// Now and then: so does a server whose patience with a connection ends
		// while the next request is on its way, and it is sent again.
		return m.Share > 1
	case "informational":
		// A few interim replies are good HTTP.
		return starts("informational 103 Early Hints times 2", "informational 199 Odd times 3")
	case "status", "status-again", "status-once-more":
		// Now and then, with the promise of an answer later: it is waited for.
		if m.Share > 1 && starts(m.Kind+` 429 after "0"`, m.Kind+` 503 after "1"`, m.Kind+` 429 after "-1"`) {
			return true
		}
		// Now and then from a gateway before a server that answers when asked
		// again: a finding is told of it, and it is not the server's. A write may
		// not be sent again, and is then not done; a read has nothing to do.
		return m.Share > 1 && (!m.Refuses() || reads(m.Where)) && starts(m.Kind+" 502", m.Kind+" 503", m.Kind+" 504")
	case "headers":
		// 6 and 9 write another Date, of which the contract does not speak; 7 sets
		// a cookie that nobody keeps; 1, 2 and 5 are asked of some statuses alone.
		return starts("headers 6", "headers 7", "headers 9") || m.Share > 1 && starts("headers 1", "headers 2", "headers 5")
	}
	// The mock's own members of a refusal, and texts that may be any. Of what is
	// asked beside the operations, in odd spellings of their paths, the suite looks
	// at a few replies, which a mutation now and then may not befall.
	return len(places) > 0 && !slices.ContainsFunc(places, func(place string) bool {
		at, elsewhere := strings.CutPrefix(place, hostile.NoOperation)
		top, _, _ := strings.Cut(strings.TrimPrefix(at, "/"), "/")
		switch top {
		case "rule", "errors", "where", "personas", "nearest":
			return false
		case "detail", "title", "type":
			return m.Kind != "alter"
		}
		return !elsewhere || m.Share <= 1
	})
}

// reads tells whether an operation changes nothing where a server does it.
func reads(operation string) bool {
	c, err := spec.Default()
	return err == nil && slices.ContainsFunc(c.Operations, func(op *spec.Operation) bool {
		return op.ID == operation && op.Method == http.MethodGet
	})
}

// lets tells whether a server lets what was made be disabled: that it does what
// it is asked, and tells by their ids what it has made.
func lets(m hostile.Mutation, places []string) bool {
	if m.Refuses() || m.Kind == "same-ids" {
		return false
	}
	told := m.Where != "" || m.Share > 1 || m.Status >= 4 && m.Status < 100
	return told || len(places) > 0 && !slices.ContainsFunc(places, func(place string) bool {
		return strings.HasSuffix(place, "/_id") || slices.Contains([]string{"", "/data", "/data/users", "/data/users/*"}, place)
	})
}
