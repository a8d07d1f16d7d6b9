package checks

import (
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// openAPIRecords are the checks of what operations do to records.
func (b *builder) openAPIRecords() {
	for _, op := range b.operations {
		if op.Action.Resource == nil || op.Action.Self || !answers(op) {
			continue
		}
		add := func(rule, name, title string, run func(*engine.Trial)) {
			b.openAPI(engine.Check{Topic: engine.State, Rule: rule, Operation: op, Name: name, Title: title, Needs: engine.Needs{Makes: 2}, Run: run})
		}
		switch {
		case op.Action.Content && op.Action.Kind != spec.Create:
			b.openAPIContent(op)
			continue
		case op.Action.Named != "":
			continue
		}
		switch op.Action.Kind {
		case spec.Create:
			add("STATE-1", "read", "what was made is read as it was sent", func(t *engine.Trial) { wantMade(t, op) })
			add("STATE-6", "listed", "what was made is in the list", func(t *engine.Trial) { wantListed(t, op) })
			b.openAPIUnique(op)
			b.openAPILocation(op)
		case spec.Update:
			if op.Action.Set != nil {
				b.openAPISet(op)
				break
			}
			add("STATE-2", "change", "a change is read at once, and all else is as it was", func(t *engine.Trial) { wantUpdated(t, op) })
		case spec.Replace:
			if op.Action.Add {
				break // what is there stays: see the upserts
			}
			add("STATE-3", "replace", "what was put is read at once", func(t *engine.Trial) { wantReplaced(t, op) })
			if op.Body != nil && len(omissible(op)) > 0 {
				b.openAPI(engine.Check{
					Topic: engine.State, Rule: "STATE-3", Operation: op, Name: "omitted", Level: spec.SHOULD, Needs: engine.Needs{Makes: 2},
					Title: "what a put leaves out is gone", Run: func(t *engine.Trial) { wantOmittedGone(t, op) },
				})
			}
			add("STATE-3", "twice", "the same put twice is put once", func(t *engine.Trial) { wantReplacedOnce(t, op) })
		case spec.Delete:
			add("STATE-4", "gone", "what was deleted is 404 and in no list", func(t *engine.Trial) { wantDeleted(t, op) })
		}
		if engine.NamesMany(op) {
			b.openAPIMany(op)
		}
		if engine.IsOfRecord(op) && op.Action.RecordKeys() > 0 && !op.Action.Upsert && !(op.Action.Kind == spec.Delete && b.mayBeThere(op.Action.Resource)) {
			b.openAPI(engine.Check{
				Topic: engine.State, Rule: "STATE-7", Operation: op, Name: "unknown-id", Level: levelOf(op, spec.UnknownID),
				Title: "an id that no record has is 404",
				Run: func(t *engine.Trial) {
					c := t.Call(op)
					keys := unknownKeys(c)
					if keys == nil {
						panic(engine.NotApplicable("no id is found that " + engine.RequestLine(op) + " takes and no record has"))
					}
					x := c.WithKeys(keys...).Send(t.Bootstrap())
					wantRefusal(t, x, "an id that no record has", spec.UnknownID, 404, 410)
				},
			})
		}
	}
}

// mayBeThere tells whether records of a resource are there or not, as far as can be
// told from paths: to take away what is not there may be a success.
func (b *builder) mayBeThere(r *spec.Resource) bool {
	return slices.ContainsFunc(b.contract.Operations, func(op *spec.Operation) bool { return op.Action.Resource == r && engine.GuessedAdd(op) })
}

// lookAgain is the record as a privileged read shows it.
func lookAgain(t *engine.Trial, s *engine.Subject) (map[string]any, *wire.Exchange) {
	reader := t.Session.Reader(s)
	if reader == nil {
		panic(engine.NotApplicable("the document has no operation that reads one of " + s.Resource.Collection))
	}
	x := t.CallOn(reader, s).Send(t.Bootstrap())
	if !t.Want(x, "the record when it is read again", reader.Success().Status) || x.Record() == nil && reader.Success().MediaType != "" {
		t.Broken("%s answered without a record", engine.RequestLine(reader))
	}
	return x.Record(), x
}

// wantSent wants a record to have what was sent of the members that both schemas
// have alike.
func wantSent(t *engine.Trial, x *wire.Exchange, op *spec.Operation, body any, now map[string]any) {
	sent, _ := body.(map[string]any)
	schema := op.Body.Schema
	if op.Action.Listed {
		sent, schema = listedIn(op, body)
	}
	wantMembers(t, x, op, schema, sent, now)
}

// wantMembers wants a record to have the members that were sent.
func wantMembers(t *engine.Trial, x *wire.Exchange, op *spec.Operation, schema *spec.Schema, sent, now map[string]any) {
	r := op.Action.Resource
	for _, m := range schema.Members() {
		value, is := sent[m.Name]
		kept := r.Schema.Member(m.Name)
		if !is || m.WriteOnly || m.ReadOnly || kept == nil || kept.WriteOnly || kept.ReadOnly || r.Stamped(m.Name) || !kept.Schema.Valid(value) || t.Session.IsVersion(op, m.Name) {
			continue
		}
		switch value.(type) {
		case map[string]any, []any:
			continue // whose inner members may be the server's
		}
		if slices.ContainsFunc(r.Parents, func(p spec.Parent) bool { return p.Member == m.Name }) {
			continue // the path says it
		}
		if !engine.Keeps(kept.Schema, value, now[m.Name]) {
			t.Fail(x, m.Name+" "+engine.Short(value)+", as it was sent", engine.Short(now[m.Name]))
		}
	}
}

// listedIn is the one record that a body brings in a list, nil for none or more.
func listedIn(op *spec.Operation, body any) (map[string]any, *spec.Schema) {
	member, items := op.BodyRecords()
	if object, is := body.(map[string]any); is && member != "" {
		body = object[member]
	}
	if list, _ := body.([]any); len(list) == 1 {
		sent, _ := list[0].(map[string]any)
		return sent, items
	}
	return nil, items
}

func wantMade(t *engine.Trial, op *spec.Operation) {
	c := t.Call(op)
	x, ok := c.WantGranted("a create")
	if !ok {
		return
	}
	made := t.Made(c, x)
	if made.ID == "" {
		panic(engine.NotApplicable("the reply does not say which record was made"))
	}
	now, again := lookAgain(t, made)
	if engine.IDOf(made.Resource, now) != made.ID {
		t.Fail(again, "the record that was made", "another")
	}
	if op.Body != nil {
		wantSent(t, again, op, c.Body, now)
	}
}

func wantUpdated(t *engine.Trial, op *spec.Operation) {
	if op.Body == nil || !isMerge(op) {
		panic(engine.NotApplicable("its body is not a change of members"))
	}
	c := t.Call(op)
	if c.Subject == nil || !c.Subject.Own {
		panic(engine.NotApplicable("no record of the run's own can be changed"))
	}
	before, _ := lookAgain(t, c.Subject)
	c = c.WithBody(withChange(t, op, c.Body))
	x, ok := c.WantGranted("a change")
	if !ok {
		return
	}
	now, again := lookAgain(t, c.Subject)
	wantSent(t, again, op, c.Body, now)
	if op.Method != http.MethodPatch {
		return // whether a POST leaves the rest is not said
	}
	sent, _ := c.Body.(map[string]any)
	for _, m := range op.Action.Resource.Schema.Members() {
		if _, is := sent[m.Name]; is || m.WriteOnly || !isSentTo(t, op, m) {
			continue // what no body takes the server may work out of the rest
		}
		if !engine.Equal(before[m.Name], now[m.Name]) {
			t.Fail(x, m.Name+" as it was, "+engine.Short(before[m.Name]), engine.Short(now[m.Name]))
		}
	}
}

// isSentTo tells whether a member of a record has its value from a body, of a create or
// of this operation, and from nothing else.
func isSentTo(t *engine.Trial, op *spec.Operation, m spec.Member) bool {
	r, maker := op.Action.Resource, t.Session.Maker(op.Action.Resource)
	taken := op.Body == nil || !isMerge(op) || engine.Writes(op, m.Name) || maker != nil && maker.Body != nil && engine.Writes(maker, m.Name)
	return taken && !m.ReadOnly && !r.Stamped(m.Name) && !t.Session.IsVersion(op, m.Name)
}

// withChange is a body that changes something: where none of its members need be
// sent, it has the first text that may be.
func withChange(t *engine.Trial, op *spec.Operation, body any) any {
	sent, is := body.(map[string]any)
	if !is {
		panic(engine.NotApplicable("its body is not an object"))
	}
	return changing(t, op.Action.Resource, op.Body.Schema, sent)
}

func changing(t *engine.Trial, resource *spec.Resource, schema *spec.Schema, sent map[string]any) map[string]any {
	for _, m := range schema.Members() {
		if _, there := sent[m.Name]; there && m.Name != resource.ID && resource.Schema.Member(m.Name) != nil {
			return sent
		}
	}
	for _, m := range schema.Members() {
		kept := resource.Schema.Member(m.Name)
		if kept == nil || m.ReadOnly || m.WriteOnly || kept.ReadOnly || resource.Stamped(m.Name) || m.Name == resource.ID || m.Schema.Type() != "string" || isSettled(resource, m.Name) {
			continue
		}
		more, _ := jsonvalue.Clone(sent).(map[string]any)
		more[m.Name] = engine.Sample(m.Schema, t.Mark(), true)
		if schema.Valid(more) {
			return more
		}
	}
	panic(engine.NotApplicable("no text of the record can be changed"))
}

// isSettled tells whether a member has no room for a text of the check's own: it is
// the id of another record, which must be there, or of the one above, which the path
// says, or it is unique among few values.
func isSettled(r *spec.Resource, member string) bool {
	if words := r.Schema.At(member).Words(); len(words.Enum)+len(words.Const) > 0 || words.Pattern != "" {
		if slices.ContainsFunc(r.Unique, func(u spec.Unique) bool { return u.Member == member }) {
			return true // of few values none may be left
		}
	}
	return r.ReferenceAt(member) != nil || slices.ContainsFunc(r.Parents, func(p spec.Parent) bool { return p.Member == member })
}

// isMerge tells whether the body of an update holds members of the resource.
func isMerge(op *spec.Operation) bool {
	for _, m := range op.Body.Schema.Members() {
		if op.Action.Resource.Schema.Member(m.Name) != nil {
			return true
		}
	}
	return false
}

func wantDeleted(t *engine.Trial, op *spec.Operation) {
	c := t.Call(op)
	if c.Subject == nil || !c.Subject.Own {
		panic(engine.NotApplicable("no record of the run's own can be deleted"))
	}
	if _, ok := c.WantGranted("a delete"); !ok {
		return
	}
	if reader := t.Session.Reader(c.Subject); reader != nil {
		x := t.CallOn(reader, c.Subject).Send(t.Bootstrap())
		wantRefusal(t, x, "what was deleted", spec.UnknownID, 404, 410)
	}
	if list := t.Session.Lister(op.Action.Resource); list != nil {
		if found, _, x := lookFor(t, list, c.Subject, false); found {
			t.Fail(x, "a list without what was deleted", "it is still there")
		}
	}
}
