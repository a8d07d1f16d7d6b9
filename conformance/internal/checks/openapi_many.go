package checks

import (
	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// openAPIMany is the check of an operation that names several records.
func (b *builder) openAPIMany(op *spec.Operation) {
	c := engine.Check{Topic: engine.State, Operation: op, Needs: engine.Needs{Makes: 2}}
	if op.Action.Kind == spec.DeleteMany {
		c.Rule, c.Name, c.Title = "STATE-4", "gone", "what was deleted by its id among others is 404 and in no list"
		c.Run = func(t *engine.Trial) { wantDeleted(t, op) }
	} else {
		c.Rule, c.Name, c.Title = "STATE-2", "changes", "a change of those that it names is read at once"
		c.Run = func(t *engine.Trial) { wantManyUpdated(t, op) }
	}
	b.openAPI(c)
}

func wantManyUpdated(t *engine.Trial, op *spec.Operation) {
	c := t.Call(op)
	if c.Subject == nil || !c.Subject.Own {
		panic(engine.NotApplicable("no record of the run's own can be changed"))
	}
	sent, schema := listedIn(op, c.Body)
	if op.Action.Listed && sent != nil {
		sent = changing(t, op.Action.Resource, schema, sent)
		c = c.WithBody(relisted(op, c.Body, sent))
	} else if body, is := c.Body.(map[string]any); is && !op.Action.Listed {
		sent, _ = body[op.Action.Changes].(map[string]any)
		schema = op.Body.Schema.Member(op.Action.Changes).Schema
		sent = changing(t, op.Action.Resource, schema, sent)
		body, _ = jsonvalue.Clone(body).(map[string]any)
		body[op.Action.Changes] = sent
		c = c.WithBody(body)
	}
	if _, ok := c.WantGranted("a change of what it names"); !ok {
		return
	}
	now, again := lookAgain(t, c.Subject)
	wantMembers(t, again, op, schema, sent, now)
}

// relisted is a body whose list holds one other record.
func relisted(op *spec.Operation, body any, record map[string]any) any {
	member, _ := op.BodyRecords()
	if object, is := jsonvalue.Clone(body).(map[string]any); is && member != "" {
		object[member] = []any{record}
		return object
	}
	return []any{record}
}
