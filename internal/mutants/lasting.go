package mutants

import (
	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// lasting shows records changed in every reply that is about them, from a
// change on that the fault is in.
func lasting(c *spec.Contract, in chosen, name, requirement string, spoil func(before, record map[string]any, change map[string]any, r *spec.Resource)) []Mutant {
	var out []Mutant
	for _, m := range some(c, in, name, requirement, conformance.State, nil) {
		faultIn := m.where
		m.where = func(op *spec.Operation) bool { return op.Action.Resource != nil && op.Action.Kind != spec.Login }
		m.around = func(c *call) {
			r := c.op.Action.Resource
			if faultIn(c.op) {
				before := c.before()
				change := c.change()
				if c.forward(); c.status/100 == 2 {
					c.mu.Lock()
					for id, record := range before {
						known := c.states[id]
						if known == nil {
							known = map[string]any{}
						}
						shown := merge(record, known)
						right := merge(shown, change)
						right[r.Modified] = nil // a new one, which the mock gives
						after := merge(right, nil)
						spoil(shown, after, change, r)
						for name, value := range after {
							if !same(value, right[name]) || known[name] != nil && value != nil {
								known[name] = value
							}
						}
						c.states[id] = known
					}
					c.mu.Unlock()
				}
			} else {
				c.forward()
			}
			c.rewrite(func(record map[string]any) {
				id, _ := record[r.ID].(string)
				c.mu.Lock()
				defer c.mu.Unlock()
				for name, value := range c.states[id] {
					record[name] = value
				}
			}, nil)
		}
		out = append(out, m)
	}
	return out
}

// nested are servers that replace an object where they should merge it.
func nested(c *spec.Contract, in chosen) []Mutant {
	var out []Mutant
	for _, op := range c.Operations {
		if !in(op) || op.Version != versionsOf(c)[0] || !people(c)(op) {
			continue
		}
		out = append(out, lasting(c, func(other *spec.Operation) bool { return other == op }, "an object is replaced", changeRule(c, op), func(before, record, change map[string]any, r *spec.Resource) {
			for name, value := range change {
				inner, deeper := value.(map[string]any)
				if !deeper {
					continue
				}
				kept := map[string]any{}
				old, _ := before[name].(map[string]any)
				for _, m := range r.Schema.Member(name).Schema.Members() {
					if value, sent := inner[m.Name]; sent {
						kept[m.Name] = value
					} else if m.Required {
						kept[m.Name] = old[m.Name]
					}
				}
				record[name] = kept
			}
		})...)
	}
	return out
}

// lagging are servers in which one read shows records as they were before their
// last change.
func lagging(c *spec.Contract, topic conformance.Topic) []Mutant {
	out := byFamily(c, "OP-9", every(c, kinds(spec.Read), "a read lags behind", "", topic, nil))
	for i := range out {
		behind := out[i].where
		out[i].where = func(op *spec.Operation) bool { return op.Action.Resource != nil && op.Action.Kind != spec.Login }
		out[i].around = func(c *call) {
			if c.op.Action.Kind == spec.Update || c.op.Action.Kind == spec.UpdateMany {
				before := c.before()
				c.mu.Lock()
				for id, record := range before {
					c.states[id] = record
				}
				c.mu.Unlock()
			}
			if c.forward(); behind(c.op) {
				c.rewrite(func(record map[string]any) {
					c.mu.Lock()
					defer c.mu.Unlock()
					for name, value := range c.states[c.key] {
						record[name] = value
					}
				}, nil)
			}
		}
	}
	return out
}
