package state

import (
	"maps"
	"strings"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// Apart is a copy of a document that Insert may complete while the document stays as it
// is. It shares what members hold where Insert writes nothing there.
func (p *Plan) Apart(document map[string]any) map[string]any {
	if p.deep {
		copied, _ := jsonvalue.Clone(document).(map[string]any)
		return copied
	}
	return maps.Clone(document)
}

// planCompletion works out whether completing a document writes below its members.
func (p *Plan) planCompletion() {
	written := []string{p.Resource.ID, p.Resource.Created, p.Resource.Modified}
	for _, parent := range p.Resource.Parents {
		written = append(written, parent.Member)
	}
	p.deep = strings.Contains(strings.Join(written, ""), ".")
}

// complete gives a record what its replies promise and nobody sent: members that
// only the server writes, its id first of all.
func (c *Model) complete(p *Plan, document map[string]any, id string) {
	if p.Resource.ID != "" {
		jsonvalue.SetAt(document, p.Resource.ID, p.idValue(id))
	}
	for i := range p.required {
		m := &p.required[i]
		if _, has := document[m.Name]; has {
			continue
		}
		if c.isState(p.Resource, m.Name) && m.Schema.Valid(true) {
			document[m.Name] = true
			continue
		}
		document[m.Name] = c.Sample(m.Schema, id+m.Name)
		if token, is := c.TokenFor(m); is {
			document[m.Name] = token
		}
	}
	if p.Shown != nil && !p.Shown.Valid(document) {
		for name, value := range document {
			document[name] = jsonvalue.Clone(value) // which another document may hold too
		}
		c.ConformObject(p.Shown, document, id)
		if p.Resource.ID != "" {
			jsonvalue.SetAt(document, p.Resource.ID, p.idValue(id)) // or nobody would find it
		}
	}
}

// isState tells whether a member says if a caller, or a role, counts: whoever is made
// does, unless the document or the request says otherwise.
func (c *Model) isState(r *spec.Resource, member string) bool {
	who := c.Contract.Principal
	return who != nil && (r == who.Resource && member == who.Enabled || r == who.Role && member == who.RolesEnabled)
}

// conformText is for a record that is encoded already.
func (c *Model) conformText(p *Plan, text []byte, id string) []byte {
	if p.Shown == nil {
		return text
	}
	value, _ := jsonvalue.Decode(text)
	document, isObject := value.(map[string]any)
	if !isObject || p.Shown.Valid(value) {
		return text
	}
	c.ConformObject(p.Shown, document, id)
	return p.Resource.Schema.Append(text[:0], document)
}
