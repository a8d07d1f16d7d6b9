package checks

import (
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// mostParts bounds how many requests a check tries that sends all members of a body, and
// fewer where those are refused: what a server wants of members together no schema says.
const mostParts = 7

// mostAlone bounds how many members are sent alone.
const mostAlone = 4

// openAPIWholes are the checks of bodies with every member that they may have: a body
// with no more than it must have says nothing of the others.
func (b *builder) openAPIWholes() {
	for _, op := range b.operations {
		if op.Action.Resource == nil || op.Action.Self || op.Action.Content || op.Action.Named != "" || op.Action.Set != nil || op.Action.Add ||
			op.Body == nil || !mediatype.IsJSON(op.Body.MediaType) || !answers(op) || op.Success().Status == http.StatusAccepted {
			continue
		}
		add := func(rule, name, title string, level spec.Level, run func(*engine.Trial, *spec.Operation)) {
			b.openAPI(engine.Check{
				Topic: engine.State, Rule: rule, Operation: op, Name: name, Level: level, Title: title, Needs: engine.Needs{Makes: 4 + mostAlone},
				Run: func(t *engine.Trial) { run(t, op) },
			})
		}
		switch op.Action.Kind {
		case spec.Create:
			add("STATE-1", "whole", "what was made with every member is read as it was sent", levelOfWhole(op), wantWholeMade)
			if len(usualMembers(op)) > 0 {
				add("STATE-1", "defaults", "a member that was not sent has its default", spec.SHOULD, wantUsual)
			}
		case spec.Update:
			add("STATE-2", "whole", "a change of every member is read at once, and stays when another is changed", levelOfWhole(op), wantWholeUpdated)
		case spec.Replace:
			add("STATE-3", "whole", "what was put with every member is read at once", levelOfWhole(op), wantWholeReplaced)
		}
	}
}

// levelOfWhole is that of what is kept of members which need not be sent. Where one schema
// is what is sent and what is shown, some of them may be the server's though nothing says so.
func levelOfWhole(op *spec.Operation) spec.Level {
	sent := engine.WrittenSchema(op)
	for _, m := range op.Action.Resource.Schema.Members() {
		if sent.Names(m.Name) == nil {
			return spec.MUST
		}
	}
	return spec.SHOULD
}

// whole is how the members of a body are sent and read again.
type whole struct {
	op     *spec.Operation
	before map[string]any // the record as it was, nil for one that is made
	call   func() *engine.Call
	read   func(*engine.Call, *wire.Exchange) (map[string]any, *wire.Exchange) // nil for a record that is not found
}

// wantKept sends all that a body may bring, and where that is refused, parts of it, and
// wants what was granted to be read. It returns what was. What is not may follow from
// another member, so it is sent alone before it is called wrong.
func (w whole) wantKept(t *engine.Trial) map[string]any {
	c := w.call()
	values, left, granted, kept := c.Offered(w.before), mostParts, false, map[string]any{}
	if len(values) == 0 {
		panic(engine.NotApplicable("nothing that its body may bring, and need not, is shown as it was sent"))
	}
	var doubtful []string
	for parts := [][]string{engine.OfferedNames(values)}; len(parts) > 0 && left > 0; left-- {
		names := parts[0]
		parts = parts[1:]
		all, sent := c.WithOffered(values, names)
		if len(sent) == 0 {
			continue
		}
		x := all.Send(t.Bootstrap())
		if !x.Success() && len(names) > 1 {
			parts = append(parts, names[:len(names)/2], names[len(names)/2:])
		}
		if !x.Success() {
			continue
		}
		granted = true
		now, again := w.read(all, x)
		for _, name := range engine.OfferedNames(sent) {
			if w.shows(again, name, sent[name], now) {
				kept[name] = sent[name]
			} else {
				doubtful = append(doubtful, name)
			}
		}
	}
	if !granted {
		panic(engine.NotApplicable("nothing but what a body must have is taken: which of the other values fit no schema says"))
	}
	for _, name := range doubtful[:min(len(doubtful), mostAlone)] {
		one := w.call()
		alone, sent := one.WithOffered(one.Offered(w.before), []string{name})
		if len(sent) == 0 {
			continue
		}
		x := alone.Send(t.Bootstrap())
		if !x.Success() {
			continue
		}
		if now, again := w.read(alone, x); !w.shows(again, name, sent[name], now) {
			t.Fail(again, name+" "+engine.Short(sent[name])+", as it was sent", engine.Short(now[name]))
		}
	}
	return kept
}

// shows tells whether a record has a member as it was sent. An item of a list may show
// fewer of them.
func (w whole) shows(x *wire.Exchange, name string, sent any, now map[string]any) bool {
	value, shown := now[name]
	if now == nil || !shown && x.Operation.Action.Kind == spec.List {
		return true
	}
	return engine.Shows(w.op.Action.Resource.Schema.Member(name).Schema, sent, value)
}

// shownAgain is a record that was made as a read or, where there is none, a list shows it,
// nil where neither does.
func shownAgain(t *engine.Trial, made *engine.Subject) (now map[string]any, x *wire.Exchange) {
	if t.Session.Reader(made) != nil {
		return lookAgain(t, made)
	}
	list := t.Session.Lister(made.Resource)
	if list == nil {
		panic(engine.NotApplicable("the document has no operation that shows one of " + made.Resource.Collection))
	}
	walk(t, list, made, false, func(page *wire.Exchange, record map[string]any) bool {
		if engine.IDOf(made.Resource, record) == made.ID {
			now, x = record, page
		}
		return now == nil
	})
	return now, x
}

func wantWholeMade(t *engine.Trial, op *spec.Operation) {
	whole{op: op, call: func() *engine.Call { return t.Call(op) }, read: func(c *engine.Call, x *wire.Exchange) (map[string]any, *wire.Exchange) {
		made := t.Made(c, x)
		if made.ID == "" {
			panic(engine.NotApplicable("the reply does not say which record was made"))
		}
		return shownAgain(t, made)
	}}.wantKept(t)
}

// ownCall is a call on a record of the check's own, and that as it is.
func ownCall(t *engine.Trial, op *spec.Operation) (*engine.Call, map[string]any) {
	if op.Action.Kind == spec.Update && !isMerge(op) {
		panic(engine.NotApplicable("its body is not a change of members"))
	}
	c := t.Call(op)
	if c.Subject == nil || !c.Subject.Own {
		panic(engine.NotApplicable("no record of the run's own can be changed"))
	}
	now, _ := lookAgain(t, c.Subject)
	return c, now
}

// wholeOf is how members are sent to a record of the check's own.
func wholeOf(t *engine.Trial, op *spec.Operation) (w whole, of *engine.Subject) {
	c, before := ownCall(t, op)
	return whole{
		op: op, before: before, call: func() *engine.Call { return t.CallOn(op, c.Subject) },
		read: func(*engine.Call, *wire.Exchange) (map[string]any, *wire.Exchange) { return lookAgain(t, c.Subject) },
	}, c.Subject
}

func wantWholeReplaced(t *engine.Trial, op *spec.Operation) {
	w, _ := wholeOf(t, op)
	w.wantKept(t)
}

// wantWholeUpdated changes all members of a record, and then each of two alone: a patch
// leaves the others.
func wantWholeUpdated(t *engine.Trial, op *spec.Operation) {
	w, of := wholeOf(t, op)
	all := engine.OfferedNames(w.wantKept(t))
	if op.Method != http.MethodPatch || len(all) == 0 {
		return
	}
	for _, name := range slices.Compact([]string{all[0], all[len(all)-1]}) {
		before, _ := lookAgain(t, of)
		c := w.call()
		c = c.WithBody(engine.LeastOf(op, c.Body))
		values := c.Offered(before)
		one, sent := c.WithOffered(values, []string{name})
		if len(sent) == 0 {
			continue
		}
		x := one.Send(t.Bootstrap())
		if !x.Success() {
			continue
		}
		after, _ := lookAgain(t, of)
		body, _ := one.Written()
		for _, other := range all {
			if _, again := body[other]; !again && !engine.Equal(before[other], after[other]) {
				t.Fail(x, other+" as it was, "+engine.Short(before[other]), engine.Short(after[other]))
			}
		}
	}
}

// usualMembers are those that a body need not bring and has a default for, which a record
// always shows.
func usualMembers(op *spec.Operation) []spec.Member {
	var out []spec.Member
	for m := range engine.SomeWritable(op.Body.Schema) {
		usual, is := m.Schema.Default()
		kept := op.Action.Resource.Schema.Member(m.Name)
		if is && usual != nil && !m.Required && !m.WriteOnly && kept != nil && kept.Required && !kept.WriteOnly && !kept.ReadOnly && kept.Schema.Valid(usual) {
			out = append(out, m)
		}
	}
	return out
}

// wantUsual makes a record with as little as there must be, and wants the defaults of
// the rest.
func wantUsual(t *engine.Trial, op *spec.Operation) {
	c := t.Call(op)
	body, _ := c.Body.(map[string]any)
	made := t.Made(c, c.Granted())
	if made.ID == "" {
		panic(engine.NotApplicable("the reply does not say which record was made"))
	}
	now, x := shownAgain(t, made)
	for _, m := range usualMembers(op) {
		usual, _ := m.Schema.Default()
		value, shown := now[m.Name]
		if _, sent := body[m.Name]; sent || !shown {
			continue
		}
		if !engine.Shows(m.Schema, usual, value) {
			t.Fail(x, m.Name+" "+engine.Short(usual)+", its default", engine.Short(value))
		}
	}
}
