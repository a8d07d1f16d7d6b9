package checks

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/route"
	"github.com/cotalker/rolecall/spec"
)

// routes are the checks of paths and methods.
func (b *builder) routes() {
	served := engine.Versions(b.contract)
	for _, f := range b.families {
		for _, op := range f.Operations() {
			if op.Method == http.MethodGet && !b.has(op.Path, http.MethodHead) {
				b.add(engine.Check{
					Topic: engine.Headers, Rule: "LOC-3", Operation: op, Name: "head",
					Title: "HEAD goes where GET goes",
					Run:   headLikeGet(op),
				})
			}
		}
		if f.SelfRead != nil && len(served) > 1 {
			b.add(engine.Check{
				Topic: engine.Headers, Rule: "LOC-1", Operation: f.SelfRead, Name: "versions",
				Title: "the versions that the target declares answer the same",
				Run: func(t *engine.Trial) {
					wantSameInVersions(t, f.SelfRead)
				},
			})
		}
		if f.Read != nil {
			b.add(engine.Check{
				Topic: engine.Headers, Rule: "LOC-1", Operation: f.Read, Name: "versions",
				Title: "the versions that the target declares answer the same",
				Run: func(t *engine.Trial) {
					wantSameInVersions(t, f.Read, wire.Key(t.ReadableID(f)))
				},
			})
		}
	}
	seen := map[string]bool{}
	for _, op := range b.operations {
		if seen[op.Path] {
			continue
		}
		seen[op.Path] = true
		b.add(engine.Check{
			Topic: engine.Headers, Rule: "LOC-3", Operation: op, Name: "methods",
			Writes: true,
			Title:  "a method that the path does not have is 405 with Allow",
			Run:    b.refusesMethods(op.Path, op),
		})
	}
	for _, version := range served {
		b.add(engine.Check{
			Topic: engine.Headers, Rule: "LOC-3", Name: "unknown-path-" + version,
			Needs: engine.Needs{Features: []string{version}},
			Title: "a path that is none is 404, with a token and without",
			Run: func(t *engine.Trial) {
				for _, p := range []string{"/" + version + "/" + engine.RunMark + "no-such-path", "/" + version} {
					x := t.Send(nil, t.Bootstrap(), wire.Method(http.MethodGet), wire.Path(b.contract.BasePath+p))
					t.Want(x, "GET "+p, 404)
				}
				x := t.Send(nil, nil, wire.Method(http.MethodGet), wire.Path(b.contract.BasePath+"/"+version+"/"+engine.RunMark+"no-such-path"))
				t.Want(x, "a path that is none, without a token", 404)
				for _, f := range b.families {
					if f.Read == nil || f.Version != version || !t.Session.Declares(f.Read.Features) {
						continue
					}
					below := f.Read.Expand(t.ReadableID(f)) + "/" + engine.RunMark + "below"
					t.Want(t.Send(nil, t.Bootstrap(), wire.Method(http.MethodGet), wire.Path(below)), "a path below a record of "+f.Resource.Collection, 404)
				}
			},
		})
	}
}

// has tells whether the document has a method of a path, or of one with a key that may
// be meant: /shelves/{id} by /shelves/mine.
func (b *builder) has(path, method string) bool {
	if b.paths == nil {
		b.paths = &route.Tree[[]string]{}
		for _, op := range b.contract.Operations {
			at := b.paths.Add(op.Path)
			at.Here = append(at.Here, op.Method)
		}
	}
	return b.paths.FindThat(path, false, new([]string), func(has []string) bool { return slices.Contains(has, method) }) != nil
}

