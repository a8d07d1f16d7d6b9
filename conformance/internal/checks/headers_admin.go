package checks

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

func adminHeader(op *spec.Operation) *spec.HeaderKey {
	if keys := op.Access.Headers(); len(keys) > 0 {
		return keys[0]
	}
	return nil
}

func (b *builder) adminHeaderChecks(op *spec.Operation, h *spec.HeaderKey) {
	writes := op.Action.Writes()
	b.add(engine.Check{
		Topic: engine.Headers, Rule: "HDR-3", Operation: op, Name: "absent",
		Writes: writes,
		Title:  "without " + h.Name + ": " + h.Value + " it is 403, whatever the permissions",
		Run: func(t *engine.Trial) {
			a := t.Attempt(op, nil)
			t.Want(a.Send(a.Caller, wire.Header(h.Name)), "no header "+h.Name, 403)
			name := strings.ToLower(h.Name)
			t.Want(a.Send(a.Caller, wire.Header(h.Name), wire.Header("X-"+h.Name, h.Value), wire.Header("Is-"+h.Name, h.Value), wire.Cookie(name, h.Value), wire.Cookie(h.Name, h.Value)), name+" in cookies, and as X-"+h.Name+" and Is-"+h.Name, 403)
			if op.Action.Kind == spec.List {
				t.Want(a.Send(a.Caller, wire.Header(h.Name), wire.Query(name, h.Value)), name+" in the query", 403)
				for _, p := range usualParameters(t, op) {
					if p.Filter.Kind != spec.In && p.Filter.Kind != spec.Substring {
						continue
					}
					t.Want(a.Send(a.Caller, wire.Header(h.Name), wire.Query(p.Name, goodValue(p))), "a list by "+p.Name+" without "+h.Name, 403)
				}
			}
			if op.Action.Kind == spec.Update || op.Action.Kind == spec.UpdateMany {
				for m := range engine.Writable(engine.ChangeSchema(op)) {
					change := t.ChangeOptions(op, map[string]any{m.Name: engine.Sample(m.Schema, t.Mark(), false)}, a.Records...)
					t.Want(t.Send(op, a.Caller, append(change, wire.Header(h.Name))...), "a change of "+m.Name+" without "+h.Name, 403)
				}
			}
			if len(op.PathKeys) > 0 {
				t.Want(a.Send(a.Caller, wire.Key(engine.UnknownID(a.Family.Resource, t.ReadableID(a.Family))), wire.Header(h.Name)), "an unknown id without "+h.Name, 403)
			}
			a.WantUntouched()
		},
	})
	if f := b.familyOf(op); f != nil && f.People() && (op.Action.Kind == spec.Read || op.Action.Kind == spec.Update || op.Action.Kind == spec.UpdateMany) {
		b.add(engine.Check{
			Topic: engine.Headers, Rule: "HDR-3", Operation: op, Name: "absent/own-record",
			Writes: true, Needs: engine.Needs{Features: append(b.roleFeatures(), newFeatures(b.roleFeatures(), b.loginFeatures())...)},
			Title: "without " + h.Name + ": " + h.Value + " it is 403 for one's own record too",
			Run: func(t *engine.Trial) {
				r, as := t.AcquireSelf(f, true)
				t.Set(f, r, b.roles(t.Role(b.everything()...)))
				t.Want(t.Send(op, as, append(onOwnRecord(t, op, r), wire.Header(h.Name))...), "one's own record without "+h.Name, 403)
				t.WantUnchanged(f, r)
			},
		})
	}
	b.add(engine.Check{
		Topic: engine.Headers, Rule: "HDR-3", Operation: op, Name: "name-case",
		Writes: writes,
		Title:  "the name of the header has no case",
		Run: func(t *engine.Trial) {
			a := t.Probe(op)
			for _, name := range []string{strings.ToLower(h.Name), strings.ToUpper(h.Name)} {
				t.WantAdmitted(a.Send(a.Caller, wire.Header(name, h.Value)), "the header "+name+": "+h.Value)
			}
		},
	})
	b.add(engine.Check{
		Topic: engine.Headers, Rule: "HDR-4", Operation: op, Name: "values",
		Writes: writes,
		Title:  "only the exact value " + h.Value + ", sent once, counts",
		Run: func(t *engine.Trial) {
			a := t.Attempt(op, nil)
			for _, value := range notExactly(h.Value) {
				t.Want(a.Send(a.Caller, wire.Header(h.Name, value)), h.Name+": "+quoted(value), 403)
			}
			for _, second := range []string{h.Value, "false"} {
				t.Want(a.Send(a.Caller, wire.Header(h.Name, h.Value, second)), "two lines "+h.Name+": "+h.Value+" and "+second, 403)
			}
			t.Want(a.Send(a.Caller, wire.Header(h.Name, "false", h.Value)), "two lines "+h.Name+": false and "+h.Value, 403)
			a.WantUntouched()
		},
	})
}

// notExactly are values that careless servers take for the right one.
func notExactly(value string) []string {
	_, first := utf8.DecodeRuneInString(value)
	begun := engine.AllButLast(value)
	out := []string{
		"false", "1", "yes", "on", "", strings.ToUpper(value), strings.ToUpper(value[:first]) + value[first:],
		value + value[len(begun):], begun, value + ", " + value, `"` + value + `"`,
		"false, " + value, "x" + value, value + ";v=1", value[:first], "null", "2",
	}
	return slices.DeleteFunc(out, func(other string) bool { return other == value })
}

func quoted(value string) string {
	if value == "" {
		return "(empty)"
	}
	return value
}

// ignoresHeader asks with and without the header, right and wrong, and wants
// the same each time.
func ignoresHeader(op *spec.Operation, h *spec.HeaderKey) func(*engine.Trial) {
	return func(t *engine.Trial) {
		a := t.Attempt(op, nil)
		if a.Caller == nil {
			return
		}
		values := [][]string{nil, {h.Value}, {"false"}, {""}, {h.Value, h.Value}}
		for _, value := range values {
			x := a.Send(a.Caller, wire.Header(h.Name, value...))
			if t.Want(x, "the caller itself with "+h.Name+" "+strings.Join(value, " and "), 200) && engine.IDOf(a.Family.Resource, x.Record()) != a.Caller.ID {
				t.Fail(x, "the caller's own record, with "+h.Name+" or without", "another record")
			}
		}
	}
}
