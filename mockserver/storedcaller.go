package mockserver

import "github.com/cotalker/rolecall/spec"

// caller is the record of who may bring a token, nil for nobody.
func (w *world) caller(id string) *record {
	if w.contract.Principal == nil {
		return nil
	}
	return w.of(w.contract.Principal.Resource).find(id)
}

// callerOf is the record that a token stands for, nil where it was deleted since. The
// caller holds the lock.
func (w *world) callerOf(token string) (r *record, known bool) {
	seq, known := w.tokens.of(token)
	if !known {
		return nil, false
	}
	return w.of(w.contract.Principal.Resource).all.at(seq), true
}

// callerNamed finds a caller by what people log in with.
func (w *world) callerNamed(name string) *record {
	c := w.of(w.contract.Principal.Resource)
	for i, u := range c.plan.unique {
		if u.Member == w.contract.Principal.Login {
			if seq, known := c.unique[i].of(fold(name, u.IgnoreCase)); known {
				return c.all.at(seq)
			}
		}
	}
	return nil
}

// rightsOf unites the permissions of the caller's enabled roles, into a buffer.
func (w *world) rightsOf(caller *record, into spec.Rights) spec.Rights {
	into = append(into, w.noRights...)
	roles := w.of(w.contract.Principal.Role)
	for _, id := range caller.roles {
		if role := roles.find(id); role != nil && role.enabled {
			into.Add(role.rights)
		}
	}
	return into
}
