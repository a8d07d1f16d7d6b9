package engine

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// MayWrite tells whether an operation may change something: it does by its action,
// or, where nobody knows what it does, by its method. A POST that was guessed to reply
// a record may be any verb.
func MayWrite(op *spec.Operation) bool {
	switch a := op.Action; a.Kind {
	case spec.Answer, spec.Login:
		return !isSafe(op.Method)
	case spec.Read:
		return a.Guessed && !isSafe(op.Method)
	default:
		return a.Writes()
	}
}

func isSafe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// isVerb tells whether nothing but its path and its method says what an operation does
// to a record, or whether it does anything to one.
func isVerb(op *spec.Operation) bool {
	a := op.Action
	return a.Kind == spec.Answer || a.Guessed && (a.Set != nil || a.Kind == spec.Read && !isSafe(op.Method))
}

// mayWantMore tells whether a reply refuses a valid request as the document says that
// it may be refused, and nothing says which ones are not: a book that is lent is lent
// to nobody else. A path that takes nothing is granted.
func mayWantMore(x *wire.Exchange) bool {
	op := x.Operation
	if !isVerb(op) || isSafe(op.Method) && len(op.PathKeys) == 0 && !slices.ContainsFunc(op.Query, isRequired) {
		return false
	}
	switch x.Status {
	case http.StatusBadRequest, http.StatusPaymentRequired, http.StatusNotFound, http.StatusConflict, http.StatusGone, http.StatusPreconditionFailed, http.StatusUnprocessableEntity:
		return slices.ContainsFunc(op.Replies, func(r *spec.Reply) bool { return r.Status == x.Status })
	}
	return false
}

// recordOfPath is the collection of which some key of an operation's path names a
// record, though the operation is not known to be about one, and which key that is: the
// path up to it is where a record is read. It is nil where there is none.
func recordOfPath(contract *spec.Contract, op *spec.Operation) (r *spec.Resource, key int) {
	for _, reader := range contract.Operations {
		if reader.Action.Kind != spec.Read || !IsOfRecord(reader) || reader.Action.RecordKeys() == 0 || reader.ChoosingKeys() > 0 || len(reader.PathKeys) <= key && r != nil {
			continue
		}
		if strings.HasSuffix(reader.Path, "}") && leadsBelow(op.Path, reader.Path) {
			r, key = reader.Action.Resource, len(reader.PathKeys)-1
		}
	}
	return r, key
}

// leadsBelow tells whether a path begins with another and goes on, whatever the names
// of the keys.
func leadsBelow(path, above string) bool {
	for {
		head, rest, _ := strings.Cut(above, "{")
		if !strings.HasPrefix(path, head) {
			return false
		}
		path, above = path[len(head):], rest
		if len(rest) == 0 {
			return strings.HasPrefix(path, "/")
		}
		_, above, _ = strings.Cut(rest, "}")
		if !strings.HasPrefix(path, "{") {
			return false
		}
		_, path, _ = strings.Cut(path, "}")
	}
}

// RecordsOf is the collection whose records an operation is about, or leads below where
// nobody knows what it does; nil for none.
func RecordsOf(contract *spec.Contract, op *spec.Operation) *spec.Resource {
	if r := op.Action.Records(); r != nil || op.Action.Kind != spec.Answer {
		return r
	}
	r, _ := recordOfPath(contract, op)
	return r
}

// keysOfPath are the keys of the path of an operation that is about no record that is
// known: of records that there are, where the path leads below one, and made up.
func (t *Trial) keysOfPath(c *Call) []string {
	op := c.Operation
	keys := make([]string, len(op.PathKeys))
	if r, at := recordOfPath(t.Session.Contract, op); r != nil {
		var s *Subject
		if MayWrite(op) {
			s = t.newSubject(r)
		} else {
			s = t.anySubject(r)
		}
		keys[at] = s.ID
		for i := range at {
			if j := len(s.Parents) - at + i; j >= 0 {
				keys[i] = s.Parents[j]
			}
		}
	}
	for i, key := range keys {
		if key == "" || !op.PathKeys[i].Accepts([]string{key}) {
			keys[i] = t.keyText(op, i, c.mark)
		}
	}
	return keys
}

// chosen is the id of a record that a key of a path chooses others by, "" where it
// chooses by something else: /authors/{id}/books are those whose author it is.
func (t *Trial) chosen(r *spec.Resource, key *spec.Parameter) string {
	if key.Filter.Kind == spec.NoFilter {
		return ""
	}
	for _, ref := range r.References {
		other := t.Session.Contract.ResourceOf(ref.Collection)
		if other != nil && slices.Contains(key.Filter.Members, ref.Member) {
			if id := t.anySubject(other).ID; key.Accepts([]string{id}) {
				return id
			}
		}
	}
	return ""
}

// looksUp tells whether an operation reads a record by another member than its id.
func looksUp(op *spec.Operation) bool {
	return op.Action.Named != "" && !op.Action.Content && op.Action.RecordKeys() == 1
}

// lookedUp is what some record has in the member by which an operation reads one, and
// the keys of what that stands below.
func (t *Trial) lookedUp(op *spec.Operation) (key string, parents []string) {
	s := t.anySubject(op.Action.Resource)
	key = textOf(jsonvalue.ValueAt(s.State, op.Action.Named))
	if key == "" || !op.PathKeys[len(op.PathKeys)-1].Accepts([]string{key}) {
		panic(NotApplicable("no record of " + op.Action.Resource.Collection + " is seen that has a " + op.Action.Named + " to read it by"))
	}
	return key, s.Parents
}
