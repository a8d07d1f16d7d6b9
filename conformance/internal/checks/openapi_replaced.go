package checks

import (
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// wantReplaced wants a record to be what was put, without what it had before.
func wantReplaced(t *engine.Trial, op *spec.Operation) {
	c := t.Call(op)
	if c.Subject == nil || !c.Subject.Own || op.Body == nil {
		panic(engine.NotApplicable("no record of the run's own can be replaced"))
	}
	full, _ := jsonvalue.Clone(c.Body).(map[string]any)
	for _, m := range op.Body.Schema.Members() {
		if kept := op.Action.Resource.Schema.Member(m.Name); full != nil && full[m.Name] == nil && kept != nil && !m.ReadOnly && m.Schema.Type() == "string" {
			full[m.Name] = engine.Sample(m.Schema, t.Mark(), true)
		}
	}
	if full != nil && op.Body.Schema.Valid(full) && len(full) > 0 {
		c.WithBody(full).Send(t.Bootstrap())
	}
	if _, ok := c.WantGranted("a replace"); !ok {
		return
	}
	now, again := lookAgain(t, c.Subject)
	wantSent(t, again, op, c.Body, now)
	sent, _ := c.Body.(map[string]any)
	for _, m := range op.Body.Schema.Members() {
		value, was := full[m.Name]
		kept := op.Action.Resource.Schema.Member(m.Name)
		if _, is := sent[m.Name]; is || !was || kept == nil || kept.Required || kept.ReadOnly || op.Action.Resource.Stamped(m.Name) {
			continue
		}
		if text, marked := value.(string); marked && strings.Contains(text, engine.RunMark) && engine.Equal(now[m.Name], value) {
			t.Fail(again, "no "+m.Name+" of the record before", engine.Short(value))
		}
	}
}

// wantReplacedOnce wants a second put of the same to change nothing.
func wantReplacedOnce(t *engine.Trial, op *spec.Operation) {
	c := t.Call(op)
	if c.Subject == nil || !c.Subject.Own {
		panic(engine.NotApplicable("no record of the run's own can be replaced"))
	}
	if _, ok := c.WantGranted("a replace"); !ok {
		return
	}
	once, _ := lookAgain(t, c.Subject)
	if _, ok := c.WantGranted("the same replace again"); !ok {
		return
	}
	twice, x := lookAgain(t, c.Subject)
	for _, m := range op.Action.Resource.Schema.Members() {
		if !m.ReadOnly && !op.Action.Resource.Stamped(m.Name) && !engine.Equal(once[m.Name], twice[m.Name]) {
			t.Fail(x, m.Name+" as the first put left it, "+engine.Short(once[m.Name]), engine.Short(twice[m.Name]))
		}
	}
}
