package conformance

import (
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// largest is the largest body that a server must take: 1 MiB.
const largest = 1 << 20

// mediaTypes are the checks of Content-Type and of size, on every operation
// that reads a body.
func (b *builder) mediaTypes() {
	for _, op := range b.contract.Operations {
		if op.Body == nil {
			continue
		}
		b.add(Check{
			Topic: Headers, Rule: "HDR-6", Operation: op, Name: "media-type",
			Writes: true,
			Title:  "a body that is not application/json is 415",
			Run: func(t *Trial) {
				a := t.attempt(op, nil)
				for _, wrong := range []string{
					"", "text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
					"application/json-patch+json", "application/merge-patch+json", "application/jsonp", "application/xml", "application/octet-stream",
				} {
					what := "Content-Type: " + wrong
					if wrong == "" {
						what = "a body without Content-Type"
					}
					t.want(a.ask(a.as, media(wrong)), what, 415)
				}
				a.untouched()
			},
		})
		b.add(Check{
			Topic: Headers, Rule: "HDR-6", Operation: op, Name: "media-type-parameters",
			Writes: true,
			Title:  "parameters and case of application/json do not matter",
			Run: func(t *Trial) {
				a := t.probe(op)
				for _, right := range []string{"application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON"} {
					if x := a.ask(a.as, media(right)); x.Status == 415 || x.Status >= 500 {
						t.fail(x, "not 415 for Content-Type: "+right, x.describe())
					}
				}
			},
		})
		b.add(Check{
			Topic: Headers, Rule: "HDR-6", Operation: op, Name: "size",
			Writes: true,
			Title:  "a body over 1 MiB is 413, one of 1 MiB is not",
			Run: func(t *Trial) {
				b.sizes(t, op)
			},
		})
	}
}

func (b *builder) sizes(t *Trial, op *spec.Operation) {
	a := t.attempt(op, nil)
	small := string(spec.AppendJSON(nil, a.sent, nil))
	if op.Action.Kind == spec.Create {
		small = string(spec.AppendJSON(nil, t.probe(op).sent, nil)) // makes nothing
	}
	x := a.ask(a.as, raw(small+strings.Repeat(" ", max(0, largest-len(small)))))
	if x.Status == 413 || x.Status >= 500 {
		t.fail(x, "not 413 for a body of exactly 1 MiB", x.describe())
	}
	for _, r := range a.records {
		t.refresh(a.f, r)
	}
	large := a.tooLarge()
	t.want(a.ask(a.as, raw(large)), "a body of 1 MiB and a byte", 413)
	t.want(a.ask(a.as, raw(large), chunked()), "a body of 1 MiB and a byte, sent in chunks", 413)
	a.untouched()
}

// tooLarge is the body with a text in it that makes it one byte too long.
func (a *attempt) tooLarge() string {
	grown, _ := clone(a.sent).(map[string]any)
	at, schema := grown, a.op.Body.Schema
	if a.op.Action.Kind == spec.UpdateMany {
		at, _ = grown[a.op.Action.Changes].(map[string]any)
		schema = changeSchema(a.op)
	}
	member := a.f.freeMember(schema)
	if a.op.Action.Kind == spec.Login {
		member = a.t.session.contract.Principal.Password
	}
	setAt(at, member, "")
	setAt(at, member, strings.Repeat("x", max(0, largest+1-len(spec.AppendJSON(nil, grown, nil)))))
	return string(spec.AppendJSON(nil, grown, nil))
}
