package conformance

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// routes are the checks of paths and methods.
func (b *builder) routes() {
	served := versions(b.contract)
	for _, f := range b.families {
		for _, op := range f.operations() {
			if op.Method == http.MethodGet {
				b.add(Check{
					Topic: Headers, Rule: "LOC-3", Operation: op, Name: "head",
					Title: "HEAD goes where GET goes",
					Run:   headLikeGet(op),
				})
			}
		}
		if f.selfRead != nil && len(served) > 1 {
			b.add(Check{
				Topic: Headers, Rule: "LOC-1", Operation: f.selfRead, Name: "versions",
				Title: "the versions that the target declares answer the same",
				Run: func(t *Trial) {
					t.sameInVersions(f.selfRead)
				},
			})
		}
		if f.read != nil {
			b.add(Check{
				Topic: Headers, Rule: "LOC-1", Operation: f.read, Name: "versions",
				Title: "the versions that the target declares answer the same",
				Run: func(t *Trial) {
					t.sameInVersions(f.read, key(t.subject(f)))
				},
			})
		}
	}
	seen := map[string]bool{}
	for _, op := range b.contract.Operations {
		if seen[op.Path] {
			continue
		}
		seen[op.Path] = true
		b.add(Check{
			Topic: Headers, Rule: "LOC-3", Operation: op, Name: "methods",
			Writes: true,
			Title:  "a method that the path does not have is 405 with Allow",
			Run:    b.refusesMethods(op.Path, op),
		})
	}
	for _, version := range served {
		b.add(Check{
			Topic: Headers, Rule: "LOC-3", Name: "unknown-path-" + version,
			Features: []string{version},
			Title:    "a path that is none is 404, with a token and without",
			Run: func(t *Trial) {
				for _, p := range []string{"/" + version + "/" + runMark + "no-such-path", "/" + version} {
					x := t.ask(nil, t.bootstrap(), method(http.MethodGet), path(b.contract.BasePath+p))
					t.want(x, "GET "+p, 404)
				}
				x := t.ask(nil, nil, method(http.MethodGet), path(b.contract.BasePath+"/"+version+"/"+runMark+"no-such-path"))
				t.want(x, "a path that is none, without a token", 404)
				for _, f := range b.families {
					if f.read == nil || f.version != version || !t.session.declares(f.read.Features) {
						continue
					}
					below := f.read.Expand(t.subject(f)) + "/" + runMark + "below"
					t.want(t.ask(nil, t.bootstrap(), method(http.MethodGet), path(below)), "a path below a record of "+f.resource.Collection, 404)
				}
			},
		})
	}
}

// headLikeGet asks with HEAD as one who may, with no token and without the
// header that the operation needs.
func headLikeGet(op *spec.Operation) func(*Trial) {
	return func(t *Trial) {
		a := t.attempt(op, nil)
		x := a.ask(a.as, method(http.MethodHead))
		if p := seeNoStore(x); t.want(x, "HEAD", 200) && p != nil {
			t.fail(x, p.Expected, p.Got)
		}
		if !op.Access.Public() {
			t.want(a.ask(nil, method(http.MethodHead)), "HEAD without a token", 401)
		}
		if h := adminHeader(op); h != nil {
			t.want(a.ask(a.as, method(http.MethodHead), header(h.Name)), "HEAD without "+h.Name, 403)
		}
	}
}

// sameInVersions asks the same in each version and compares what comes.
func (t *Trial) sameInVersions(op *spec.Operation, options ...option) {
	defer t.session.lockPersona(Bootstrap)()
	x := t.ask(op, t.bootstrap(), options...)
	if !t.want(x, "the operation in version "+op.Version, 200) {
		return
	}
	for _, f := range t.session.families {
		if f.resource != op.Action.Resource || f.version == op.Version {
			continue
		}
		other := *f.slot(op.Action)
		if other == nil || !t.session.declares(other.Features) {
			continue
		}
		y := t.ask(other, t.bootstrap(), options...)
		if t.want(y, "the operation in version "+f.version, 200) {
			t.same(y, "the same record in both versions", f.resource.Schema, x.one(), y.one())
		}
	}
}

var allMethods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// refusesMethods asks a path for every method that it does not have.
func (b *builder) refusesMethods(at string, op *spec.Operation) func(*Trial) {
	return func(t *Trial) {
		var documented, undeclared []string
		for _, other := range b.contract.Operations {
			switch {
			case other.Path != at:
			case t.session.declares(other.Features):
				documented = append(documented, other.Method)
			default:
				undeclared = append(undeclared, other.Method)
			}
		}
		var options []option
		f, as := t.session.familyOf(op), t.bootstrap()
		var victim *record
		if op.Action.Self {
			_, as = t.someone(f, true) // should the target delete it, it is not bootstrap
		}
		if strings.Contains(at, "{") {
			victim = t.borrow(f)
			options = append(options, key(victim.id))
		}
		for _, name := range allMethods {
			if slices.Contains(documented, name) || slices.Contains(undeclared, name) {
				continue // who does not declare a feature may have its operations all the same
			}
			all := append(slices.Clone(options), method(name))
			for _, h := range b.contract.Headers {
				all = append(all, header(h.Name, h.Value))
			}
			x := t.ask(op, as, all...)
			if t.want(x, name+" on "+at, 405) {
				t.allows(x, name, documented)
			}
		}
		if victim != nil {
			t.unchanged(f, victim)
		}
	}
}

// allows wants Allow to name each documented method, and not the one that was
// just refused.
func (t *Trial) allows(x *Exchange, refused string, documented []string) {
	var allowed []string
	for _, line := range x.ReplyHeader.Values("Allow") {
		for name := range strings.SplitSeq(line, ",") {
			allowed = append(allowed, strings.TrimSpace(name))
		}
	}
	for _, name := range documented {
		if !slices.Contains(allowed, name) {
			t.fail(x, "Allow with "+name, "Allow: "+strings.Join(allowed, ", "))
		}
	}
	if slices.Contains(allowed, refused) {
		t.fail(x, "Allow without "+refused+", which is 405", "Allow: "+strings.Join(allowed, ", "))
	}
}
