package checks

import (
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// invariants are the checks of what every reply has. Each asks a few requests of
// its own and looks at those of all other checks too, so that a reply that only
// a rare request brings is seen as well.
func (b *builder) invariants() {
	for _, op := range b.operations {

		watch := func(topic engine.Topic, requirement, name, title string, see func(*wire.Exchange) *engine.Problem) {
			b.add(engine.Check{
				Topic: topic, Rule: requirement, Operation: op, Name: name,
				Writes: op.Action.Writes() || op.Action.Kind == spec.Login,
				Title:  title,
				Watch:  engine.Watch{Invariant: see},
				Run:    func(t *engine.Trial) { sampleOperation(t, op) },
			})
		}
		switch {
		case bears(op), op.Action.Kind == spec.Login && slices.ContainsFunc(b.operations, bears):
			watch(engine.Headers, "HDR-2", "challenge", "a 401 carries WWW-Authenticate with the scheme Bearer", challengeProblem)
		case slices.ContainsFunc(op.Access.Alternatives, challenges):
			watch(engine.Headers, "HDR-2", "challenge", "a 401 carries WWW-Authenticate", unchallenged)
		}
		watch(engine.Headers, "HDR-7", "no-store", "a 2xx reply carries Cache-Control: no-store", noStoreProblem)
		watch(engine.Headers, "HDR-7", "nosniff", "a reply with a body carries X-Content-Type-Options: nosniff", nosniffProblem)
		watch(engine.Shapes, "HDR-8", "json", "a 2xx reply is application/json and its body is JSON", JSONProblem)
		watch(engine.Shapes, "MOD-1", "schema", "a 2xx reply has the declared status and fits its schema", SchemaProblem)
		watch(engine.Shapes, "MOD-1", "secrets", "no reply shows a password", func(x *wire.Exchange) *engine.Problem { return SecretProblem(b.contract, x) })
		if b.declaresProblems() {
			watch(engine.Shapes, "MOD-2", "problem", "a refusal is a problem document", RefusalProblem)
		} else if slices.ContainsFunc(op.Replies, func(r *spec.Reply) bool { return len(r.Media) > 0 && (r.Status >= 400 || r.Status == 0) }) {
			watch(engine.Shapes, "", "refusal", "a refusal is as the document has it", undeclaredRefusal)
		}
		b.add(engine.Check{
			Topic: engine.Shapes, Operation: op, Name: "answers",
			Writes: op.Action.Writes() || op.Action.Kind == spec.Login,
			Title:  "every request gets a reply of the server",
			Watch:  engine.Watch{EveryReply: true, Invariant: func(*wire.Exchange) *engine.Problem { return nil }},
			Run:    func(t *engine.Trial) { sampleOperation(t, op) },
		})
		if f := b.familyOf(op); f != nil && op.Action.Kind == spec.Read && f.Resource.Modified != "" {
			watch(engine.State, b.ruleOf(f, "OP-9"), "older", "a read never shows an older state than one that a reply showed before", engine.StaleRead)
		}
	}
	elsewhere := func(requirement, name, title string, see func(*wire.Exchange) *engine.Problem) {
		b.add(engine.Check{
			Topic: engine.Shapes, Rule: requirement, Name: name,
			Title: title, Watch: engine.Watch{Invariant: see},
			Run: func(t *engine.Trial) {
				for _, version := range engine.Versions(b.contract) {
					if t.Session.Declares([]string{version}) {
						t.Send(nil, t.Bootstrap(), wire.Method(http.MethodGet), wire.Path(b.contract.BasePath+"/"+version+"/"+engine.RunMark+"no-such-path"))
					}
				}
			},
		})
	}
	if b.declaresProblems() {
		elsewhere("MOD-2", "problem-elsewhere", "a 404 or 405 of no operation is a problem document", RefusalProblem)
	}
	elsewhere("HDR-7", "nosniff-elsewhere", "a 404 or 405 of no operation carries X-Content-Type-Options: nosniff", nosniffProblem)
}

// declaresProblems tells whether the contract promises problem documents at all.
func (b *builder) declaresProblems() bool {
	problem := b.contract.Requirement("MOD-2")
	return problem != nil && slices.Contains(b.contract.Features, problem.Feature)
}

// sampleOperation sees to it that an operation has been asked in the ways that bring
// its usual replies, once a run.
func sampleOperation(t *engine.Trial, op *spec.Operation) {
	t.Session.OncePerOperation(op, func() { sendUsual(t, op) })
}

// sendUsual sends what brings about the usual replies.
func sendUsual(t *engine.Trial, op *spec.Operation) {
	s := t.Session
	if op.Action.Kind == spec.Login {
		t.TryLogIn(op, t.Mark()+engine.MailDomain, s.NewPassword())
	}
	a := t.Attempt(op, nil)
	a.Send(a.Caller)
	if op.Action.Kind == spec.Login {
		a.Body = engine.Merged(a.Body, map[string]any{s.Contract.Principal.Password: s.NewPassword()})
		a.Send(nil)
	} else {
		a.Send(nil)
		a.Send(&wire.Caller{Name: "nobody", Token: t.Mark()})
	}
	if h := adminHeader(op); h != nil {
		a.Send(a.Caller, wire.Header(h.Name))
	}
	switch {
	case op.Action.Kind != spec.Read || a.Family.Create == nil || !s.Writable():
	case !op.Action.Self:
		a.Send(a.Caller, wire.Key(t.MinimalRecord(a.Family).ID))
	case s.CanLogIn():
		a.Send(t.MinimalCaller(a.Family))
	}
	if p := s.Contract.Principal; p != nil && a.Body != nil && op.Body.Schema.Member(p.Password) != nil {
		usual := a.Body
		a.Body = engine.Merged(usual, map[string]any{p.Password: s.NewPassword(), engine.RunMark + "unknown": "x"})
		a.Send(a.Caller) // remembered where it is no mistake
		a.Send(a.Caller, wire.Media("text/plain"))
		a.Body = engine.Merged(usual, map[string]any{p.Password: s.NewPassword()})
		if op.Action.Kind == spec.Update && len(op.PathKeys) > 0 {
			a.Send(a.Caller, wire.Key(engine.UnknownID(a.Family.Resource, a.Record().ID)))
		}
		a.Body = usual
	}
	if p := s.Contract.Principal; p != nil && op.Action.Kind == spec.Create && op.Body.Schema.Member(p.Password) != nil {
		a.Send(a.Caller, wire.Body(map[string]any{p.Password: s.NewPassword()}))
	}
	if op.Body != nil {
		a.Send(a.Caller, wire.Raw("{"))
		a.Send(a.Caller, wire.Raw("{"+wire.Blanks(wire.Largest)))
	} else {
		a.Send(a.Caller, wire.Header("Accept", "text/html,application/xml;q=0.9")) // as a browser does
	}
	if len(op.PathKeys) > 0 {
		a.Send(a.Caller, wire.Key(engine.UnknownID(a.Family.Resource, t.ReadableID(a.Family))))
	}
}
