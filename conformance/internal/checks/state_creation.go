package checks

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// ruleOf is the requirement that a family's records are held to: those of
// callers have one of their own, all others are in the same manner.
func (b *builder) ruleOf(f *engine.Family, id string) string {
	if f.People() {
		return id
	}
	return "OP-12"
}

// creation are the checks of what a create makes.
func (b *builder) creation() {
	for _, f := range b.families {
		op := f.Create
		if op == nil {
			continue
		}
		rule := b.ruleOf(f, "OP-5")
		b.add(engine.Check{
			Topic: engine.State, Rule: rule, Operation: op, Name: "least",
			Writes: true, Needs: engine.Needs{Makes: b.users(op, 1)},
			Title: "the least that a create takes is made, and the rest is as the contract has it",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				x := a.Send(t.Bootstrap())
				if t.Want(x, "the least that a create takes", 201) {
					t.WantShown(x, op.Body.Schema, a.Body, x.Record())
					wantDefaults(t, x, op, a.Body)
					wantFoundByDefaults(t, f, x.Record())
				}
			},
		})
		b.add(engine.Check{
			Topic: engine.State, Rule: rule, Operation: op, Name: "full",
			Writes: true, Needs: engine.Needs{Makes: b.users(op, 1)},
			Title: "every member that a create takes is kept",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, b.unusual(t, op))
				a.RequireFit()
				x := a.Send(t.Bootstrap())
				if t.Want(x, "every member that a create takes", 201) {
					t.WantShown(x, op.Body.Schema, a.Body, x.Record())
					wantSameStamps(t, x, f.Resource)
					if f.Read != nil && x.Status == http.StatusCreated && (showsLocation(op) || x.ReplyHeader.Get("Location") != "") {
						followLocation(t, x, f)
					}
					id := engine.IDOf(f.Resource, x.Record())
					if now, again := t.Reread(f, &engine.Record{ID: id, State: x.Record()}); now != nil {
						t.WantSame(again, "the record that was made", f.Resource.Schema, x.Record(), now)
					}
				}
			},
		})
		if b.contract.ItemOf(op) != nil && f.Read != nil && op.Success().Status == http.StatusCreated {
			level := spec.Level("") // of the rule
			if !showsLocation(op) {
				level = spec.SHOULD // which is HTTP's word, and not the document's
			}
			b.add(engine.Check{
				Topic: engine.State, Rule: rule, Operation: op, Name: "location", Level: level,
				Writes: true, Needs: engine.Needs{Makes: b.users(op, 1)},
				Title: "Location leads to what was made",
				Run: func(t *engine.Trial) {
					x := t.Attempt(op, nil).Send(t.Bootstrap())
					if t.Want(x, "a create", 201) {
						followLocation(t, x, f)
					}
				},
			})
		}
		b.add(engine.Check{
			Topic: engine.State, Rule: b.ruleOf(f, "OP-9"), Operation: op, Name: "seen-at-once",
			Writes: true, Needs: engine.Needs{Makes: b.users(op, 1)}, Watch: engine.Watch{Stale: true},
			Title: "what was made is read and listed at once, in every version",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				x := a.Send(t.Bootstrap())
				if t.Want(x, "a create", 201) && x.Record() != nil {
					wantSeenEverywhere(t, f, x.Record())
				}
			},
		})
		if !f.People() {
			continue // only theirs are said to be free to be empty
		}
		b.add(engine.Check{
			Topic: engine.State, Rule: rule, Operation: op, Name: "empty-texts",
			Writes: true, Needs: engine.Needs{Makes: b.users(op, 1)},
			Title: "a text without a least length may be empty",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				empty := emptyTexts(op.Body.Schema, f.Special, "", a.Body)
				if x := a.Send(t.Bootstrap()); t.Want(x, "empty texts where they are allowed", 201) && empty {
					t.WantShown(x, op.Body.Schema, a.Body, x.Record())
				}
			},
		})
	}
}

// showsLocation tells whether the document has a Location with what a create made.
func showsLocation(op *spec.Operation) bool {
	return slices.ContainsFunc(op.Success().Headers, func(p *spec.Parameter) bool { return strings.EqualFold(p.Name, "Location") })
}

// emptyTexts empties each text of a body that may be empty.
func emptyTexts(s *spec.Schema, special func(string) bool, prefix string, object map[string]any) bool {
	emptied := false
	for _, m := range s.Members() {
		value, is := object[m.Name]
		inner, deeper := value.(map[string]any)
		switch {
		case !is || special(prefix+m.Name):
		case deeper:
			emptied = emptyTexts(m.Schema, special, prefix+m.Name+".", inner) || emptied
		case m.Schema.Type() == "string" && m.Schema.Valid(""):
			object[m.Name], emptied = "", true
		}
	}
	return emptied
}

// unusual is a value other than the default for every member of a create.
func (b *builder) unusual(t *engine.Trial, op *spec.Operation) map[string]any {
	change, mark := map[string]any{}, t.Mark()
	for m := range engine.Writable(op.Body.Schema) {
		standard, _ := m.Schema.Default()
		change[m.Name] = engine.Another(m.Schema, mark, standard)
		switch p := b.contract.Principal; {
		case m.Name == b.rolesMember(op):
			change[m.Name] = t.RoleIDs(t.AnyRole())
		case p != nil && m.Name == p.Password:
			change[m.Name] = t.Session.NewPassword()
		}
	}
	engine.Distinguish(op.Action.Resource, op.Body.Schema, change, mark)
	if b.rolesMember(op) != "" {
		return change
	}
	return t.Refer(op.Action.Resource, change)
}

