package main

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// workload makes cases out of a contract and what a running mock holds.
type workload struct {
	*personas
	address                         string
	people                          *fixtures.Population
	resource                        *spec.Resource // of the people
	self, list, get, create, update *spec.Operation
	page                            []map[string]any // the first records of the list
}

func newWorkload(contract *spec.Contract, address string) (*workload, error) {
	known, err := fetchPersonas(contract, address)
	if err != nil {
		return nil, err
	}
	generator, err := fixtures.New(contract, 1)
	if err != nil {
		return nil, err
	}
	b := &workload{personas: known, address: address, people: generator.People()}
	b.resource = b.people.Resource()
	for _, want := range []struct {
		op   **spec.Operation
		kind spec.ActionKind
		self bool
	}{{&b.self, spec.Read, true}, {&b.list, spec.List, false}, {&b.get, spec.Read, false}, {&b.create, spec.Create, false}, {&b.update, spec.Update, false}} {
		if *want.op = b.operation(want.kind, want.self); *want.op == nil {
			return nil, fmt.Errorf("the contract has no %s of %s (self %t)", want.kind, b.resource.Collection, want.self)
		}
	}
	b.page, err = b.records()
	return b, err
}

// operation finds the first operation of a kind on the people.
func (b *workload) operation(kind spec.ActionKind, self bool) *spec.Operation {
	for _, op := range b.contract.Operations {
		if op.Action.Kind == kind && op.Action.Self == self && op.Action.Resource == b.resource {
			return op
		}
	}
	return nil
}

// find asks the mock for the list and returns what stands at a path in the
// reply.
func (b *workload) find(path []string, query ...string) (any, error) {
	c, err := b.admit(list, request{op: b.list, query: query})
	if err != nil {
		return nil, err
	}
	r, err := c.record(b.address)
	if err != nil {
		return nil, err
	}
	var at any
	if err := json.Unmarshal(r.Body, &at); err != nil {
		return nil, err
	}
	for _, name := range path {
		object, _ := at.(map[string]any)
		at = object[name]
	}
	return at, nil
}

// count is how many records the list has.
func (b *workload) count() (int, error) {
	for _, p := range b.list.Query {
		if p.Filter.Kind == spec.Count {
			found, err := b.find(p.Filter.At, p.Name, "true")
			n, ok := found.(float64)
			if err == nil && !ok {
				err = fmt.Errorf("%s does not count with %s", b.list.Path, p.Name)
			}
			return int(n), err
		}
	}
	return 0, fmt.Errorf("%s has no parameter that counts", b.list.Path)
}

// records asks the mock for a page of the list.
func (b *workload) records(query ...string) ([]map[string]any, error) {
	found, err := b.find(b.list.Success().Envelope, query...)
	if err != nil {
		return nil, err
	}
	var out []map[string]any
	items, _ := found.([]any)
	for _, item := range items {
		if record, ok := item.(map[string]any); ok {
			out = append(out, record)
		}
	}
	if len(out) < 2 {
		return nil, fmt.Errorf("%s answered with %d records, and two are needed to ask for", b.list.Path, len(out))
	}
	return out, nil
}

// standard are the cases of the main table.
func (b *workload) standard(creations int) ([]testCase, error) {
	return collect([]func() (testCase, error){
		b.readSelf, b.readList, b.readTwo, b.readOne,
		func() (testCase, error) { return b.creation(creations) }, b.change,
		b.unknown, b.denied,
	})
}

// collect makes cases, or none.
func collect(makers []func() (testCase, error)) ([]testCase, error) {
	var out []testCase
	for _, maker := range makers {
		c, err := maker()
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// admit is a case of one request, by a persona that may send it.
func (b *workload) admit(kind kind, q request) (testCase, error) {
	var err error
	q.token, err = b.admitted(q.op)
	return testCase{name: q.title(b.contract), kind: kind, keyed: len(q.keys) > 0, requests: [][]byte{q.encode()}, status: q.op.Success().Status}, err
}

// readSelf reads the caller's own record.
func (b *workload) readSelf() (testCase, error) { return b.admit(read, request{op: b.self}) }

// readList asks for the first page.
func (b *workload) readList() (testCase, error) { return b.admit(list, request{op: b.list}) }

// readTwo asks for two records by their unique member.
func (b *workload) readTwo() (testCase, error) {
	for _, p := range b.list.Query {
		if p.Filter.Kind != spec.In || !p.Repeatable || len(b.resource.Unique) == 0 {
			continue
		}
		if member := p.Filter.Members[0]; member == b.resource.Unique[0].Member {
			return b.admit(list, request{op: b.list, query: []string{
				p.Name, fmt.Sprint(b.page[0][member]), p.Name, fmt.Sprint(b.page[1][member]),
			}})
		}
	}
	return testCase{}, fmt.Errorf("%s has no filter by a unique member", b.list.Path)
}

// readOne reads one record by its id.
func (b *workload) readOne() (testCase, error) {
	return b.admit(read, request{op: b.get, keys: []string{b.id(0)}})
}

// id is that of a record of the page.
func (b *workload) id(i int) string { return fmt.Sprint(b.page[i][b.resource.ID]) }

// unknown brings a token that stands for nobody.
func (b *workload) unknown() (testCase, error) {
	q := request{op: b.self, token: "stands-for-nobody"}
	return testCase{name: "401 " + q.title(b.contract), kind: read, requests: [][]byte{q.encode()}, status: http.StatusUnauthorized}, nil
}

// denied reads a record as a persona that may not.
func (b *workload) denied() (testCase, error) {
	token, err := b.refused(b.get)
	q := request{op: b.get, keys: []string{b.id(0)}, token: token}
	return testCase{name: "403 " + q.title(b.contract), kind: read, requests: [][]byte{q.encode()}, status: http.StatusForbidden}, err
}
