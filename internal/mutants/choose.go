package mutants

import (
	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// chosen tells of an operation whether a fault is to be in it.
type chosen func(*spec.Operation) bool

func kinds(all ...spec.ActionKind) chosen {
	return func(op *spec.Operation) bool {
		for _, kind := range all {
			if op.Action.Kind == kind && !op.Action.Self {
				return true
			}
		}
		return false
	}
}

func self(kind spec.ActionKind) chosen {
	return func(op *spec.Operation) bool { return op.Action.Self && op.Action.Kind == kind }
}

func admin(op *spec.Operation) bool { return len(op.Access.Headers()) > 0 }

func guarded(op *spec.Operation) bool { return !op.Access.Public() }

func reads(op *spec.Operation) bool {
	return op.Action.Kind == spec.Read || op.Action.Kind == spec.List
}

func withBody(op *spec.Operation) bool { return op.Body != nil }

func (a chosen) and(b chosen) chosen {
	return func(op *spec.Operation) bool { return a(op) && b(op) }
}

func (a chosen) or(b chosen) chosen {
	return func(op *spec.Operation) bool { return a(op) || b(op) }
}

// people are the operations on the callers.
func people(c *spec.Contract) chosen {
	return func(op *spec.Operation) bool { return c.Principal != nil && op.Action.Resource == c.Principal.Resource }
}

// every makes a mutant of each operation that is chosen: the fault is in that
// one alone.
func every(c *spec.Contract, in chosen, name, requirement string, topic conformance.Topic, around func(*call)) []Mutant {
	var out []Mutant
	for _, op := range c.Operations {
		if in(op) {
			out = append(out, Mutant{
				Name: name + " in " + op.ID, Requirement: requirement, Topic: topic, around: around,
				where: func(other *spec.Operation) bool { return other == op },
			})
		}
	}
	return out
}

// some makes mutants of the first and the last operation that are chosen.
func some(c *spec.Contract, in chosen, name, requirement string, topic conformance.Topic, around func(*call)) []Mutant {
	all := every(c, in, name, requirement, topic, around)
	if len(all) > 2 {
		return []Mutant{all[0], all[len(all)-1]}
	}
	return all
}

// widely marks mutants that only the checks of their whole topic bring about.
func widely(list []Mutant) []Mutant {
	for i := range list {
		list[i].wide = true
	}
	return list
}

// whole makes one mutant with the fault in all operations that are chosen.
func whole(in chosen, name, requirement string, topic conformance.Topic, around func(*call)) []Mutant {
	return []Mutant{{Name: name, Requirement: requirement, Topic: topic, around: around, where: in}}
}

// everywhere makes one mutant with the fault in whatever is asked, paths that
// are none included.
func everywhere(name, requirement string, topic conformance.Topic, around func(*call)) []Mutant {
	return []Mutant{{Name: name, Requirement: requirement, Topic: topic, around: around}}
}
