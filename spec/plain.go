package spec

import (
	"slices"

	"github.com/cotalker/rolecall/internal/mediatype"
)

// The requirements of contracts with callers are written of collections that stand
// alone: they are listed, and their records made, read and changed, by whoever holds
// a token of log-in. An operation that does something else is plain: it is held to
// the requirements of documents without callers, whatever stands beside it.

// holdPlain marks the plain operations, and adds the requirements that they are held to.
// Without callers every operation is plain.
func (c *compiler) holdPlain() error {
	callers := c.contract.Principal != nil
	found := false
	for _, op := range c.contract.Operations {
		op.Plain = !callers || !c.contract.opensToCallers(op) || !speaksOfOne(op.Action) ||
			len(op.PathKeys) != op.Action.RecordKeys() || wantsMore(op) || op.Counts()
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
// alone, or on none.
func speaksOfOne(a Action) bool {
	switch a.Kind {
	case Replace, Delete, DeleteMany:
		return false
	}
	alone := a.Resource == nil || len(a.Resource.Parents) == 0
	other := a.Single || a.View || a.Listed || a.Content || len(a.Where) > 0 || a.Set != nil || a.Key != "" || a.ID != ""
	return alone && !other
}

// wantsMore tells whether a request of an operation has to bring more than a body of
// JSON, or brings another body.
func wantsMore(op *Operation) bool {
	required := func(p *Parameter) bool { return p.Required }
	return slices.ContainsFunc(op.Query, required) || slices.ContainsFunc(op.Headers, required) || slices.ContainsFunc(op.Cookies, required) ||
		op.Body != nil && !mediatype.IsJSON(op.Body.MediaType)
}

// opensToCallers tells whether the token of log-in, and no other credential, is what an
// operation asks for, if it asks for any. It marks the alternatives that ask for another.
func (c *Contract) opensToCallers(op *Operation) bool {
	opens := true
	for i := range op.Access.Alternatives {
		alt := &op.Access.Alternatives[i]
		alt.Foreign = !c.callersEnter(*alt)
		opens = opens && !alt.Foreign
	}
	return opens
}

// callersEnter tells whether callers who have logged in enter by an alternative: their
// token is a bearer token, or goes where operations on the caller itself want it.
func (c *Contract) callersEnter(alt Alternative) bool {
	for _, s := range alt.Schemes {
		if s.Kind != Bearer && !slices.ContainsFunc(c.Operations, func(op *Operation) bool { return op.Action.Self && op.Access.names(s) }) {
			return false
		}
	}
	return true
}

// names tells whether a scheme is one of those that lead in.
func (a *Access) names(s *Scheme) bool {
	return slices.ContainsFunc(a.Alternatives, func(alt Alternative) bool { return slices.Contains(alt.Schemes, s) })
}

// Foreign tells whether callers enter by no alternative that wants a credential: who
// has the credentials of those, a target file does not say.
func (a *Access) Foreign() bool {
	found := false
	for _, alt := range a.Alternatives {
		if !alt.Token || !alt.Foreign {
			return false
		}
		found = true
	}
	return found
}
