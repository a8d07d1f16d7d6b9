package checks

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// openAPICredentials are the checks of operations with security: each scheme without
// a credential, with one that nobody has, and with one that is good.
func (b *builder) openAPICredentials() {
	for _, op := range b.operations {
		switch entered := len(allWays(op)) > 0 || op.Access.Foreign(); {
		case op.Access.Public() || !answers(op) || certified(op):
			continue
		case !entered:
			if !slices.ContainsFunc(op.Access.Alternatives, func(alt spec.Alternative) bool { return alt.Token }) {
				b.openAPIHeaders(op)
			}
			continue
		}
		b.openAPI(engine.Check{
			Topic: engine.Authentication, Rule: "AUTH-1", Operation: op, Name: "none",
			Title: "a request without a credential is refused",
			Run: func(t *engine.Trial) {
				var without []wire.Option
				if usual := op.Access.Headers(); op.Access.LetsIn(usual) { // which stand for a credential
					for _, h := range usual {
						without = append(without, wire.Header(h.Name))
					}
				}
				c := t.Call(op)
				wantRefusal(t, c.Send(nil, without...), "no credential", spec.NoToken, 401, 403)
			},
		})
		for _, way := range allWays(op) {
			name := schemeNames(way)
			looked := !op.Access.LetsIn(op.Access.HeadersBy(way)) // else nobody looks at the credential
			if looked {
				b.openAPIUnknown(op, way)
			}
			b.openAPI(engine.Check{
				Topic: engine.Authentication, Rule: "AUTH-3", Operation: op, Name: "known/" + name,
				Title: "a credential of " + name + " that is good is let in",
				Run: func(t *engine.Trial) {
					t.NeedKeys(way)
					c := t.Call(op)
					t.WantAdmitted(c.Send(t.Holder(op, way), wire.By(way...)), "a good credential of "+name)
				},
			})
			if looked {
				b.openAPIHalves(op, way)
			}
		}
		b.openAPIHeaders(op)
	}
}

func (b *builder) openAPIUnknown(op *spec.Operation, way []*spec.Scheme) {
	name := schemeNames(way)
	b.openAPI(engine.Check{
		Topic: engine.Authentication, Rule: "AUTH-1", Operation: op, Name: "unknown/" + name,
		Title: "a credential of " + name + " that nobody has is refused",
		Run: func(t *engine.Trial) {
			t.NeedKeys(way)
			c := t.Call(op)
			mark := t.Mark()
			x := c.Send(&wire.Caller{Name: "nobody", Token: mark}, wire.By(way...), wire.Instead(mark, way...))
			wantRefusal(t, x, "an unknown credential of "+name, spec.NoToken, 401, 403)
		},
	})
}

// openAPIHeaders are the checks of headers that security names with a value.
func (b *builder) openAPIHeaders(op *spec.Operation) {
	for _, h := range op.Access.Headers() {
		b.openAPI(engine.Check{
			Topic: engine.Headers, Rule: "AUTH-4", Operation: op, Name: h.Scheme,
			Needs: engine.Needs{Makes: ifCreate(op, 2)},
			Title: "without " + h.Name + ": " + h.Value + " it is refused",
			Run: func(t *engine.Trial) {
				c := t.Call(op)
				wantRefusal(t, c.Send(t.Bootstrap(), wire.Header(h.Name)), "no header "+h.Name, spec.NoHeader, 401, 403)
				wantRefusal(t, c.Send(t.Bootstrap(), wire.Header(h.Name, h.Value+"x")), "another "+h.Name, spec.HeaderValue, 401, 403)
			},
		})
	}
}

// challenges tells whether a way in is one that HTTP has challenges for: keys in
// places of their own have no name that one could begin with.
func challenges(alt spec.Alternative) bool {
	return slices.ContainsFunc(alt.Schemes, func(s *spec.Scheme) bool {
		return s.Kind == spec.Bearer || s.Kind == spec.Basic || s.Kind == spec.APIKey && s.Key == "Authorization"
	})
}

// unchallenged wants a 401 to say how to come in.
func unchallenged(x *wire.Exchange) *engine.Problem {
	if x.Status != http.StatusUnauthorized || strings.TrimSpace(x.ReplyHeader.Get("Www-Authenticate")) != "" {
		return nil
	}
	return &engine.Problem{Expected: "WWW-Authenticate with 401", Got: "none"}
}
