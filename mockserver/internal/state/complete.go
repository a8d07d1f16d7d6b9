package state

import (
	"maps"
	"slices"
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
// only the server writes, its id first of all. A record that is new has the time it is
// made at, nil for one that there was.
func (c *Model) complete(p *Plan, document map[string]any, id string, now any) {
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
		if now != nil {
			if value := firstValue(m, now); value != nil {
				document[m.Name] = value
				continue
			}
		}
		if token, is := c.TokenFor(m); is {
			document[m.Name] = token
			continue
		}
		document[m.Name] = c.Unsent(m.Schema, id+m.Name)
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

// beginnings are what times are called that a record is made at, plain.
var beginnings = []string{"created", "creation", "entered", "entry", "placed", "issued", "opened", "submitted", "registered", "ordered", "started", "joined", "received", "posted", "requested"}

// firstValue is what a member of a new record says that nobody sent, nil for any value: a
// time that is called as that of a beginning is now, and a status is the first that the
// document lists.
func firstValue(m *spec.Member, now any) any {
	name := strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(m.Name))
	if m.Schema.IsInstant() {
		for _, end := range []string{"at", "on", "date", "time", ""} {
			if called, is := strings.CutSuffix(name, end); is && slices.Contains(beginnings, strings.TrimPrefix(strings.TrimPrefix(called, "date"), "time")) && m.Schema.Valid(now) {
				return now
			}
		}
		return nil
	}
	if name != "status" && name != "state" && !strings.HasSuffix(m.Name, "Status") && !strings.HasSuffix(m.Name, "State") && !strings.HasSuffix(m.Name, "_status") && !strings.HasSuffix(m.Name, "_state") {
		return nil
	}
	words := m.Schema.Words()
	if len(words.Default)+len(words.Examples) > 0 { // the document says
		return nil
	}
	for _, value := range words.Enum {
		if m.Schema.Valid(value) {
			return value
		}
	}
	return nil
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
