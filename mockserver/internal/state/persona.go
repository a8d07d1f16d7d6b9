package state

import (
	"fmt"
	"slices"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// Mint adds a persona with permissions of the contract. The records behind it are
// those of a generator. The lock is held.
func (w *State) Mint(name string, permissions []string, generator func() (*fixtures.Generator, error)) (fixtures.Persona, error) {
	p := fixtures.Persona{Name: name, Permissions: append([]string{}, permissions...), InactivePermissions: []string{}}
	if slices.ContainsFunc(w.Personas, func(other fixtures.Persona) bool { return other.Name == name }) {
		return fixtures.Persona{}, &TakenError{Detail: "the world has a persona " + name + " already; choose another name"}
	}
	for p.Token = name; w.KnowsToken(p.Token); {
		p.Token = fmt.Sprint(name, "-", w.NextSerial())
	}
	var err error
	if w.Contract.Principal != nil {
		err = w.mintRecords(&p, generator)
	} else {
		err = w.ChangeToken(p.Token, TokenChange{Bearer: &Bearer{Name: name, Rights: w.Contract.Permissions.Rights(permissions...)}})
	}
	if err != nil {
		return fixtures.Persona{}, err
	}
	w.addPersona(p)
	return p, nil
}

// mintRecords stores the role and the caller that stand behind a persona.
func (w *State) mintRecords(p *fixtures.Persona, generator func() (*fixtures.Generator, error)) error {
	principal := w.Contract.Principal
	roles := []any{}
	if len(p.Permissions) > 0 {
		role, err := w.mintRecord(generator, principal.Role, func(document map[string]any) {
			list := make([]any, len(p.Permissions))
			for i, permission := range p.Permissions {
				list[i] = permission
			}
			jsonvalue.SetAt(document, principal.Permissions, list)
			if principal.RolesEnabled != "" {
				jsonvalue.SetAt(document, principal.RolesEnabled, true)
			}
		})
		if err != nil {
			return err
		}
		roles = append(roles, w.Of(principal.Role).Plan.idValue(role.ID))
	}
	caller, err := w.mintRecord(generator, principal.Resource, func(document map[string]any) {
		jsonvalue.SetAt(document, principal.Roles, roles)
		if principal.Enabled != "" {
			jsonvalue.SetAt(document, principal.Enabled, true)
		}
	})
	if err != nil {
		return err
	}
	w.GiveToken(p.Token, caller.Seq)
	p.Caller = caller.ID
	return nil
}

// maxMintTries is how many generated records may be like others that there are.
const maxMintTries = 1000

// mintRecord stores a generated record with what it must have.
func (w *State) mintRecord(generator func() (*fixtures.Generator, error), resource *spec.Resource, give func(map[string]any)) (*Record, error) {
	records, err := generator()
	if err != nil {
		return nil, err
	}
	population, err := records.Of(resource.Collection)
	if err != nil {
		return nil, err
	}
	for range maxMintTries {
		id := w.nextID(w.Of(resource))
		if id == "" {
			break
		}
		document := population.Record(w.Serial % population.Limit())
		give(document)
		r, _, err := w.Put(w.Writable(resource), id, nil, document)
		if err == nil {
			return r, nil
		}
	}
	return nil, fmt.Errorf("every generated record of %s is like one that the world has", resource.Collection)
}
