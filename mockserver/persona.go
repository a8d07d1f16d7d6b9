package mockserver

import (
	"fmt"
	"slices"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// mint adds a persona with permissions of the contract. The records behind it are
// those of a generator. The caller holds the lock.
func (w *world) mint(name string, permissions []string, generator func() (*fixtures.Generator, error)) (fixtures.Persona, error) {
	p := fixtures.Persona{Name: name, Permissions: append([]string{}, permissions...), InactivePermissions: []string{}}
	if slices.ContainsFunc(w.personas, func(other fixtures.Persona) bool { return other.Name == name }) {
		return fixtures.Persona{}, &takenError{detail: "the world has a persona " + name + " already; choose another name"}
	}
	for p.Token = name; w.knowsToken(p.Token); {
		p.Token = fmt.Sprint(name, "-", w.nextSerial())
	}
	var err error
	if w.contract.Principal != nil {
		err = w.mintRecords(&p, generator)
	} else {
		err = w.changeToken(p.Token, tokenChange{bearer: &bearer{name: name, rights: w.contract.Permissions.Rights(permissions...)}})
	}
	if err != nil {
		return fixtures.Persona{}, err
	}
	w.addPersona(p)
	return p, nil
}

// mintRecords stores the role and the caller that stand behind a persona.
func (w *world) mintRecords(p *fixtures.Persona, generator func() (*fixtures.Generator, error)) error {
	principal := w.contract.Principal
	roles := []any{}
	if len(p.Permissions) > 0 {
		role, err := w.mintRecord(generator, principal.Role, func(document map[string]any) {
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
		roles = append(roles, w.of(principal.Role).plan.idValue(role.id))
	}
	caller, err := w.mintRecord(generator, principal.Resource, func(document map[string]any) {
		setAt(document, principal.Roles, roles)
		if principal.Enabled != "" {
			setAt(document, principal.Enabled, true)
		}
	})
	if err != nil {
		return err
	}
	w.giveToken(p.Token, caller.seq)
	p.Caller = caller.id
	return nil
}

// maxMintTries is how many generated records may be like others that there are.
const maxMintTries = 1000

// mintRecord stores a generated record with what it must have.
func (w *world) mintRecord(generator func() (*fixtures.Generator, error), resource *spec.Resource, give func(map[string]any)) (*record, error) {
	records, err := generator()
	if err != nil {
		return nil, err
	}
	population, err := records.Of(resource.Collection)
	if err != nil {
		return nil, err
	}
	for range maxMintTries {
		id := w.nextID(w.of(resource))
		if id == "" {
			break
		}
		document := population.Record(w.serial % population.Limit())
		give(document)
		r, _, err := w.put(w.own(resource), id, nil, document)
		if err == nil {
			return r, nil
		}
	}
	return nil, fmt.Errorf("every generated record of %s is like one that the world has", resource.Collection)
}
