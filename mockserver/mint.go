package mockserver

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// mintSeed makes other people than --populate does by default.
const mintSeed = 0x6d696e74

// maxPersonaName bounds the names of minted personas, in bytes.
const maxPersonaName = 100

// Mint adds a persona with given permissions to the world, and with a token: its
// name, or the name and a number where that is taken. Where the contract stores
// callers, a record and a role of its own stand behind it, and its rights are
// those of the role. The error tells of permissions that the contract lacks.
func (w *World) Mint(name string, permissions ...string) (fixtures.Persona, error) {
	c := w.server.config
	if name == "" {
		name = strings.Join(permissions, "+")
	}
	if name == "" {
		name = "nobody"
	}
	if len(name) > maxPersonaName || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fixtures.Persona{}, fmt.Errorf("%q is not a name of a persona: it has 1 to %d visible ASCII characters and no blank", printable(name), maxPersonaName)
	}
	if err := w.server.roomFor(w); err != nil {
		return fixtures.Persona{}, err
	}
	known := c.contract.Permissions.Names()
	for _, permission := range permissions {
		if !slices.Contains(known, permission) {
			return fixtures.Persona{}, fmt.Errorf("the contract has no permission %q; it has: %s", printable(permission), strings.Join(known, ", "))
		}
	}
	if c.contract.Principal != nil {
		if _, err := w.server.minting(); err != nil { // which takes long the first time
			return fixtures.Persona{}, fmt.Errorf("making the record of a persona: %w", err)
		}
	}
	var p fixtures.Persona
	err := w.write(func(state *world) (err error) {
		p, err = w.mint(state, name, permissions)
		return err
	})
	return p, err
}

// mint is Mint where nobody else writes.
func (w *World) mint(state *world, name string, permissions []string) (fixtures.Persona, error) {
	p := fixtures.Persona{Name: name, Permissions: append([]string{}, permissions...), InactivePermissions: []string{}}
	if slices.ContainsFunc(state.personas, func(other fixtures.Persona) bool { return other.Name == name }) {
		return fixtures.Persona{}, &takenError{"the world has a persona " + name + " already; choose another name"}
	}
	for p.Token = name; state.knowsToken(p.Token); {
		p.Token = fmt.Sprint(name, "-", state.nextSerial())
	}
	var err error
	if state.contract.Principal != nil {
		err = w.mintRecords(state, &p)
	} else {
		err = state.changeToken(p.Token, tokenChange{bearer: &bearer{name: name, rights: state.contract.Permissions.Rights(permissions...)}})
	}
	if err != nil {
		return fixtures.Persona{}, err
	}
	state.addPersona(p)
	return p, nil
}

// mintRecords stores the role and the caller that stand behind a persona.
func (w *World) mintRecords(state *world, p *fixtures.Persona) error {
	principal := state.contract.Principal
	roles := []any{}
	if len(p.Permissions) > 0 {
		role, err := w.mintRecord(state, principal.Role, func(document map[string]any) {
			list := make([]any, len(p.Permissions))
			for i, permission := range p.Permissions {
				list[i] = permission
			}
			setAt(document, principal.Permissions, list)
			if principal.RolesEnabled != "" {
				setAt(document, principal.RolesEnabled, true)
			}
		})
		if err != nil {
			return err
		}
		roles = append(roles, state.of(principal.Role).plan.idValue(role.id))
	}
	caller, err := w.mintRecord(state, principal.Resource, func(document map[string]any) {
		setAt(document, principal.Roles, roles)
		if principal.Enabled != "" {
			setAt(document, principal.Enabled, true)
		}
	})
	if err != nil {
		return err
	}
	state.giveToken(p.Token, caller.seq)
	p.Caller = caller.id
	return nil
}

// maxMintTries is how many generated records may be like others that there are.
const maxMintTries = 1000

// mintRecord stores a generated record with what it must have.
func (w *World) mintRecord(state *world, resource *spec.Resource, give func(map[string]any)) (*record, error) {
	generator, err := w.server.minting()
	if err != nil {
		return nil, err
	}
	population, err := generator.Of(resource.Collection)
	if err != nil {
		return nil, err
	}
	for range maxMintTries {
		id := state.nextID(state.of(resource))
		if id == "" {
			break
		}
		document := population.Record(state.serial % population.Limit())
		give(document)
		r, _, err := state.put(state.own(resource), id, nil, document)
		if err == nil {
			return r, nil
		}
	}
	return nil, fmt.Errorf("every generated record of %s is like one that the world has", resource.Collection)
}
