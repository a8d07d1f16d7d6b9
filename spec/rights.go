package spec

import "math/bits"

// Permissions is the table of every permission name the contract speaks of, in
// the order of their first appearance. A permission is a name and nothing
// more: none is matched as a pattern.
type Permissions struct {
	names []string
	index map[string]int
}

// Names lists the permissions, none where p is nil; a name's place is its bit in
// [Rights].
func (p *Permissions) Names() []string {
	if p == nil {
		return nil
	}
	return p.names
}

// Rights are the permissions of names as bits. Names that the contract does
// not speak of grant nothing and are left out.
func (p *Permissions) Rights(names ...string) Rights {
	r := make(Rights, (len(p.names)+63)/64)
	for _, name := range names {
		if i, known := p.index[name]; known {
			r[i/64] |= 1 << (i % 64)
		}
	}
	return r
}

// Of lists the names that rights hold.
func (p *Permissions) Of(r Rights) []string {
	var out []string
	for i, name := range p.names {
		if r[i/64]&(1<<(i%64)) != 0 {
			out = append(out, name)
		}
	}
	return out
}

func (p *Permissions) add(name string) {
	if _, known := p.index[name]; !known {
		p.index[name] = len(p.names)
		p.names = append(p.names, name)
	}
}

// Rights is a set of permissions of one contract, a bit each.
type Rights []uint64

// Holds tells whether every permission of need is in r.
func (r Rights) Holds(need Rights) bool {
	for i, word := range need {
		if i >= len(r) {
			if word != 0 {
				return false
			}
			continue
		}
		if word&^r[i] != 0 {
			return false
		}
	}
	return true
}

// Add puts the permissions of more into r, which must be of the same contract.
func (r Rights) Add(more Rights) {
	for i, word := range more {
		r[i] |= word
	}
}

// Len is the number of permissions in r.
func (r Rights) Len() int {
	n := 0
	for _, word := range r {
		n += bits.OnesCount64(word)
	}
	return n
}
