package conformance

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// Answer is one thing that a preflight asked.
type Answer struct {
	What string // the target, a feature, a persona
	OK   bool
	Says string
}

// Preflight asks only whether the target, the features that it declares and
// each of its personas answer, and whether the personas may list what they are
// said to. It writes nothing.
func Preflight(ctx context.Context, target *Target, o Options) ([]Answer, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	s, end, err := engine.Open(target, o.settings())
	if err != nil {
		return nil, err
	}
	defer end()
	if reason := s.AddressProblem(ctx); reason != "" {
		return []Answer{{What: "address", Says: wire.OneLine(s.Client.Redact(reason))}}, nil
	}
	var out []Answer
	for _, feature := range target.Features {
		out = append(out, askFeature(ctx, s, feature))
	}
	for _, p := range target.Personas {
		out = append(out, askPersona(ctx, s, p))
	}
	for _, scheme := range o.Contract.Keys() {
		out = append(out, askKey(ctx, s, scheme))
	}
	checks, err := Select(Catalog(o.Contract), o.Filter)
	if err != nil {
		return nil, err
	}
	for _, m := range missingPersonas(s, checks) {
		out = append(out, Answer{What: "persona " + m.Name, Says: fmt.Sprintf("it is missing, nobody can make it, and %d checks wait for it; add %s", m.Checks, m.Lines[0])})
	}
	for i := range out {
		out[i].Says = wire.OneLine(s.Client.Redact(out[i].Says))
	}
	return out, nil
}

// askFeature asks each operation of a feature without a token: whatever it says,
// it must be there.
func askFeature(ctx context.Context, s *engine.Session, feature string) Answer {
	a := Answer{What: "feature " + feature, OK: true, Says: "no operation of its own"}
	asked := 0
	for _, op := range s.Contract.Operations {
		if !slices.Contains(op.Features, feature) || !s.Declares(op.Features) {
			continue
		}
		asked++
		options := []wire.Option{}
		for range op.PathKeys {
			options = append(options, wire.Key("none"))
		}
		if op.Body != nil {
			options = append(options, wire.Raw("{}"))
		}
		x, err := s.Send(ctx, "preflight", op, nil, options...)
		switch {
		case err != nil:
			return Answer{What: a.What, Says: err.Error()}
		case x.Status == 404, x.Status == 405, x.Status >= 500:
			return Answer{What: a.What, Says: fmt.Sprintf("%s %s answered %s", x.Method, x.URL, x.Describe())}
		}
		a.Says = fmt.Sprintf("%d of its operations answer", asked)
	}
	return a
}

// askPersona asks whether a token works, and lists all that its permissions let it
// list.
func askPersona(ctx context.Context, s *engine.Session, p Persona) Answer {
	a := Answer{What: "persona " + p.Name, OK: true, Says: "its token works"}
	err := s.Callers.VerifyToken(ctx, &wire.Caller{Name: p.Name, Token: p.Token})
	switch {
	case p.Disabled && err == nil:
		return Answer{What: a.What, Says: "its token works, and the target file says that it is disabled"}
	case p.Disabled:
		if refused, is := err.(*engine.TokenError); is && refused.Exchange.Status == 401 {
			a.Says = "its token is refused, as it is disabled"
			return a
		}
	}
	if err != nil {
		return Answer{What: a.What, Says: err.Error()}
	}
	rights := s.Contract.Permissions.Rights(p.Permissions...)
	for _, op := range s.Contract.Operations {
		if !s.Declares(op.Features) || !listedBy(op, rights) {
			continue
		}
		x, err := s.Send(ctx, "preflight", op, &wire.Caller{Name: p.Name, Token: p.Token})
		switch {
		case err != nil:
			return Answer{What: a.What, Says: err.Error()}
		case !x.Success():
			return Answer{What: a.What, Says: fmt.Sprintf("its token works, but %s %s answered %s: see whether its user holds the permissions that the target file gives it", x.Method, x.URL, x.Describe())}
		}
	}
	if lacks := s.AllLacks(); p.Name == Bootstrap && len(lacks) > 0 {
		a.Says += "; it lacks " + strings.Join(lacks, ", ") + ": where that is asked for, a caller with every permission is made, or add it to " + Bootstrap
	}
	return a
}

// askKey asks whether a key beside the tokens of log-in opens what it is said to open.
func askKey(ctx context.Context, s *engine.Session, scheme *spec.Scheme) Answer {
	a := Answer{What: "key " + scheme.Name, OK: true}
	if lacked := s.LackedKeys([]*spec.Scheme{scheme}); len(lacked) > 0 {
		a.Says = "operations want " + engine.WantedKeys(lacked)
		return a
	}
	var as *wire.Caller
	if p := s.Target.Persona(Bootstrap); p != nil {
		as = &wire.Caller{Name: p.Name, Token: p.Token}
	}
	refusal, tried := s.KeyWorks(ctx, scheme, as)
	switch {
	case refusal != "":
		return Answer{What: a.What, Says: refusal}
	case !tried:
		a.Says = "it is named, and nothing that only reads can be asked with it"
		return a
	}
	a.Says = "it opens what it is for"
	return a
}

// listedBy tells whether a token of these rights, and nothing else, is enough to list
// a collection.
func listedBy(op *spec.Operation, rights spec.Rights) bool {
	if op.Action.Kind != spec.List || len(op.PathKeys) > 0 || slices.ContainsFunc(op.Query, func(p *spec.Parameter) bool { return p.Required }) {
		return false
	}
	for i, alt := range op.Access.Alternatives {
		one := spec.Access{Alternatives: op.Access.Alternatives[i : i+1]}
		if !alt.Foreign && one.AllowsRights(rights) {
			return true
		}
	}
	return op.Access.Public()
}
