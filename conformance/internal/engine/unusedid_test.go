package engine

import (
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestAnUnusedIDIsAnotherEachTime also where the sample of a pattern is always the same.
func TestAnUnusedIDIsAnotherEachTime(t *testing.T) {
	c, err := spec.Load("ids.yaml", []byte(`openapi: 3.1.0
info: {title: IDs, version: "1"}
paths: {}
components: {schemas: {Thing: {type: object, x-resource: {collection: things, id: id}, properties: {
  id: {type: string}, snowflake: {type: string, pattern: "^(0|[1-9][0-9]*)$"}, day: {type: string, format: date}, uuid: {type: string, format: uuid}, number: {type: integer}}}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range c.Resources[0].Schema.Members() {
		one, other := UnusedID(m.Schema, RunMark+"7cfa30a4-1x"), UnusedID(m.Schema, RunMark+"7cfa30a4-2x")
		if !m.Schema.Valid(one) || !m.Schema.Valid(other) || Equal(one, other) {
			t.Errorf("%s: %v and %v", m.Name, one, other)
		}
	}
}

// TestAnUnknownIDIsOfTheSameKind keeps what servers look at before they look for an id:
// the version and the variant of a UUID, and that a ULID is none too large.
func TestAnUnknownIDIsOfTheSameKind(t *testing.T) {
	seen := map[string]bool{}
	for range 500 {
		id := Reshuffled("0c65578f-9669-40eb-9cf4-0008bbda307a")
		seen[id] = true
		if len(id) != 36 || id[14] != '4' || id[19] != '9' {
			t.Fatalf("%s is no UUID of version 4", id)
		}
		if id := Reshuffled("01JDXV7Z5K8Q2M4N6P8R0T2V4X"); id[0] != '0' || len(id) != 26 {
			t.Fatalf("%s is no ULID", id)
		}
		if id := Reshuffled("7XV"); id[0] < '1' || id[0] > '7' {
			t.Fatalf("%s begins with more than 7", id)
		}
	}
	if len(seen) < 500 {
		t.Errorf("%d of 500 are different", len(seen))
	}
}
