package spec_test

import (
	"os"
	"slices"
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

// TestWhatRefusesIsWhatIsDeclared wants the very statuses of users, and of others those that
// they declare beside the usual ones.
func TestWhatRefusesIsWhatIsDeclared(t *testing.T) {
	users, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range users.Operations {
		for kind, want := range map[spec.RefusalKind]int{spec.NoToken: 401, spec.NoPermission: 403, spec.UnknownID: 404, spec.NotUnique: 409, spec.MediaType: 415, spec.BodySize: 413, spec.BadCredentials: 401} {
			if op.Reply(want) != nil && !slices.Equal(op.Refuses(kind), []int{want}) {
				t.Errorf("%s: %s is %v, want %d alone", op.ID, kind, op.Refuses(kind), want)
			}
		}
		if got := op.Refuses(spec.BadBody); op.Body != nil && !slices.Equal(got, []int{400}) {
			t.Errorf("%s: a body that does not fit is %v, want 400 alone", op.ID, got)
		}
	}
	data, err := os.ReadFile("../conformance/testdata/contracts/club.yaml")
	if err != nil {
		t.Fatal(err)
	}
	club, err := spec.Load("club.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range club.Operations {
		switch op.ID {
		case "logIn":
			if got := op.Refuses(spec.BadCredentials); !slices.Equal(got, []int{403, 401}) {
				t.Errorf("a wrong password is %v, want 403 or 401", got)
			}
		case "addMember":
			if got := op.Refuses(spec.BadBody); !slices.Equal(got, []int{422, 400}) {
				t.Errorf("a body that does not fit is %v, want 422 or 400", got)
			}
			if got := op.Grants(); !slices.Equal(got, []int{200}) {
				t.Errorf("a create is %v, want 200", got)
			}
		}
	}
}
