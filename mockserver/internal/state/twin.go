package state

import "github.com/cotalker/rolecall/internal/jsonvalue"

// Twin is what another collection has of an id, where its records have the same
// schema: who becomes a member of a team is a user already.
func (w *State) Twin(c *Collection, id string) map[string]any {
	for _, other := range w.Contract.Resources {
		if other == c.Plan.Resource || other.Schema != c.Plan.Resource.Schema || other.ID != c.Plan.Resource.ID {
			continue
		}
		if r := w.Of(other).Find(id); r != nil {
			if value, err := jsonvalue.Decode([]byte(r.JSON)); err == nil {
				if document, is := value.(map[string]any); is {
					return document
				}
			}
		}
	}
	return map[string]any{}
}
