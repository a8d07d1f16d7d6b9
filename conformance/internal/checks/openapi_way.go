package checks

import (
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// allWays are the sets of schemes by which an operation is entered, each once: also by
// keys beside the token of log-in, which a target file may name. Certificates of clients
// are none of ours.
func allWays(op *spec.Operation) [][]*spec.Scheme {
	return ways(op, func(*spec.Alternative) bool { return true })
}

// waysIn are those by which callers show who they are: with their tokens alone, or, where
// nobody enters so or with a key alone, with their tokens beside keys that no right is
// asked of.
func waysIn(op *spec.Operation) [][]*spec.Scheme {
	own := ways(op, func(alt *spec.Alternative) bool { return !alt.Foreign })
	keyed := func(alt spec.Alternative) bool { return alt.Keyed() || alt.OfKeys() }
	if len(own) > 0 || slices.ContainsFunc(op.Access.Alternatives, keyed) {
		return own
	}
	return allWays(op)
}

func ways(op *spec.Operation, of func(*spec.Alternative) bool) [][]*spec.Scheme {
	var out [][]*spec.Scheme
	for i := range op.Access.Alternatives {
		alt := &op.Access.Alternatives[i]
		twice := slices.ContainsFunc(out, func(known []*spec.Scheme) bool { return slices.Equal(known, alt.Schemes) })
		if alt.Token && !wantsCertificate(*alt) && !twice && !alt.Crossed() && of(alt) {
			out = append(out, alt.Schemes)
		}
	}
	return out
}

func wantsCertificate(alt spec.Alternative) bool {
	return slices.ContainsFunc(alt.Schemes, func(s *spec.Scheme) bool { return s.Kind == spec.MutualTLS })
}

// certified tells whether nobody enters without a client's certificate: who has none gets
// no reply, or one of a server behind which there is something that looks at them.
func certified(op *spec.Operation) bool {
	other := func(alt spec.Alternative) bool { return !wantsCertificate(alt) }
	return len(op.Access.Alternatives) > 0 && !slices.ContainsFunc(op.Access.Alternatives, other)
}

// sendable tells whether a request can show who it is of.
func sendable(op *spec.Operation) bool { return len(waysIn(op)) > 0 }

func schemeNames(schemes []*spec.Scheme) string {
	name := ""
	for i, s := range schemes {
		if i > 0 {
			name += "+"
		}
		name += s.Name
	}
	return name
}

// openAPIHalves are the checks of a way in that asks for a key beside the token, or for
// several keys: each of them must be good.
func (b *builder) openAPIHalves(op *spec.Operation, way []*spec.Scheme) {
	if len(way) < 2 || !slices.ContainsFunc(way, func(s *spec.Scheme) bool { return s.Foreign }) {
		return
	}
	for _, bad := range way {
		if entersWithout(op, way, bad) {
			continue
		}
		name, makes := schemeNames(way), 0
		if engine.MayWrite(op) && op.Action.Resource != nil {
			makes = 2 // one for the request that shows that the others are good
		}
		b.openAPI(engine.Check{
			Topic: engine.Authentication, Rule: "AUTH-1", Operation: op, Name: "unknown/" + name + "/" + bad.Name,
			Needs: engine.Needs{Makes: makes},
			Title: "a credential of " + bad.Name + " that nobody has is refused, where all others of " + name + " are good",
			Run: func(t *engine.Trial) {
				t.NeedKeys(way)
				who := t.Holder(op, way)
				if x := t.Call(op).Send(who, wire.By(way...)); !x.Success() {
					t.Broken("%s", x.Unready()) // it may be the others that are refused
				}
				x := t.Call(op).Send(who, wire.By(way...), wire.Instead(t.Mark(), bad))
				wantRefusal(t, x, "an unknown credential of "+bad.Name, spec.NoToken, 401, 403)
			},
		})
	}
}

// entersWithout tells whether the schemes of a way but one are all that another way asks
// for.
func entersWithout(op *spec.Operation, way []*spec.Scheme, but *spec.Scheme) bool {
	return slices.ContainsFunc(allWays(op), func(other []*spec.Scheme) bool {
		return !slices.ContainsFunc(other, func(s *spec.Scheme) bool { return s == but || !slices.Contains(way, s) })
	})
}
