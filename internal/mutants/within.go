package mutants

import (
	"context"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// Within are the mutants that the checks of a filter have to see: those whose
// requirement has a check among them.
func Within(contract *spec.Contract, all []Mutant, filter string) ([]Mutant, error) {
	chosen, err := conformance.Choose(contract, filter)
	if err != nil {
		return nil, err
	}
	asked := map[string]bool{}
	for _, c := range chosen {
		asked[c.Requirement.ID] = true
		asked[c.Requirement.ID+" "+string(c.Topic)] = true
	}
	var out []Mutant
	for _, m := range all {
		key := m.Requirement
		if m.Topic != "" {
			key += " " + string(m.Topic)
		}
		if asked[key] {
			out = append(out, m)
		}
	}
	return out, nil
}

// TryWithin is Try with no other checks than the filter chooses.
func TryWithin(ctx context.Context, contract *spec.Contract, m Mutant, filter string) (Kill, error) {
	scope := m.scope()
	switch {
	case filter == "":
	case scope == "":
		scope = filter
	default:
		scope += " && (" + filter + ")"
	}
	return try(ctx, contract, m, scope)
}
