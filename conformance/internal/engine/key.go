package engine

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/spec"
)

// LackedKeys are the schemes of keys that the target file does not name, of these.
func (s *Session) LackedKeys(schemes []*spec.Scheme) []*spec.Scheme {
	return slices.DeleteFunc(slices.Clone(schemes), func(one *spec.Scheme) bool { return !one.Foreign || s.Target.Keys[one.Name] != "" })
}

// NeedKeys ends a check as one that does not apply where the target file names no key
// for one of the schemes.
func (t *Trial) NeedKeys(schemes []*spec.Scheme) {
	if lacked := t.Session.LackedKeys(schemes); len(lacked) > 0 {
		certificate := slices.ContainsFunc(lacked, func(s *spec.Scheme) bool { return s.Kind == spec.MutualTLS })
		panic(skip{reason: "it wants " + WantedKeys(lacked), keys: !certificate})
	}
}

// WantedKeys are keys in words, and what to write into the target file to have them.
func WantedKeys(schemes []*spec.Scheme) string {
	var names, lines []string
	for _, s := range schemes {
		if s.Kind == spec.MutualTLS {
			return "a client's certificate (" + s.Name + "), which the suite does not send"
		}
		how := ""
		if s.Kind == spec.Basic {
			how = " (user:password)"
		}
		names = append(names, s.Name+how)
		lines = append(lines, fmt.Sprintf("%s: \"${%s}\"", wire.YamlText(s.Name), wire.KeyVariable(s.Name)))
	}
	return fmt.Sprintf("a key of %s beside the tokens of log-in, and the target file names none; add keys: {%s} to it", strings.Join(names, " and of "), strings.Join(lines, ", "))
}

// needOpened ends a check as one that does not apply where an operation wants keys and
// the target file names those of no alternative.
func (t *Trial) needOpened(op *spec.Operation) {
	if t.Session.Client.Opens(op) {
		return
	}
	for _, alt := range op.Access.Alternatives {
		if !alt.Crossed() && !slices.ContainsFunc(alt.Schemes, func(s *spec.Scheme) bool { return s.Kind == spec.MutualTLS }) {
			t.NeedKeys(alt.Schemes)
		}
	}
	t.NeedKeys(op.Access.Alternatives[0].Schemes)
	panic(NotApplicable("no request can carry the credentials that it asks for"))
}

// Holder is who enters an operation by certain schemes with all that is needed:
// bootstrap, or whoever asks for it. A check that wants more of bootstrap than it has
// does not apply.
func (t *Trial) Holder(op *spec.Operation, way []*spec.Scheme) *wire.Caller {
	s, persona := t.Session, t.Session.Target.Persona(wire.Bootstrap)
	if s.Contract.Principal == nil || persona == nil || len(s.BootstrapLacks(op)) > 0 {
		return t.Bootstrap()
	}
	rights := s.Contract.Permissions.Rights(persona.Permissions...)
	for i, alt := range op.Access.Alternatives {
		one := spec.Access{Alternatives: op.Access.Alternatives[i : i+1]}
		if slices.Equal(alt.Schemes, way) && (alt.Keyed() || one.AllowsRights(rights)) {
			return t.Bootstrap()
		}
	}
	panic(NotApplicable("bootstrap lacks a permission that is asked for there"))
}

// KeyWorks sees whether a key opens what it is said to open, by lists and the like: it
// tells how one of them refused it, "" where one granted it, and whether any answered.
// Where a token is asked for beside it, that is of the caller, nil for none.
func (s *Session) KeyWorks(ctx context.Context, scheme *spec.Scheme, as *wire.Caller) (refusal string, tried bool) {
	for _, op := range s.Contract.Operations {
		if op.Method != http.MethodGet || len(op.PathKeys) > 0 || slices.ContainsFunc(op.Query, isRequired) || !s.Declares(op.Features) {
			continue
		}
		for _, alt := range op.Access.Alternatives {
			if !slices.Contains(alt.Schemes, scheme) || alt.Crossed() || !s.Client.HasKeys(alt.Schemes) || as == nil && !alt.Keyed() {
				continue
			}
			who := as
			if alt.Keyed() {
				who = &wire.Caller{Name: "nobody", Token: s.mark()} // which is not sent
			}
			x, err := s.Send(ctx, SetUpID, op, who, wire.By(alt.Schemes...))
			switch {
			case err != nil:
			case x.Success():
				return "", true
			case x.Status == http.StatusUnauthorized || alt.Keyed() && refuses(x):
				refusal = fmt.Sprintf("the key of %s is not seen to work: %s %s answered %s; mend it below keys: in the target file", scheme.Name, x.Method, x.Redact(x.URL), x.Describe())
			}
			tried = tried || err == nil
		}
	}
	return refusal, tried
}

func isRequired(p *spec.Parameter) bool { return p.Required }

// refuses tells whether a reply says that a credential is not good, or not enough.
func refuses(x *wire.Exchange) bool {
	return x.Status == http.StatusUnauthorized || x.Status == http.StatusForbidden
}

// keyring knows which keys beside the tokens of log-in are seen to work: one that the
// target file has wrong is no fault of the server.
type keyring struct {
	mu     sync.Mutex
	proven map[*spec.Scheme]bool
	tried  map[*spec.Scheme]func() string // tries a key out, once a run
}

// grant has the keys of a request that was granted count as good.
func (k *keyring) grant(x *wire.Exchange) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, sent := range x.Keys {
		if k.proven == nil {
			k.proven = map[*spec.Scheme]bool{}
		}
		k.proven[sent.Scheme] = true
	}
}

// isProven tells whether a key was seen to work.
func (k *keyring) isProven(scheme *spec.Scheme) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.proven[scheme]
}

// trial tries a key out, once a run.
func (k *keyring) trial(scheme *spec.Scheme, try func() string) func() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.tried == nil {
		k.tried = map[*spec.Scheme]func() string{}
	}
	if k.tried[scheme] == nil {
		k.tried[scheme] = sync.OnceValue(try)
	}
	return k.tried[scheme]
}

// relyOnKeys ends the check as broken where a reply refuses a request with a key that
// was never seen to work. Beside a token a 403 may be the caller's: it counts where
// the check wants the caller to be let in, or where a list refused the key too.
func (t *Trial) relyOnKeys(x *wire.Exchange, wanted bool) {
	if !refuses(x) {
		return
	}
	for _, sent := range x.Keys {
		ring := &t.Session.Callers.keys
		if ring.isProven(sent.Scheme) {
			continue
		}
		refusal := ring.trial(sent.Scheme, func() string {
			refusal, _ := t.Session.KeyWorks(t.Context, sent.Scheme, t.Bootstrap())
			return refusal
		})()
		switch {
		case ring.isProven(sent.Scheme):
		case refusal != "":
			t.Broken("%s", refusal)
		case wanted || x.Status == http.StatusUnauthorized || x.Caller == "":
			t.Broken("the key of %s is not seen to work: %s %s answered %s; see first whether it is right below keys: in the target file", sent.Scheme.Name, x.Method, x.Redact(x.URL), x.Describe())
		}
	}
}