// wantDefaults wants the members that were not sent as the contract has them, and
// both stamps the same.
func wantDefaults(t *engine.Trial, x *wire.Exchange, op *spec.Operation, sent map[string]any) {
	r, made := op.Action.Resource, x.Record()
	for _, m := range op.Body.Schema.Members() {
		standard, has := m.Schema.Default()
		if _, is := sent[m.Name]; is || !has || m.WriteOnly {
			continue
		}
		if got := made[m.Name]; !engine.Equal(standard, got) {
			t.Fail(x, m.Name+" "+engine.Short(standard)+" unless given", engine.Short(got))
		}
	}
	if f := t.Session.FamilyOf(op); f.People() { // only theirs are said to be absent
		for _, path := range engine.Leaves(op.Body.Schema, func(path string) bool { return jsonvalue.ValueAt(sent, path) == nil }) {
			_, has := op.Body.Schema.At(path).Default()
			if shown := r.Schema.Member(path); shown != nil && shown.Required || path == t.Session.Contract.Principal.Enabled {
				continue // the server knows whether somebody new counts
			}
			if got := jsonvalue.ValueAt(made, path); got != nil && !has {
				t.Fail(x, path+" absent unless given", engine.Short(got))
			}
		}
	}
	wantSameStamps(t, x, r)
}

// wantSameStamps wants both stamps of a new record the same.
func wantSameStamps(t *engine.Trial, x *wire.Exchange, r *spec.Resource) {
	made := x.Record()
	created, modified := made[r.Created], made[r.Modified]
	if created != nil && modified != nil && !engine.Equal(created, modified) {
		t.Fail(x, r.Created+" equal to "+r.Modified+" of a new record", engine.Short(created)+" and "+engine.Short(modified))
	}
}

// wantFoundByDefaults wants a record that has a member by default alone in the list of
// those that have it: many a store knows no value of what was never written.
func wantFoundByDefaults(t *engine.Trial, f *engine.Family, made map[string]any) {
	parameter, member := f.Finder()
	if parameter == nil || !t.Session.Declares(parameter.Features) {
		return
	}
	for _, p := range f.List.Query {
		if len(p.Filter.Members) != 1 || p == parameter || !t.Session.Declares(p.Features) {
			continue
		}
		own := f.Create.Body.Schema.At(p.Filter.Members[0])
		if own == nil || own.Type() != "boolean" {
			continue
		}
		standard, has := own.Default()
		value, _ := jsonvalue.ValueAt(made, member).(string)
		if text := fmt.Sprint(standard); has && p.Accepts([]string{text}) {
			x := t.Send(f.List, t.Bootstrap(), wire.Query(parameter.Name, value, p.Name, text))
			if id := engine.IDOf(f.Resource, made); t.Want(x, "the list with "+p.Name, 200) && engine.Pick(x, f, id) == nil {
				t.Fail(x, "the new record, whose "+p.Filter.Members[0]+" is "+text+" by default", "none")
			}
		}
	}
}

// followLocation gets what Location names. A token is sent to the target alone.
func followLocation(t *engine.Trial, x *wire.Exchange, f *engine.Family) {
	location := x.ReplyHeader.Get("Location")
	base, err := url.Parse(x.URL)
	if err != nil || location == "" {
		t.Fail(x, "a Location with 201", "none")
		return
	}
	to, err := base.Parse(location)
	if err != nil {
		t.Fail(x, "a Location that is a URI reference", location)
		return
	}
	if slices.ContainsFunc(t.Session.Contract.Operations, func(op *spec.Operation) bool {
		return op.Plain && op.Action.Kind == spec.Read && op.Action.Resource == f.Resource
	}) {
		return // Location may name that one, which the token of log-in may not open
	}
	to.Scheme, to.Host = base.Scheme, base.Host
	again := t.Send(f.Read, t.Bootstrap(), func(r *wire.Request) { r.URL = to.String() })
	if t.Want(again, "GET of Location "+location, 200) {
		t.WantSame(again, "the record that was made, at its Location", f.Resource.Schema, x.Record(), again.Record())
	}
}

// wantSeenEverywhere reads a record in each version, and lists it where the
// contract can find it.
func wantSeenEverywhere(t *engine.Trial, f *engine.Family, record map[string]any) {
	id := engine.IDOf(f.Resource, record)
	for _, other := range t.Session.Families {
		if other.Resource != f.Resource || other.Read == nil || !t.Session.Declares(other.Read.Features) {
			continue
		}
		x := t.Send(other.Read, t.Bootstrap(), wire.Key(id))
		if t.Want(x, "the record read in version "+other.Version, 200) {
			t.WantSame(x, "the record as the write answered it", f.Resource.Schema, record, x.Record())
		}
		parameter, member := other.Finder()
		if parameter == nil || !t.Session.Declares(parameter.Features) {
			continue
		}
		value, _ := jsonvalue.ValueAt(record, member).(string)
		if value == "" {
			continue // nothing tells it from the others, of which there may be pages
		}
		x = t.Send(other.List, t.Bootstrap(), wire.Query(parameter.Name, value))
		if t.Want(x, "the list that has the record", 200) {
			t.WantSame(x, "the record as the write answered it, in the list", f.Resource.Schema, record, engine.Pick(x, f, id))
		}
	}
}
