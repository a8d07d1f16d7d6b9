package conformance

import (
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// spellings are the checks that what is compared without case is kept in the
// case in which it was sent.
func (b *builder) spellings() {
	for _, f := range b.families {
		for _, u := range f.resource.Unique {
			for _, op := range []*spec.Operation{f.create, f.update} {
				if op == nil || op.Body == nil || !u.IgnoreCase || op.Body.Schema.At(u.Member) == nil || f.read == nil {
					continue
				}
				b.add(Check{
					Topic: State, Rule: b.createOrChange(f, op), Operation: op, Name: "spelling/" + u.Member,
					Writes: true, Level: spec.SHOULD, Users: b.users(op, 1),
					Title: u.Member + " is kept as it was sent, letter by letter",
					Run: func(t *Trial) {
						value, _ := sample(op.Body.Schema.At(u.Member), t.mark(), false).(string)
						sent := everyOther(value)
						if !op.Body.Schema.At(u.Member).Valid(sent) {
							panic(notApplicable("no " + u.Member + " of mixed case is known"))
						}
						change := map[string]any{}
						setAt(change, u.Member, sent)
						a := t.attempt(op, change)
						x := a.ask(t.bootstrap())
						if !t.want(x, "a "+u.Member+" of mixed case", op.Success().Status) {
							return
						}
						id := idOf(f.resource, x.one())
						for _, y := range []*Exchange{x, t.again(f, id)} {
							if got := valueAt(y.one(), u.Member); got != sent {
								t.fail(y, u.Member+" as it was sent, letter by letter", "another spelling")
							}
						}
					},
				})
			}
		}
	}
}

// again is a privileged read of a record.
func (t *Trial) again(f *family, id string) *Exchange {
	t.needs(f, "reads", f.read)
	return t.ask(f.read, t.bootstrap(), key(id))
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
