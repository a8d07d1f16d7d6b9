package state

import "github.com/cotalker/rolecall/spec"

// caller is the record of who may bring a token, nil for nobody.
func (w *State) caller(id string) *Record {
	if w.Contract.Principal == nil {
		return nil
	}
	return w.Of(w.Contract.Principal.Resource).Find(id)
}

// CallerOf is the record that a token stands for, nil where it was deleted since. The
// lock is held.
func (w *State) CallerOf(token string) (r *Record, known bool) {
	seq, known := w.tokens.of(token)
	if !known {
		return nil, false
	}
	return w.Of(w.Contract.Principal.Resource).All.At(seq), true
}

// CallerNamed finds a caller by what people log in with.
func (w *State) CallerNamed(name string) *Record {
	c := w.Of(w.Contract.Principal.Resource)
	for i, u := range c.Plan.Unique {
		if u.Member == w.Contract.Principal.Login {
			if seq, known := c.unique[i].of(fold(name, u.IgnoreCase)); known {
				return c.All.At(seq)
			}
		}
	}
	return nil
}

// RightsOf unites the permissions of the caller's enabled roles, into a buffer.
func (w *State) RightsOf(caller *Record, into spec.Rights) spec.Rights {
	into = append(into, w.noRights...)
	roles := w.Of(w.Contract.Principal.Role)
	for _, id := range caller.roles {
		if role := roles.Find(id); role != nil && role.Enabled {
			into.Add(role.rights)
		}
	}
	return into
}
