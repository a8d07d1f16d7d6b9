package checks

import (
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// spellings are the checks that what is compared without case is kept in the
// case in which it was sent.
func (b *builder) spellings() {
	for _, f := range b.families {
		for _, u := range f.Uniques() {
			for _, op := range []*spec.Operation{f.Create, f.Update} {
				if op == nil || op.Body == nil || !u.IgnoreCase || op.Body.Schema.At(u.Member) == nil || f.Read == nil {
					continue
				}
				b.add(engine.Check{
					Topic: engine.State, Rule: b.createOrChange(f, op), Operation: op, Name: "spelling/" + u.Member,
					Writes: true, Level: spec.SHOULD, Needs: engine.Needs{Makes: b.users(op, 2)},
					Title: u.Member + " is kept as it was sent, letter by letter",
					Run: func(t *engine.Trial) {
						value, _ := engine.Sample(op.Body.Schema.At(u.Member), t.Mark(), false).(string)
						sent := everyOther(value)
						if !op.Body.Schema.At(u.Member).Valid(sent) {
							panic(engine.NotApplicable("no " + u.Member + " of mixed case is known"))
						}
						change := map[string]any{}
						jsonvalue.SetAt(change, u.Member, sent)
						a := t.Attempt(op, change)
						x := a.Send(t.Bootstrap())
						if !t.Want(x, "a "+u.Member+" of mixed case", op.Success().Status) {
							return
						}
						id := engine.IDOf(f.Resource, x.Record())
						for _, y := range []*wire.Exchange{x, readAgain(t, f, id)} {
							if got := jsonvalue.ValueAt(y.Record(), u.Member); got != sent {
								t.Fail(y, u.Member+" as it was sent, letter by letter", "another spelling")
							}
						}
						if op == f.Create {
							wantPlusKept(t, f, u.Member)
						}
					},
				})
			}
		}
	}
}

// wantPlusKept wants an address with a plus refused, or kept and found.
func wantPlusKept(t *engine.Trial, f *engine.Family, member string) {
	scope, sent := f.Scope(), t.Mark()+"+plus"+engine.MailDomain
	schema := f.Create.Body.Schema.At(member)
	if sample, _ := engine.Sample(schema, engine.AnyMark, false).(string); !strings.Contains(sample, "@") || !schema.Valid(sent) {
		return
	}
	change := map[string]any{}
	jsonvalue.SetAt(change, member, sent)
	x := t.Attempt(f.Create, change).Send(t.Bootstrap())
	if !x.Success() {
		return
	}
	if got := jsonvalue.ValueAt(x.Record(), member); got != sent {
		t.Fail(x, member+" with a plus as it was sent, or refused", "another")
		return
	}
	if scope != nil && scope.Filter.Members[0] == member && t.Session.Declares(scope.Features) {
		t.WantList(f, []engine.Term{{Parameter: scope, Values: []string{sent}}}, []string{engine.IDOf(f.Resource, x.Record())})
	}
}

// readAgain is a privileged read of a record.
func readAgain(t *engine.Trial, f *engine.Family, id string) *wire.Exchange {
	t.Require(f, "reads", f.Read)
	return t.Send(f.Read, t.Bootstrap(), wire.Key(id))
}

// everyOther is a text with every other letter in upper case.
func everyOther(text string) string {
	up := false
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			if up = !up; up {
				return r - 'a' + 'A'
			}
		}
		return r
	}, text)
}
