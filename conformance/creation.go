package conformance

import (
	"net/url"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// ruleOf is the requirement that a family's records are held to: those of
// callers have one of their own, all others are in the same manner.
func (b *builder) ruleOf(f *family, id string) string {
	if f.people() {
		return id
	}
	return "OP-12"
}

// creation are the checks of what a create makes.
func (b *builder) creation() {
	for _, f := range b.families {
		op := f.create
		if op == nil {
			continue
		}
		rule := b.ruleOf(f, "OP-5")
		b.add(Check{
			Topic: State, Rule: rule, Operation: op, Name: "least",
			Writes: true, Users: b.users(op, 1),
			Title: "the least that a create takes is made, and the rest is as the contract has it",
			Run: func(t *Trial) {
				a := t.attempt(op, nil)
				x := a.ask(t.bootstrap())
				if t.want(x, "the least that a create takes", 201) {
					t.shows(x, op.Body.Schema, a.sent, x.one())
					t.defaults(x, op, a.sent)
				}
			},
		})
		b.add(Check{
			Topic: State, Rule: rule, Operation: op, Name: "full",
			Writes: true, Users: b.users(op, 1),
			Title: "every member that a create takes is kept",
			Run: func(t *Trial) {
				a := t.attempt(op, b.unusual(t, op))
				x := a.ask(t.bootstrap())
				if t.want(x, "every member that a create takes", 201) {
					t.shows(x, op.Body.Schema, a.sent, x.one())
					id := idOf(f.resource, x.one())
					if now, again := t.look(f, &record{id: id, state: x.one()}); now != nil {
						t.same(again, "the record that was made", f.resource.Schema, x.one(), now)
					}
				}
			},
		})
		if b.contract.ItemOf(op) != nil {
			b.add(Check{
				Topic: State, Rule: rule, Operation: op, Name: "location",
				Writes: true, Users: b.users(op, 1),
				Title: "Location leads to what was made",
				Run: func(t *Trial) {
					x := t.attempt(op, nil).ask(t.bootstrap())
					if t.want(x, "a create", 201) {
						t.follows(x, f)
					}
				},
			})
		}
		b.add(Check{
			Topic: State, Rule: b.ruleOf(f, "OP-9"), Operation: op, Name: "seen-at-once",
			Writes: true, Users: b.users(op, 1), Stale: true,
			Title: "what was made is read and listed at once, in every version",
			Run: func(t *Trial) {
				a := t.attempt(op, nil)
				x := a.ask(t.bootstrap())
				if t.want(x, "a create", 201) && x.one() != nil {
					t.seenEverywhere(f, x.one(), a.sent)
				}
			},
		})
		if !f.people() {
			continue // only theirs are said to be free to be empty
		}
		b.add(Check{
			Topic: State, Rule: rule, Operation: op, Name: "empty-texts",
			Writes: true, Users: b.users(op, 1),
			Title: "a text without a least length may be empty",
			Run: func(t *Trial) {
				a := t.attempt(op, nil)
				empty := emptyTexts(op.Body.Schema, f.special, "", a.sent)
				if x := a.ask(t.bootstrap()); t.want(x, "empty texts where they are allowed", 201) && empty {
					t.shows(x, op.Body.Schema, a.sent, x.one())
				}
			},
		})
	}
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
func (b *builder) unusual(t *Trial, op *spec.Operation) map[string]any {
	change, mark := map[string]any{}, t.mark()
	for _, m := range op.Body.Schema.Members() {
		standard, _ := m.Schema.Default()
		change[m.Name] = another(m.Schema, mark, standard)
		switch p := b.contract.Principal; {
		case m.Name == b.rolesMember(op):
			change[m.Name] = t.roleIDs(t.anyRole())
		case p != nil && m.Name == p.Password:
			change[m.Name] = t.session.secret()
		}
	}
	if b.rolesMember(op) != "" {
		return change
	}
	return t.refers(op.Action.Resource, change)
}

// defaults wants the members that were not sent as the contract has them, and
// both stamps the same.
func (t *Trial) defaults(x *Exchange, op *spec.Operation, sent map[string]any) {
	r, made := op.Action.Resource, x.one()
	for _, m := range op.Body.Schema.Members() {
		standard, has := m.Schema.Default()
		if _, is := sent[m.Name]; is || !has || m.WriteOnly {
			continue
		}
		if got := made[m.Name]; !equal(standard, got) {
			t.fail(x, m.Name+" "+short(standard)+" unless given", short(got))
		}
	}
	if f := t.session.familyOf(op); f.people() { // only theirs are said to be absent
		for _, path := range leaves(op.Body.Schema, "", func(path string) bool { return valueAt(sent, path) == nil }) {
			_, has := op.Body.Schema.At(path).Default()
			if got := valueAt(made, path); got != nil && !has {
				t.fail(x, path+" absent unless given", short(got))
			}
		}
	}
	created, modified := made[r.Created], made[r.Modified]
	if created != nil && modified != nil && !equal(created, modified) {
		t.fail(x, r.Created+" equal to "+r.Modified+" of a new record", short(created)+" and "+short(modified))
	}
}

// follows gets what Location names. A token is sent to the target alone.
func (t *Trial) follows(x *Exchange, f *family) {
	location := x.ReplyHeader.Get("Location")
	base, err := url.Parse(x.URL)
	if err != nil || location == "" {
		t.fail(x, "a Location with 201", "none")
		return
	}
	to, err := base.Parse(location)
	if err != nil {
		t.fail(x, "a Location that is a URI reference", location)
		return
	}
	to.Scheme, to.Host = base.Scheme, base.Host
	again := t.ask(f.read, t.bootstrap(), func(r *request) { r.url = to.String() })
	if t.want(again, "GET of Location "+location, 200) {
		t.same(again, "the record that was made, at its Location", f.resource.Schema, x.one(), again.one())
	}
}

// seenEverywhere reads a record in each version, and lists it where the
// contract can find it.
func (t *Trial) seenEverywhere(f *family, record, sent map[string]any) {
	id := idOf(f.resource, record)
	for _, other := range t.session.families {
		if other.resource != f.resource || other.read == nil || !t.session.declares(other.read.Features) {
			continue
		}
		x := t.ask(other.read, t.bootstrap(), key(id))
		if t.want(x, "the record read in version "+other.version, 200) {
			t.same(x, "the record as the write answered it", f.resource.Schema, record, x.one())
		}
		parameter, member := other.finder()
		if parameter == nil || !t.session.declares(parameter.Features) {
			continue
		}
		value, _ := valueAt(record, member).(string)
		x = t.ask(other.list, t.bootstrap(), query(parameter.Name, value))
		if t.want(x, "the list that has the record", 200) {
			t.same(x, "the record as the write answered it, in the list", f.resource.Schema, record, pick(x, f, id))
		}
	}
}

// pick finds a record in a list by its id, nil for none.
func pick(x *Exchange, f *family, id string) map[string]any {
	found, _ := x.many()
	for _, one := range found {
		if idOf(f.resource, one) == id && strings.TrimSpace(id) != "" {
			return one
		}
	}
	return nil
}
