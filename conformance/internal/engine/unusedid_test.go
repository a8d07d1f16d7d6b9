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
