package values

import "github.com/cotalker/rolecall/spec"

// ShownSchema is how replies show a resource, the resource's own schema where
// none does.
func ShownSchema(c *spec.Contract, r *spec.Resource) *spec.Schema {
	for _, op := range c.Operations {
		success := op.Success()
		if op.Action.Resource != r || success == nil || !success.Holds {
			continue
		}
		return ShownAs(success)
	}
	return r.Schema
}

// ShownAs is how the reply of an operation shows a resource.
func ShownAs(success *spec.Reply) *spec.Schema {
	s := success.Schema
	for _, name := range success.Envelope {
		s = s.Member(name).Schema
	}
	if success.Many {
		s = s.Items()
	}
	return s
}
