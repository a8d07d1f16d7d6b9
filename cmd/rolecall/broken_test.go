package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// broken is one fault put into a good document, and what must be said of it.
type broken struct {
	name     string
	old, new string // the first old becomes new
	at       string // text that stands on the line to be named, after the edit
	what     string // what must be said
	hint     string // and how to hint it
}

var brokenDocuments = []broken{
	{"yaml syntax", "  title: Cotalker Users", "  title: [Cotalker", `version: "3.0"`, "not valid YAML", "syntax"},
	{"a key twice", "  version: \"3.0\"\n", "  version: \"3.0\"\n  version: \"3.1\"\n", `version: "3.1"`, "twice", "keep one"},
	{"no openapi", "openapi: 3.1.0", "apiopen: 3.1.0", "apiopen", "not an OpenAPI document", "begin it with openapi"},
	{"a document of Swagger", "openapi: 3.1.0", "swagger: 2.0.0", "swagger", "a document of Swagger 2.0.0", "convert it to OpenAPI 3"},
	{"a reference to nothing", "items: {$ref: \"#/components/schemas/Email\"}", "items: {$ref: \"#/components/schemas/EMail\"}", "schemas/EMail", "leads nowhere", "name something that there is"},
	{"an unknown type", "        jobTitle: &jobTitle\n          type: string", "        jobTitle: &jobTitle\n          type: text", "jobTitle: &jobTitle", `"text" is not a type`, "write one of null"},
	{"a word misspelt", "      x-action: {list: users}", "      x-actoin: {list: users}", "x-actoin", "x-actoin is not known", "write x-action"},
	{"an action that is none", "      x-action: {list: users}", "      x-action: {enumerate: users}", "enumerate", "x-action", "write one of"},
	{"an unknown collection", "      x-action: {create: accessroles}", "      x-action: {create: roles}", "{create: roles}", `no collection "roles"`, "name one of: users, accessroles"},
	{"an unknown member", "unique: [{member: email, ignoreCase: true}]", "unique: [{member: mail, ignoreCase: true}]", "member: mail", `no member "mail"`, "name one of: _id, email"},
	{"an undeclared scheme", "        - {accessToken: []}\n", "        - {apiToken: []}\n", "apiToken", "apiToken is not declared", "declare it in components/securitySchemes"},
	{"a filter on nothing", "x-filter: {has: accessRoles}", "x-filter: {has: roles}", "has: roles", `no member "roles"`, "name a member"},
	{"a list filtered as one", "x-filter: {has: accessRoles}", "x-filter: {in: accessRoles}", "{in: accessRoles}", "is a list", "use has:"},
	{"an example that does not fit", "            example: {isActive: false}", "            example: {isActive: maybe}", "isActive: maybe", "does not fit its schema", "mend the example"},
	{"a writable member that is not stored", "        password: *password\n    UserUpdate:", "        password: *password\n        nick: {type: string}\n    UserUpdate:", "nick: {type", `writes "nick"`, "add the member to COTUser"},
	{"forbidden and writable", "x-forbidden: [email, isActive, accessRoles]", "x-forbidden: [email, jobTitle]", "x-forbidden: [email, jobTitle]", `"jobTitle" is forbidden and also a property`, "keep one"},
	{"forbidden and unknown", "x-forbidden: [email, isActive, accessRoles]", "x-forbidden: [email, roles]", "x-forbidden: [email, roles]", `forbids "roles", which COTUser does not have`, "name a member of COTUser"},
	{"an extension in the wrong place", "      x-action: {list: users}", "      x-filter: {in: email}", "x-filter: {in: email}", "x-filter has no effect on this operation", "it belongs on: parameter"},
	{"a reply without its resource", "        data: {$ref: \"#/components/schemas/COTUser\"}", "        data: {type: object}", "200", "holds no COTUser", "$ref or allOf"},
	{"no principal", "x-principal:", "x-my-principal:", "x-action: {read: users, self: true}", "self: true is for the collection of x-principal", "drop self"},
	{"a password that can be read", "          writeOnly: true\n", "", "  password: password", "could be read back", "writeOnly: true"},
}

