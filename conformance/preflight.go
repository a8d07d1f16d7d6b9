package conformance

import (
	"context"
	"fmt"
	"slices"
	"strings"

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
	s, end, err := open(target, o.settings())
	if err != nil {
		return nil, err
	}
	defer end()
	var out []Answer
	for _, feature := range target.Features {
		out = append(out, s.feature(ctx, feature))
	}
	for _, p := range target.Personas {
		out = append(out, s.persona(ctx, p))
	}
	checks, err := Select(Catalog(o.Contract), o.Filter)
	if err != nil {
		return nil, err
	}
	for _, m := range s.lacking(checks) {
		out = append(out, Answer{What: "persona " + m.Name, Says: fmt.Sprintf("it is missing, nobody can make it, and %d checks wait for it; add %s", m.Checks, m.Lines[0])})
	}
	for i := range out {
		out[i].Says = oneLine(s.client.redact(out[i].Says))
	}
	return out, nil
}

// feature asks each operation of a feature without a token: whatever it says,
// it must be there.
func (s *session) feature(ctx context.Context, feature string) Answer {
	a := Answer{What: "feature " + feature, OK: true, Says: "no operation of its own"}
	asked := 0
	for _, op := range s.contract.Operations {
		if !slices.Contains(op.Features, feature) || !s.declares(op.Features) {
			continue
		}
		asked++
		options := []option{}
		if len(op.PathKeys) > 0 {
			options = append(options, key("none"))
		}
		if op.Body != nil {
			options = append(options, raw("{}"))
		}
		x, err := s.ask(ctx, "preflight", op, nil, options...)
		switch {
		case err != nil:
			return Answer{What: a.What, Says: err.Error()}
		case x.Status == 404, x.Status == 405, x.Status >= 500:
			return Answer{What: a.What, Says: fmt.Sprintf("%s %s answered %s", x.Method, x.URL, x.describe())}
		}
		a.Says = fmt.Sprintf("%d of its operations answer", asked)
	}
	return a
}

// persona asks whether a token works, and lists all that its permissions let it
// list.
func (s *session) persona(ctx context.Context, p Persona) Answer {
	a := Answer{What: "persona " + p.Name, OK: true, Says: "its token works"}
	err := s.callers.control(ctx, &caller{name: p.Name, token: p.Token})
	switch {
	case p.Disabled && err == nil:
		return Answer{What: a.What, Says: "its token works, and the target file says that it is disabled"}
	case p.Disabled:
		if refused, is := err.(*controlError); is && refused.x.Status == 401 {
			a.Says = "its token is refused, as it is disabled"
			return a
		}
	}
	if err != nil {
		return Answer{What: a.What, Says: err.Error()}
	}
	rights := s.contract.Permissions.Rights(p.Permissions...)
	for _, op := range s.contract.Operations {
		if op.Action.Kind != spec.List || !s.declares(op.Features) || !op.Access.AllowsRights(rights) {
			continue
		}
		x, err := s.ask(ctx, "preflight", op, &caller{name: p.Name, token: p.Token})
		switch {
		case err != nil:
			return Answer{What: a.What, Says: err.Error()}
		case !x.success():
			return Answer{What: a.What, Says: fmt.Sprintf("its token works, but %s %s answered %s: see whether its user holds the permissions that the target file gives it", x.Method, x.URL, x.describe())}
		}
	}
	if lacks := s.allLacks(); p.Name == Bootstrap && len(lacks) > 0 {
		a.Says += "; it lacks " + strings.Join(lacks, ", ") + ": where that is asked for, a caller with every permission is made, or add it to " + Bootstrap
	}
	return a
}
