package checks

import (
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// replaced puts a record twice: with all texts that it may have, and with no more than
// a call has. It returns both bodies, and the record as it is then.
func replaced(t *engine.Trial, op *spec.Operation) (full map[string]any, sent any, now map[string]any, again *wire.Exchange) {
	c := t.Call(op)
	if c.Subject == nil || !c.Subject.Own || op.Body == nil {
		panic(engine.NotApplicable("no record of the run's own can be replaced"))
	}
	whole, _ := jsonvalue.Clone(c.Body).(map[string]any)
	for _, m := range op.Body.Schema.Members() {
		if kept := op.Action.Resource.Schema.Member(m.Name); whole != nil && whole[m.Name] == nil && kept != nil && !m.ReadOnly && m.Schema.Type() == "string" {
			whole[m.Name] = engine.Sample(m.Schema, t.Mark(), true)
		}
	}
	if len(whole) > 0 && op.Body.Schema.Valid(whole) {
		c.WithBody(whole).Send(t.Bootstrap())
	}
	if _, ok := c.WantGranted("a replace"); !ok {
		return nil, nil, nil, nil
	}
	now, again = lookAgain(t, c.Subject)
	return whole, c.Body, now, again
}

// wantReplaced wants a record to be what was put.
func wantReplaced(t *engine.Trial, op *spec.Operation) {
	if _, sent, now, again := replaced(t, op); again != nil {
		wantSent(t, again, op, sent, now)
	}
}

// wantOmittedGone wants a record to be without what it had before a put that leaves it
// out. Many a framework keeps that, and calls it a change of some members.
func wantOmittedGone(t *engine.Trial, op *spec.Operation) {
	before, sent, now, again := replaced(t, op)
	if again == nil {
		return
	}
	put, _ := sent.(map[string]any)
	for _, m := range omissible(op) {
		value, _ := before[m.Name].(string)
		if put[m.Name] == nil && strings.Contains(value, engine.RunMark) && engine.Equal(now[m.Name], value) {
			t.Fail(again, "no "+m.Name+" of the record before", engine.Short(value))
		}
	}
}

// omissible are the texts that a put may leave out, and a record be without.
func omissible(op *spec.Operation) []spec.Member {
	var out []spec.Member
	for _, m := range op.Body.Schema.Members() {
		kept := op.Action.Resource.Schema.Member(m.Name)
		if !m.Required && !m.ReadOnly && m.Schema.Type() == "string" && kept != nil && !kept.Required && !kept.ReadOnly && !op.Action.Resource.Stamped(m.Name) {
			out = append(out, m)
		}
	}
	return out
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
		if isSentTo(t, op, m) && !engine.Equal(once[m.Name], twice[m.Name]) {
			t.Fail(x, m.Name+" as the first put left it, "+engine.Short(once[m.Name]), engine.Short(twice[m.Name]))
		}
	}
}