var brokenWorlds = []broken{
	{"a role that is not there", "accessRoles: [5fb58a84444beecfca50a2b4]", "accessRoles: [5fb58a84444beecfca50a2b5]", "50a2b5", "no such record in accessroles", "add the record"},
	{"an email twice", "email: william.tell@example.com", "email: JOHN.DOE@example.com", "- _id: 5fb58a5c0175468479dacaa5", "already that of line", "no two records"},
	{"an id twice", "_id: 581118cf1dabccc92616be4f", "_id: 5fb589b607ae0d8647792ec0", "_id: 5fb589b607ae0d8647792ec0\n      email: ana", "already that of line", "an id of its own"},
	{"a member of a wrong type", "jobTitle: product owner", "jobTitle: 7", "jobTitle: 7", "got number, want string", "as COTUser wants it"},
	{"an unknown member", "jobTitle: product owner", "jobtitle: product owner", "jobtitle:", `no member "jobtitle"`, "take it out"},
	{"a persona of nobody", "bootstrap: {caller: 5fb589b607ae0d8647792ec0", "bootstrap: {caller: 5fb589b607ae0d8647792ec1", "792ec1", "no such record in users", "name the id of a record"},
	{"a token twice", "token: user-read}", "token: client}", "user-read: {caller", "share the token client", "a token of its own"},
	{"a collection that is none", "  accessroles:\n    - {", "  roles:\n    - {", "  roles:\n", `no "roles"`, "write one of: users, accessroles"},
	{"changed before created", `modifiedAt: "2020-10-26T14:08:48.220Z"`, `modifiedAt: "2018-10-26T14:08:48.220Z"`, "2018-10-26", "changed before it was created", "at or after"},
}

// TestBrokenFilesAreRefused puts one fault at a time into the embedded document
// and the seed world: the program ends with 2 and says where, what and how to
// mend it.
func TestBrokenFilesAreRefused(t *testing.T) {
	for _, kind := range []struct {
		cases  []broken
		source string
		args   func(file string) []string
	}{
		{brokenDocuments, string(spec.DefaultSource()), func(file string) []string { return []string{"spec", "lint", "--strict", file} }},
		{brokenWorlds, fixtures.SeedSource(), func(file string) []string { return []string{"mock", "--port", "0", "--world", file} }},
	} {
		for _, b := range kind.cases {
			t.Run(b.name, func(t *testing.T) {
				if !strings.Contains(kind.source, b.old) {
					t.Fatalf("nothing to break: %q is not there", b.old)
				}
				text := strings.Replace(kind.source, b.old, b.new, 1)
				file := filepath.Join(t.TempDir(), "broken.yaml")
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				var out, errOut bytes.Buffer
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				if kind.args(file)[0] == "mock" {
					cancel() // one that starts after all would end at once
				}
				if code := run(ctx, kind.args(file), nil, &out, &errOut); code != int(exitUsage) {
					t.Fatalf("exit code %d, want %d: %s%s", code, exitUsage, &out, &errOut)
				}
				if where := fmt.Sprintf("broken.yaml:%d: ", lineOf(text, b.at)); !strings.Contains(errOut.String(), where) {
					t.Errorf("does not say %q:\n%s", where, &errOut)
				}
				if !strings.Contains(errOut.String(), b.what) || !strings.Contains(errOut.String(), b.hint) {
					t.Errorf("does not say %q and %q:\n%s", b.what, b.hint, &errOut)
				}
			})
		}
	}
}

func lineOf(text, part string) int {
	before, _, found := strings.Cut(text, part)
	if !found {
		return -1
	}
	return strings.Count(before, "\n") + 1
}

// TestEveryMistakeIsTold puts three faults into one document.
func TestEveryMistakeIsTold(t *testing.T) {
	text := string(spec.DefaultSource())
	for _, edit := range [][2]string{
		{"x-filter: {has: accessRoles}", "x-filter: {has: roles}"},
		{"x-action: {create: accessroles}", "x-action: {create: roles}"},
		{"x-filter: {in: isActive}", "x-filter: {in: isactive}"},
	} {
		text = strings.Replace(text, edit[0], edit[1], 1)
	}
	_, err := spec.Load("three.yaml", []byte(text))
	problems, ok := err.(spec.Problems)
	if !ok || len(problems) != 3 {
		t.Errorf("three faults, and this is said:\n%v", err)
	}
}
