package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// maxPeople bounds --populate: a mock keeps its records in memory, and more
// than these fit no small machine.
const maxPeople = 1_000_000

// populate are the people that a mock generates beside its world.
type populate struct {
	count, seed uint64
	locales     []string
}

// people is who joins the world, nil where nobody does. What they refer to is
// in the world.
func (p populate) people(contract *spec.Contract, world *fixtures.World) (*fixtures.Population, error) {
	switch {
	case p.count == 0:
		return nil, nil
	case p.count > maxPeople:
		return nil, fmt.Errorf("--populate %d: the mock keeps them in memory; ask for %d at most", p.count, maxPeople)
	}
	generator, err := fixtures.New(contract, p.seed, fixtures.WithWorld(world), fixtures.WithLocales(p.locales...))
	if err != nil {
		return nil, fmt.Errorf("--populate: %w; what they refer to must stand in the world", err)
	}
	people := generator.People()
	if people == nil {
		return nil, fmt.Errorf("--populate %d: the contract stores nothing; give one of its schemas an x-resource", p.count)
	}
	return people, nil
}

// options have the people join the mock's world.
func (p populate) options(people *fixtures.Population) []mockserver.Option {
	if people == nil {
		return nil
	}
	return []mockserver.Option{mockserver.WithPopulation(people, p.count)}
}

// print says that the people are there, and how to be one of them.
func (p populate) print(out io.Writer, at site, contract *spec.Contract, people *fixtures.Population) {
	if people == nil {
		return
	}
	fmt.Fprintf(out, "\nBeside them: %d generated %s of seed %d.", p.count, people.Collection(), p.seed)
	for i := range min(p.count, 100) { // the first who is not switched off
		if line := loginLine(at, contract, people.Record(i)); line != "" {
			fmt.Fprintf(out, " A token of one of them:\n  %s", line)
			break
		}
	}
	fmt.Fprintln(out)
}

// loginLine is a request that logs a record in, "" where it cannot.
func loginLine(at site, contract *spec.Contract, person fixtures.Record) string {
	principal := contract.Principal
	if principal == nil || person[principal.Enabled] != true || person[principal.Login] == nil || person[principal.Password] == nil {
		return ""
	}
	body := jsonvalue.Append(nil, map[string]any{
		principal.Login: person[principal.Login], principal.Password: person[principal.Password],
	})
	for _, op := range contract.Operations {
		if op.Action.Kind == spec.Login {
			return fmt.Sprintf("%s -H 'Content-Type: application/json' -d '%s' %s", at.curl, strings.ReplaceAll(string(body), "'", `'\''`), at.url+op.Path)
		}
	}
	return ""
}