// headLikeGet asks with HEAD as one who may, with no token and without the
// header that the operation needs.
func headLikeGet(op *spec.Operation) func(*engine.Trial) {
	return func(t *engine.Trial) {
		a := t.Attempt(op, nil)
		x := a.Send(a.Caller, wire.Method(http.MethodHead))
		if p := noStoreProblem(x); t.WantOf(op, x, "HEAD", 200) && p != nil {
			t.Fail(x, p.Expected, p.Got)
		}
		if !op.Access.Public() {
			t.WantOf(op, a.Send(nil, wire.Method(http.MethodHead)), "HEAD without a token", 401)
		}
		if h := adminHeader(op); h != nil {
			t.WantOf(op, a.Send(a.Caller, wire.Method(http.MethodHead), wire.Header(h.Name)), "HEAD without "+h.Name, 403)
			t.WantOf(op, a.Send(a.Caller, wire.Method(http.MethodHead), wire.Header(h.Name, "false")), "HEAD with "+h.Name+": false", 403)
		}
		if len(op.PathKeys) > 0 {
			id := engine.UnknownID(a.Family.Resource, t.ReadableID(a.Family))
			t.WantOf(op, a.Send(a.Caller, wire.Method(http.MethodHead), wire.Key(id)), "HEAD of an id that none has", 404)
		}
	}
}

// wantSameInVersions asks the same in each version and compares what comes.
func wantSameInVersions(t *engine.Trial, op *spec.Operation, options ...wire.Option) {
	defer t.Session.Lock(wire.Bootstrap)()
	x := t.Send(op, t.Bootstrap(), options...)
	if !t.Want(x, "the operation in version "+op.Version, 200) {
		return
	}
	for _, f := range t.Session.Families {
		if f.Resource != op.Action.Resource || f.Version == op.Version {
			continue
		}
		other := *f.Slot(op.Action)
		if other == nil || !t.Session.Declares(other.Features) {
			continue
		}
		y := t.Send(other, t.Bootstrap(), options...)
		if t.Want(y, "the operation in version "+f.Version, 200) {
			t.WantSame(y, "the same record in both versions", f.Resource.Schema, x.Record(), y.Record())
		}
	}
}

var allMethods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// refusesMethods asks a path for every method that it does not have.
func (b *builder) refusesMethods(at string, op *spec.Operation) func(*engine.Trial) {
	return func(t *engine.Trial) {
		var documented, undeclared []string
		for _, other := range b.contract.Operations {
			switch {
			case other.Path != at:
			case t.Session.Declares(other.Features):
				documented = append(documented, other.Method)
			default:
				undeclared = append(undeclared, other.Method)
			}
		}
		var options []wire.Option
		f, as := t.Session.FamilyOf(op), t.Bootstrap()
		var victim *engine.Record
		if op.Action.Self {
			_, as = t.AcquireSelf(f, true) // should the target delete it, it is not bootstrap
		}
		if strings.Contains(at, "{") {
			victim = t.Acquire(f)
			options = append(options, wire.Key(victim.ID))
		}
		for _, name := range allMethods {
			if slices.Contains(documented, name) || slices.Contains(undeclared, name) || b.has(at, name) {
				continue // who does not declare a feature may have its operations all the same
			}
			all := append(slices.Clone(options), wire.Method(name))
			for _, h := range b.contract.Headers {
				all = append(all, wire.Header(h.Name, h.Value))
			}
			x := t.Send(op, as, all...)
			if t.Want(x, name+" on "+at, 405) {
				wantAllow(t, x, name, documented)
			}
		}
		if victim != nil {
			t.WantUnchanged(f, victim)
		}
	}
}

// wantAllow wants Allow to name each documented method, and not the one that was
// just refused.
func wantAllow(t *engine.Trial, x *wire.Exchange, refused string, documented []string) {
	var allowed []string
	for _, line := range x.ReplyHeader.Values("Allow") {
		for name := range strings.SplitSeq(line, ",") {
			allowed = append(allowed, strings.TrimSpace(name))
		}
	}
	for _, name := range documented {
		if !slices.Contains(allowed, name) {
			t.Fail(x, "Allow with "+name, "Allow: "+strings.Join(allowed, ", "))
		}
	}
	if slices.Contains(allowed, refused) {
		t.Fail(x, "Allow without "+refused+", which is 405", "Allow: "+strings.Join(allowed, ", "))
	}
}
