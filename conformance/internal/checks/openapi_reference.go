package checks

import (
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// openAPIReferences are the checks of bodies and paths that name records which
// there are not.
func (b *builder) openAPIReferences() {
	for _, op := range b.operations {
		r := op.Action.Resource
		if r == nil || op.Action.Self || !answers(op) {
			continue
		}
		if op.Action.Kind == spec.Create && len(op.PathKeys) > 0 && len(r.Parents) > 0 && r.Parents[len(r.Parents)-1].Resource != nil {
			b.openAPIParent(op, r.Parents[len(r.Parents)-1].Resource)
		}
		if op.Body == nil || !slices.Contains([]spec.ActionKind{spec.Create, spec.Update, spec.Replace}, op.Action.Kind) {
			continue
		}
		for _, ref := range r.References {
			member, other := op.Body.Schema.At(ref.Member), b.contract.ResourceOf(ref.Collection)
			ofPath := slices.ContainsFunc(r.Parents, func(p spec.Parent) bool { return p.Member == ref.Member })
			if member != nil && other != nil && !ofPath {
				b.openAPIReference(op, ref.Member, member, other)
			}
		}
	}
}

// openAPIParent is the check of a create below a record that there is not.
func (b *builder) openAPIParent(op *spec.Operation, parent *spec.Resource) {
	b.openAPI(engine.Check{
		Topic: engine.State, Rule: "STATE-7", Operation: op, Name: "unknown-parent", Level: levelOf(op, spec.UnknownID),
		Title: "below an id of " + parent.Collection + " that no record has nothing is made",
		Run: func(t *engine.Trial) {
			c := t.Call(op)
			keys := slices.Clone(c.Keys)
			keys[len(keys)-1] = t.UnknownIDOf(parent)
			x := c.WithKeys(keys...).Send(t.Bootstrap())
			wantRefusal(t, x, "an id of "+parent.Collection+" that no record has", spec.UnknownID, 404, 410, 400, 422)
		},
	})
}

// openAPIReference is the check of a member that holds ids of another collection.
// Where that it does is guessed, a server may take any text for one; but it may not
// fail for it.
func (b *builder) openAPIReference(op *spec.Operation, name string, member *spec.Schema, other *spec.Resource) {
	level, says := levelOf(op, spec.BadReference), "is refused, and changes nothing"
	if op.Action.Resource.Guessed {
		level, says = spec.MUST, "does not make the server fail"
	}
	b.openAPI(engine.Check{
		Topic: engine.State, Rule: "INPUT-4", Operation: op, Name: "unknown/" + name, Level: level,
		Title: "an id in " + name + " that none of " + other.Collection + " has " + says,
		Run: func(t *engine.Trial) {
			c := t.Call(op)
			body, is := jsonvalue.Clone(c.Body).(map[string]any)
			if !is {
				panic(engine.NotApplicable("the body is not an object"))
			}
			unknown := t.UnknownIDOf(other)
			if member.Type() == "array" {
				jsonvalue.SetAt(body, name, engine.IDValues(other, unknown))
			} else {
				jsonvalue.SetAt(body, name, engine.IDValue(other, unknown))
			}
			if !op.Body.Schema.Valid(body) {
				panic(engine.NotApplicable("an id of " + other.Collection + " does not fit " + name))
			}
			x := c.WithBody(body).Send(t.Bootstrap())
			switch {
			case op.Action.Resource.Guessed && x.Status < 500:
				return
			case op.Action.Resource.Guessed:
				t.Fail(x, "a reply to an id in "+name+" that no record has", x.Describe())
			case wantRefusal(t, x, "an id in "+name+" that no record has", spec.BadReference, 400, 404, 409, 422) && c.Subject != nil && c.Subject.Own:
				wantUnchanged(t, c.Subject)
			}
		},
	})
}
