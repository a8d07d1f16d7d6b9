package spec_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestPlainOperations tells which operations of a library stand beside its callers, and
// that whoever holds a token of log-in does not hold the key of the gate.
func TestPlainOperations(t *testing.T) {
	file := "../conformance/testdata/contracts/library.yaml"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	contract, err := spec.Load(file, data)
	if err != nil {
		t.Fatal(err)
	}
	plain := []string{
		"removePatron", "putRole", "removeRole", "putBranch", "removeBranch",
		"listShelves", "addShelf", "getShelf", "removeShelf",
		"listBooks", "addBook", "getBook", "putBook", "changeBook", "removeBook", "listCounters", "addCounter",
	}
	foreign := []string{"addCounter"}
	for _, op := range contract.Operations {
		if want := slices.Contains(plain, op.ID); op.Plain != want {
			t.Errorf("%s is plain: %v, want %v", op.ID, op.Plain, want)
		}
		if want := slices.Contains(foreign, op.ID); op.Access.Foreign() != want {
			t.Errorf("%s wants another credential: %v, want %v", op.ID, op.Access.Foreign(), want)
		}
	}
	if keys := contract.Keys(); len(keys) != 1 || keys[0].Name != "gate" {
		t.Errorf("keys beside log-in are those of %v", keys)
	}
	for _, q := range contract.Requirements {
		for _, op := range contract.Operations {
			if q.ID == "ROUTE-1" && q.About(op) != op.Plain {
				t.Errorf("%s is about %s, which is plain: %v", q.ID, op.ID, op.Plain)
			}
		}
	}
}

// TestWhatShowsOrTakesNoSingleMemberIsPlain has a club whose boats are changed as a whole,
// beside members of whom each part can be changed alone.
func TestWhatShowsOrTakesNoSingleMemberIsPlain(t *testing.T) {
	file := "../conformance/testdata/contracts/club.yaml"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	contract, err := spec.Load(file, data)
	if err != nil {
		t.Fatal(err)
	}
	plain := []string{"removeMember", "changeBoat", "removeBoat", "knock"}
	for _, op := range contract.Operations {
		if want := slices.Contains(plain, op.ID); op.Plain != want {
			t.Errorf("%s is plain: %v, want %v", op.ID, op.Plain, want)
		}
	}
}

// TestWhatStandsBesideTheReferenceOfAPathIsServed joins a path item with what it refers to.
func TestWhatStandsBesideTheReferenceOfAPathIsServed(t *testing.T) {
	contract := load(t, `openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a: {$ref: "#/components/pathItems/A", post: {operationId: own, responses: {"200": {description: ok}}}}
components:
  pathItems:
    A:
      get: {operationId: shared, responses: {"200": {description: ok}}}
      post: {operationId: less, responses: {"200": {description: ok}}}
`)
	if problems := contract.Lint(); len(problems) > 0 {
		t.Errorf("OpenAPI 3.1 has pathItems: %v", problems)
	}
	var ids []string
	for _, op := range contract.Operations {
		ids = append(ids, op.ID)
	}
	if got := strings.Join(ids, " "); got != "shared own" {
		t.Errorf("operations %s, want shared and own", got)
	}
}

// TestWhatIsPrintedAs30IsRead prints schemas with words that 3.0 lacks, and reads them.
func TestWhatIsPrintedAs30IsRead(t *testing.T) {
	const schemas = `components: {schemas: {S: {type: object, additionalProperties: false, properties: {
    q: {$ref: "#/components/schemas/S/$defs/q"}, r: {$ref: "#/components/schemas/S/$defs/q", description: R}, l: {type: array}, t: {type: [array, "null"], prefixItems: [{type: string}]}},
    $defs: {q: {type: [integer, "null"], exclusiveMinimum: 4}}}}}`
	text, err := load(t, small31("3.1.0", `requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/S"}}}}, `+anyReply, schemas)).Print("yaml", "3.0")
	if err != nil {
		t.Fatal(err)
	}
	older := load(t, string(text))
	if problems := older.Lint(); len(problems) > 0 {
		t.Errorf("%v in\n%s", problems, text)
	}
	for value, want := range map[any]bool{5: true, nil: true, 4: false, "text": false} {
		for _, name := range []string{"q", "r"} {
			if got := older.Operations[0].Body.Schema.Valid(map[string]any{name: value}); got != want {
				t.Errorf("%s: %v fits: %v, want %v", name, value, got, want)
			}
		}
	}
	if older.Operations[0].Body.Schema.Valid(map[string]any{"x": true}) || !strings.Contains(string(text), "additionalProperties: false") {
		t.Errorf("it is closed to other members in\n%s", text)
	}
}
