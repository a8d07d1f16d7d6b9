package values

import (
	"slices"

	"github.com/cotalker/rolecall/spec"
)

// Wrapper is the one member of a body that holds what is written, where the
// resource has no such member.
func Wrapper(op *spec.Operation) string {
	if op.Body == nil {
		return ""
	}
	if op.Action.Listed {
		name, _ := op.BodyRecords()
		return name
	}
	members := op.Body.Schema.Members()
	if len(members) != 1 || op.Action.Resource.Schema.Names(members[0].Name) != nil || members[0].Schema.Type() != "object" {
		return ""
	}
	return members[0].Name
}

// Written is the schema of what a create or an update is sent.
func Written(op *spec.Operation) *spec.Schema {
	if op.Body == nil {
		return nil
	}
	if op.Action.Listed {
		_, items := op.BodyRecords()
		return items
	}
	if name := Wrapper(op); name != "" {
		return op.Body.Schema.Member(name).Schema
	}
	return op.Body.Schema
}

// SentOnly are the members that creates and changes of a resource may bring, and that
// none of its replies names: they are said to the server alone, such as a password at
// a registration. A resource that may have members of any name has none of them.
func SentOnly(c *spec.Contract, r *spec.Resource) []string {
	replies := []*spec.Schema{r.Schema}
	for _, op := range c.Operations {
		if success := op.Success(); op.Action.Resource == r && success != nil && success.Holds {
			replies = append(replies, ShownAs(success))
		}
	}
	for _, s := range replies {
		if slices.ContainsFunc(s.WithAlternatives(), (*spec.Schema).TakesOthers) || len(s.WithAlternatives()) == 1 && len(s.Members()) == 0 {
			return nil
		}
	}
	var out []string
	for _, op := range c.Operations {
		kind := op.Action.Kind
		if op.Action.Resource != r || op.Action.Content || kind != spec.Create && kind != spec.Replace && kind != spec.Update {
			continue
		}
		for _, s := range Written(op).WithAlternatives() {
			for _, m := range s.Members() {
				named := slices.ContainsFunc(replies, func(shown *spec.Schema) bool { return shown.Names(m.Name) != nil })
				if !named && !slices.Contains(out, m.Name) {
					out = append(out, m.Name)
				}
			}
		}
	}
	return out
}
