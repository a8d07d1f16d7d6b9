package checks

import (
	"net/url"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// ids are the checks of the keys in paths: 404 for what none has, 400 for what
// is no id.
func (b *builder) ids() {
	for _, op := range b.operations {
		if op.Action.Resource == nil || len(op.PathKeys) == 0 {
			continue
		}
		f := b.familyOf(op)
		writes := op.Action.Writes()
		b.add(engine.Check{
			Topic: engine.Bodies, Rule: b.ruleOf(f, "OP-4"), Operation: op, Name: "unknown-id",
			Writes: writes,
			Title:  "an id that none has is 404",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				for range 2 {
					t.Want(a.Send(a.Caller, wire.Key(engine.UnknownID(f.Resource, t.ReadableID(f)))), "an id that none has", 404)
				}
				a.WantUntouched()
			},
		})
		b.add(engine.Check{
			Topic: engine.Bodies, Rule: b.ruleOf(f, "OP-4"), Operation: op, Name: "malformed-id",
			Writes: writes,
			Title:  "what is not an id is 400",
			Run: func(t *engine.Trial) {
				a := t.Attempt(op, nil)
				id := t.ReadableID(f)
				if len(a.Records) > 0 {
					id = a.Record().ID
				}
				for _, bad := range append(malformed(op.PathKeys[0], id), b.loginsAsIDs(t, f, op)...) {
					t.WantRefused(a.Send(a.Caller, wire.Key(bad)), "an id of "+bad[:1]+"…, which is none", spec.BadID)
				}
				a.WantUntouched()
			},
		})
		if upper := strings.ToUpper; op.PathKeys[0].Schema.Valid("abcdef0123456789abcdef01") && !op.PathKeys[0].Schema.Valid(upper("abcdef0123456789abcdef01")) {
			b.add(engine.Check{
				Topic: engine.Bodies, Rule: b.ruleOf(f, "OP-4"), Operation: op, Name: "upper-case-id",
				Writes: writes, Level: spec.SHOULD,
				Title: "an id in upper case is 400",
				Run: func(t *engine.Trial) {
					a := t.Attempt(op, nil)
					t.WantRefused(a.Send(a.Caller, wire.Key("ABCDEF0123456789ABCDEF01")), "an id in upper case", spec.BadID)
				},
			})
		}
	}
}

// loginsAsIDs is what a user who there is logs in with, for who looks users up by that
// too; none where it may be an id.
func (b *builder) loginsAsIDs(t *engine.Trial, f *engine.Family, op *spec.Operation) []string {
	if !f.People() || f.SelfRead == nil || !t.Session.Declares(f.SelfRead.Features) {
		return nil
	}
	login, _ := t.Send(f.SelfRead, t.Bootstrap()).Record()[b.contract.Principal.Login].(string)
	if login == "" || strings.ContainsAny(login, "/?#%;+") || op.PathKeys[0].Accepts([]string{login}) {
		return nil
	}
	return []string{login}
}

// malformed are texts that are no id of a kind, made from one that is.
func malformed(p *spec.Parameter, id string) []string {
	if id == "" {
		return nil
	}
	var out []string
	for _, text := range []string{"no-id", id[:len(id)-1], id + "0", "z" + id[1:], "0", "null", "-1", id[:len(id)-1] + "%20", id + ".json", "twelveletter"} {
		if sent, err := url.PathUnescape(text); text != "" && (err != nil || !p.Accepts([]string{sent})) {
			out = append(out, text)
		}
	}
	return out
}
