package checks

import (
	"regexp"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// openAPIParts are the checks of plain operations, which are all of a document without
// callers of its own: what OpenAPI itself has it promise. Their number grows with the document, and not
// with its operations times its permissions.
func (b *builder) openAPIParts() []part {
	return []part{
		{"credentials", b.openAPICredentials},
		{"rights", b.openAPIRights},
		{"members", b.openAPIMembers},
		{"replies", b.openAPIReplies},
		{"methods", b.openAPIMethods},
		{"inputs", b.openAPIInputs},
		{"parameters", b.openAPIParameters},
		{"keys", b.openAPIKeys},
		{"records", b.openAPIRecords},
		{"wholes", b.openAPIWholes},
		{"nulls", b.openAPINulls},
		{"stales", b.openAPIStales},
		{"conditions", b.openAPIConditions},
		{"below", b.openAPIBelow},
		{"items", b.openAPIItems},
		{"references", b.openAPIReferences},
		{"upserts", b.openAPIUpserts},
		{"refusedCreates", b.openAPIRefusedCreates},
		{"pages", b.openAPIPages},
		{"filters", b.openAPIFilters},
		{"orders", b.openAPIOrders},
		{"together", b.openAPITogether},
	}
}

// answers tells whether anything is declared that an operation could answer with.
func answers(op *spec.Operation) bool { return op.Success() != nil }

// openAPI adds a check to the document's own: its level is MUST where the document
// declares what is wanted.
func (b *builder) openAPI(c engine.Check) {
	if b.isHidden(c.Operation) {
		return
	}
	c.Writes = c.Writes || engine.MayWrite(c.Operation)
	if c.Makes == 0 && c.Writes && engine.RecordsOf(b.contract, c.Operation) != nil {
		c.Makes = 1 // what it writes to, or what a create of it makes
	}
	b.add(c)
}

// isHidden tells whether another operation stands before one, on a path that differs
// in the names of its keys alone: no request leads to the second.
func (b *builder) isHidden(op *spec.Operation) bool {
	if b.first == nil {
		b.first = map[string]*spec.Operation{}
		for _, other := range b.contract.Operations {
			if key := other.Method + " " + shapeOf(other.Path); b.first[key] == nil {
				b.first[key] = other
			}
		}
	}
	return b.first[op.Method+" "+shapeOf(op.Path)] != op
}

var pathKey = regexp.MustCompile(`\{[^}]*\}`)

// shapeOf is a path without the names of its keys.
func shapeOf(path string) string { return pathKey.ReplaceAllString(path, "{}") }

// levelOf is that of a refusal: what a document does not declare is no more than
// good manners.
func levelOf(op *spec.Operation, kind spec.RefusalKind) spec.Level {
	if op.Refusal(kind).Documented {
		return spec.MUST
	}
	return spec.SHOULD
}

// wantRefusal wants a reply to refuse for a reason: as the document declares, or
// with one of some other statuses that say the same.
func wantRefusal(t *engine.Trial, x *wire.Exchange, what string, kind spec.RefusalKind, others ...int) bool {
	statuses := []int{x.Operation.Refusal(kind).Status}
	for _, status := range others {
		if !slices.Contains(statuses, status) {
			statuses = append(statuses, status)
		}
	}
	return t.WantOneOf(x, what, statuses...)
}

// wantUnchanged wants a record of the check's own to be as it was.
func wantUnchanged(t *engine.Trial, s *engine.Subject) {
	reader := t.Session.Reader(s)
	if reader == nil {
		return
	}
	x := t.CallOn(reader, s).Granted()
	if s.State != nil && x.Record() != nil {
		t.WantSame(x, "nothing changed by the refused request", s.Resource.Schema, known(s.State, x.Record()), x.Record(), s.Resource.Modified)
	}
}

// known are the members of a record that a reply to its create has shown, as far as
// the reply to a read shows them. Of an id one may have a text where the other has a
// number.
func known(state, now map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range now {
		out[name] = value
	}
	for name, value := range state {
		if again, shown := now[name]; shown && (engine.IDText(value) == "" || engine.IDText(value) != engine.IDText(again)) {
			out[name] = value
		}
	}
	return out
}
