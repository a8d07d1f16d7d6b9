package spec_test

import (
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestARightThatIsMissingIsSeen has operations that declare 404 and no 403: a
// missing right is 403 all the same, and what no record has is 404.
func TestARightThatIsMissingIsSeen(t *testing.T) {
	c, err := spec.Load("pets.yaml", []byte(`
openapi: 3.1.0
info: {title: Pets, version: "1"}
paths:
  /pets/{id}:
    get:
      security: [{key: [pets:read]}]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: One.}, "404": {description: None.}, "422": {description: Wrong.}}
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
`))
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[spec.RefusalKind]int{spec.NoPermission: 403, spec.NoToken: 401, spec.UnknownID: 404, spec.BadBody: 422} {
		if got := c.Operations[0].Refusal(kind).Status; got != want {
			t.Errorf("%s is refused by %d, want %d", kind, got, want)
		}
	}
}
