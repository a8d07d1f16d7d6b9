package spec

import (
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/internal/mediatype"
)

// The requirements of contracts with callers are written of collections that stand
// alone: they are listed, and their records made, read and changed member by member, by
// whoever holds a token of log-in, and replies show the record. An operation that does
// something else is plain: it is held to the requirements of documents without callers,
// whatever stands beside it.

// holdPlain marks the plain operations, and adds the requirements that they are held to.
// Without callers every operation is plain.
func (c *compiler) holdPlain() error {
	callers := c.contract.Principal != nil
	found, own := false, c.contract.ownSchemes()
	for _, op := range c.contract.Operations {
		op.Plain = !callers || !opensToCallers(op, own) || !speaksOfOne(op.Action) ||
			len(op.PathKeys) != op.Action.RecordKeys() || wantsMore(op) || wantsWhole(op) || isSilent(op) || isOddMethod(op) || op.Counts()
		found = found || op.Plain
	}
	if !callers || !found {
		return nil
	}
	plain, err := requirements(false)
	c.contract.Requirements = append(c.contract.Requirements, plain...)
	return err
}

// speaksOfOne tells whether an action is one of those on a collection that stands
// alone.
func speaksOfOne(a Action) bool {
	switch a.Kind {
	case Replace, Delete, DeleteMany:
		return false
	}
	alone := a.Resource != nil && len(a.Resource.Parents) == 0
	other := a.Single || a.View || a.Listed || a.Content || len(a.Where) > 0 || a.Set != nil || a.Key != "" || a.ID != ""
	return alone && !other
}

// wantsMore tells whether a request of an operation has to bring more than a body of
// JSON and headers, or brings another body.
func wantsMore(op *Operation) bool {
	required := func(p *Parameter) bool { return p.Required }
	return slices.ContainsFunc(op.Query, required) || slices.ContainsFunc(op.Cookies, required) ||
		op.Body != nil && !mediatype.IsJSON(op.Body.MediaType)
}

// wantsWhole tells whether no member can be written alone: a change has to bring members
// that it may not be about, or is no object of members.
func wantsWhole(op *Operation) bool {
	required := func(m Member) bool { return m.Required }
	switch op.Action.Kind {
	case Create, UpdateMany, Login:
		return op.Body == nil
	case Update:
		return op.Body == nil || op.Body.ListsOperations() || slices.ContainsFunc(op.Body.Schema.Members(), required)
	}
	return false
}

// isSilent tells whether the reply of a granted request shows no record that the
// operation is about.
func isSilent(op *Operation) bool {
	switch op.Action.Kind {
	case List, Read, Create, Update, UpdateMany:
		return op.success == nil || !op.success.Holds
	}
	return false
}

// isOddMethod tells whether an operation does by one method what is done by another.
func isOddMethod(op *Operation) bool {
	switch op.Action.Kind {
	case List, Read:
		return op.Method != http.MethodGet
	case Create, Login:
		return op.Method != http.MethodPost
	case Update, UpdateMany:
		return op.Method != http.MethodPatch
	}
	return false
}

// ownSchemes are those by which operations on the caller itself are entered: where the
// token of log-in goes.
func (c *Contract) ownSchemes() map[*Scheme]bool {
	out := map[*Scheme]bool{}
	for _, op := range c.Operations {
		for _, alt := range op.Access.Alternatives {
			for _, s := range alt.Schemes {
				out[s] = out[s] || op.Action.Self
			}
		}
	}
	return out
}

// opensToCallers tells whether the token of log-in, and no other credential, is what an
// operation asks for, if it asks for any: a bearer token, or one that goes where those
// of their own operations go. A header that lets in by itself is no token. It marks the
// schemes and alternatives that ask for another credential.
func opensToCallers(op *Operation, own map[*Scheme]bool) bool {
	opens := true
	for i := range op.Access.Alternatives {
		alt := &op.Access.Alternatives[i]
		for _, s := range alt.Schemes {
			s.Foreign = s.Kind != Bearer && !own[s]
			alt.Foreign = alt.Foreign || s.Foreign
		}
		opens = opens && !alt.Foreign && (alt.Token || len(alt.Headers) == 0)
	}
	return opens
}

// Foreign tells whether each alternative asks for another credential than the token of
// log-in.
func (a *Access) Foreign() bool {
	other := func(alt Alternative) bool { return !alt.Foreign }
	return len(a.Alternatives) > 0 && !slices.ContainsFunc(a.Alternatives, other)
}

// Keyed tells whether nothing but keys beside the token of log-in leads in: who sends
// them is nobody's business.
func (a *Alternative) Keyed() bool {
	return a.Foreign && !slices.ContainsFunc(a.Schemes, func(s *Scheme) bool { return !s.Foreign })
}

// OfKeys tells whether some of the permissions are asked of a key: what a caller needs
// beside it, nobody says.
func (a *Alternative) OfKeys() bool {
	return slices.ContainsFunc(a.asking, func(s *Scheme) bool { return s.Foreign })
}

// Keys are the schemes of keys that stand beside the token of log-in: a client's
// certificate is none.
func (c *Contract) Keys() []*Scheme {
	var out []*Scheme
	for _, s := range c.Schemes {
		if s.Foreign && s.Kind != MutualTLS {
			out = append(out, s)
		}
	}
	return out
}
