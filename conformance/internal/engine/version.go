package engine

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// versionNames are what members are called, plain, that tell one state of a record from
// the next.
var versionNames = []string{"version", "revision", "rev", "lockversion", "rowversion", "optlock", "etag", "v"}

// IsVersion tells of a member of a record whether the server gives it another value with
// each change: it is called so, or a change must name it and a create cannot. Who
// changes the record sends the value that it has, and another is a conflict.
func (s *Session) IsVersion(op *spec.Operation, name string) bool {
	r := op.Action.Resource
	if r == nil || name == r.ID || r.Schema.Member(name) == nil {
		return false
	}
	plain := strings.ToLower(strings.Join(strings.FieldsFunc(name, func(c rune) bool { return c == '_' || c == '-' || c == '$' }), ""))
	named := slices.Contains(versionNames, plain)
	maker := s.Maker(r)
	if maker != nil && maker.Body != nil && Writes(maker, name) {
		return named && r.Schema.Member(name).Schema.Type() == "integer"
	}
	if named || maker == nil || op.Body == nil || op.Action.Kind == spec.Create {
		return named
	}
	m := op.Body.Schema.Member(name)
	return m != nil && m.Required && m.Schema.Type() == "integer"
}

// settleVersions notes which members of the call's body are to be as the record has
// them: what a schema takes says nothing of which value that is.
func (c *Call) settleVersions() {
	a := c.Operation.Action
	object, is := c.Body.(map[string]any)
	if !is || c.Subject == nil || !c.Subject.Own || a.Content || a.Kind != spec.Update && a.Kind != spec.Replace {
		return
	}
	c.versions = map[string]any{}
	for name, value := range object {
		if c.Trial.Session.IsVersion(c.Operation, name) {
			c.versions[name] = value
		}
	}
}

// NamesVersion tells whether the body of a change may name a version of the record.
func NamesVersion(op *spec.Operation) bool {
	for m := range SomeWritable(op.Body.Schema) {
		if kept := op.Action.Resource.Schema.Member(m.Name); kept != nil && m.Name != op.Action.Resource.ID && (slices.Contains(versionNames, plainly(m.Name)) || m.Required && m.Schema.Type() == "integer") {
			return true
		}
	}
	return false
}

// Versions are the members of the call's body that are to be as the record has them.
func (c *Call) Versions() []string { return OfferedNames(c.versions) }

// WithVersion is the call with a version of its own, whatever the record has now.
func (c *Call) WithVersion(name string, value any) *Call {
	object, _ := jsonvalue.Clone(c.Body).(map[string]any)
	object[name] = value
	other := *c
	other.Body, other.versions = object, nil
	return &other
}

// current is the call's body with the versions that the record has now. A check that has
// put another value there means that one.
func (c *Call) current() any {
	object, is := c.Body.(map[string]any)
	if !is || len(c.versions) == 0 {
		return c.Body
	}
	now := c.Subject.State
	if reader := c.Trial.Session.Reader(c.Subject); reader != nil {
		if x := c.Trial.CallOn(reader, c.Subject).Send(c.Trial.Bootstrap()); x.Success() {
			now = x.Record()
		}
	}
	out, _ := jsonvalue.Clone(object).(map[string]any)
	for name, made := range c.versions {
		m := c.Operation.Body.Schema.Member(name)
		if value, sent := object[name]; sent && Equal(value, made) && now[name] != nil && m != nil && m.Schema.Valid(now[name]) {
			out[name] = now[name]
		}
	}
	return out
}
