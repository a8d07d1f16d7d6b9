package spec_test

import (
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestRightsInTheWordsOfOthers reads rights from extensions that teams use, and
// asks who may.
func TestRightsInTheWordsOfOthers(t *testing.T) {
	for _, c := range []struct {
		name, said string
		may        []string // each a set of rights, joined by +
		mayNot     []string
	}{
		{"a list of permissions", `x-required-permissions: [read, write]`, []string{"read+write"}, []string{"read", "write", ""}},
		{"one permission", `x-permission: read`, []string{"read"}, []string{"write", ""}},
		{"a list of roles", `x-roles: [admin, editor]`, []string{"admin", "editor"}, []string{""}},
		{"an object of roles", `x-rbac: {roles: [admin, editor], description: who}`, []string{"admin", "editor"}, []string{""}},
		{"roles and a permission", `x-rbac: {roles: [admin], permissions: [read]}`, []string{"admin+read"}, []string{"admin", "read"}},
		{"a resource and an action", `x-permissions: {resource: pets, action: write}`, []string{"pets:write"}, []string{""}},
		{"lists in a list", `x-required-scopes: [[read, write], [all]]`, []string{"read+write", "all"}, []string{"read"}},
		{"the grammar of security", `x-roles: [{b: [admin]}, {b: [editor]}]`, []string{"admin", "editor"}, []string{""}},
		{"the grammar of security beside scopes", `security: [{b: [scope]}], x-roles: [{b: [admin]}]`, []string{"scope+admin"}, []string{"scope", "admin"}},
		{"beside an alternative that asks for nothing", `security: [{}, {b: []}], x-roles: [admin]`, []string{"admin"}, []string{""}},
		{"a scheme with one value alone is no carrier", `security: [{h: [], b: []}], x-roles: [admin]`, []string{"admin"}, []string{""}},
		{"beside scopes", `security: [{b: [scope]}], x-roles: [admin]`, []string{"scope+admin"}, []string{"scope", "admin"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := "openapi: 3.1.0\ninfo: {title: T, version: \"1\"}\npaths: {/a: {get: {" + c.said + ", responses: {\"200\": {description: ok}}}}}\n" +
				"components: {securitySchemes: {h: {type: apiKey, in: header, name: Admin, x-value: \"true\"}, b: {type: http, scheme: bearer}}}\n"
			contract := load(t, text)
			op := contract.Operations[0]
			if op.Access.Public() {
				t.Fatal("anybody may")
			}
			decide := func(rights string) bool {
				return op.Access.AllowsRights(contract.Permissions.Rights(strings.Split(rights, "+")...))
			}
			for _, rights := range c.may {
				if !decide(rights) {
					t.Errorf("with %q it is not granted: %v", rights, op.Access.Ways())
				}
			}
			for _, rights := range c.mayNot {
				if decide(rights) {
					t.Errorf("with %q it is granted: %v", rights, op.Access.Ways())
				}
			}
		})
	}
}

func TestRightsThatCannotBeReadAreTold(t *testing.T) {
	for _, said := range []string{"[]", "[{}]", "{}", "''", "{level: 3}", "[[]]"} {
		text := "openapi: 3.1.0\ninfo: {title: T, version: \"1\"}\npaths: {/a: {get: {security: [{b: [s]}], x-permissions: " + said + ", responses: {\"200\": {description: ok}}}}}\n" +
			"components: {securitySchemes: {b: {type: http, scheme: bearer}}}\n"
		if c := load(t, text); !strings.Contains(c.Warnings.Error(), "x-permissions is not understood") || c.Operations[0].Access.Public() {
			t.Errorf("%s: anybody may: %v, and it is said: %v", said, c.Operations[0].Access.Public(), c.Warnings)
		}
	}
	text := "openapi: 3.1.0\ninfo: {title: T, version: \"1\"}\npaths: {/a: {get: {x-permissions: {level: 3}, responses: {\"200\": {description: ok}}}}}\n"
	if c := load(t, text); !strings.Contains(c.Warnings.Error(), "x-permissions is not understood") {
		t.Errorf("nothing is said of it: %v", c.Warnings)
	}
	_, err := spec.LoadFile("t.yaml", []byte(text), spec.Options{RightsFrom: "x-acl"})
	if err == nil || !strings.Contains(err.Error(), "no operation has rights in x-acl") {
		t.Errorf("an extension that there is not: %v", err)
	}
	own := strings.Replace(text, "x-permissions: {level: 3}", "x-acl: [read]", 1)
	c, err := spec.LoadFile("t.yaml", []byte(own), spec.Options{RightsFrom: "x-acl"})
	if err != nil || c.Operations[0].Access.Public() {
		t.Errorf("a name of one's own: %v", err)
	}
	if plain := load(t, own); !plain.Operations[0].Access.Public() || c.Digest() == plain.Digest() {
		t.Errorf("other rights were read of one text, and both contracts have the digest %s", c.Digest())
	}
}

// TestRightsOf30AreReadBack prints Users as OpenAPI 3.0, which has no role names
// in security, and reads it again.
func TestRightsOf30AreReadBack(t *testing.T) {
	users, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	text, err := users.Print("yaml", "3.0")
	if err != nil {
		t.Fatal(err)
	}
	again := load(t, string(text))
	if got, want := again.Matrix(), users.Matrix(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
