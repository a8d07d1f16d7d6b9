package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// personas are those of a mock, as its control API lists them.
type personas struct {
	contract *spec.Contract
	all      []fixtures.Persona
}

// fetchPersonas asks a mock for its personas.
func fetchPersonas(contract *spec.Contract, address string) (*personas, error) {
	res, err := http.Get("http://" + address + "/_rolecall/v1/personas")
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var listed struct{ Personas []fixtures.Persona }
	if err := json.NewDecoder(res.Body).Decode(&listed); err != nil {
		return nil, fmt.Errorf("reading the personas of the mock: %w", err)
	}
	return &personas{contract, listed.Personas}, nil
}

// reset gives a mock its first world again.
func reset(address string) error {
	res, err := http.Post("http://"+address+"/_rolecall/v1/reset", "", nil)
	if err != nil {
		return err
	}
	res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		return fmt.Errorf("resetting the mock: status %d", res.StatusCode)
	}
	return nil
}

// admitted is the persona with the fewest permissions that may call an
// operation, and send it these bodies.
func (c *personas) admitted(op *spec.Operation, bodies ...map[string]any) (string, error) {
	return c.pick(op, true, bodies)
}

// refused is the enabled persona with the fewest permissions that may not.
func (c *personas) refused(op *spec.Operation) (string, error) { return c.pick(op, false, nil) }

func (c *personas) pick(op *spec.Operation, admit bool, bodies []map[string]any) (string, error) {
	best, found := fixtures.Persona{}, false
	for _, p := range c.all {
		if p.Disabled || c.may(p, op, bodies) != admit || len(p.InactivePermissions) > 0 {
			continue
		}
		if !found || len(p.Permissions) < len(best.Permissions) {
			best, found = p, true
		}
	}
	if !found {
		return "", fmt.Errorf("no persona of the world is admitted (%t) to %s %s", admit, op.Method, op.Path)
	}
	return best.Token, nil
}

func (c *personas) may(p fixtures.Persona, op *spec.Operation, bodies []map[string]any) bool {
	rights := c.contract.Permissions.Rights(p.Permissions...)
	if !op.Access.AllowsRights(rights) {
		return false
	}
	return op.Body == nil || !slices.ContainsFunc(bodies, func(body map[string]any) bool {
		return len(op.Body.Rules.Denials(body, op.Action.Kind == spec.Create, spec.Credentials{
			Token: true, Rights: rights, Headers: func(*spec.HeaderKey) bool { return true },
		})) > 0
	})
}
