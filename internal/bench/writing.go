package main

import (
	"fmt"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// creation makes a new record with each request: people of the fixtures,
// without their passwords, whose hashing is another measurement.
func (b *workload) creation(count int) (testCase, error) {
	c := testCase{name: request{op: b.create}.title(b.contract), kind: write, once: true, status: b.create.Success().Status}
	bodies, err := b.bodies(count)
	if err != nil {
		return c, err
	}
	token, err := b.admitted(b.create, bodies...)
	for _, body := range bodies {
		q := request{op: b.create, token: token, body: b.create.Body.Schema.Append(nil, body)}
		c.requests = append(c.requests, q.encode())
	}
	return c, err
}

// beyond is the index of the first person to create: none that any world has
// been populated with, since unique members hold the index.
const beyond = 10_000_000

// bodies are what the create operation takes, each another person.
func (b *workload) bodies(count int) ([]map[string]any, error) {
	var out []map[string]any
	for _, text := range b.people.Records(fixtures.Body, beyond, uint64(count)) {
		value, err := jsonvalue.Decode(text)
		if err != nil {
			return nil, err
		}
		record, _ := value.(map[string]any)
		out = append(out, without(record, func(name string) bool {
			m := b.create.Body.Schema.Member(name)
			return m != nil && m.WriteOnly
		}))
	}
	return out, nil
}

// changes is how many different bodies the change case sends in turn.
const changes = 64

// change writes plain members of the page's records: none that is unique, a
// reference, write-only, or switches a caller off.
func (b *workload) change() (testCase, error) {
	c := testCase{name: request{op: b.update}.title(b.contract), kind: write, keyed: true, status: b.update.Success().Status}
	bodies, err := b.bodies(changes)
	if err != nil {
		return c, err
	}
	schema := b.update.Body.Schema
	for i, body := range bodies {
		bodies[i] = without(body, func(name string) bool {
			m := schema.Member(name)
			return m == nil || m.WriteOnly || b.resource.ReferenceAt(name) != nil || b.isUnique(name) ||
				b.contract.Principal != nil && name == b.contract.Principal.Enabled
		})
		if !schema.Valid(bodies[i]) {
			return c, fmt.Errorf("%s does not take %v", c.name, bodies[i])
		}
	}
	token, err := b.admitted(b.update, bodies...)
	for i, body := range bodies {
		q := request{op: b.update, keys: []string{b.id(i % len(b.page))}, token: token, body: schema.Append(nil, body)}
		c.requests = append(c.requests, q.encode())
	}
	return c, err
}

func (b *workload) isUnique(member string) bool {
	for _, u := range b.resource.Unique {
		if u.Member == member {
			return true
		}
	}
	return false
}
