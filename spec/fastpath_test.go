package spec_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// everyKeyword is a contract with a member for each way to ask something of a
// value, those that only jsonschema reads too.
const everyKeyword = `
openapi: 3.1.0
info: {title: Keywords, version: "1"}
paths:
  /all/{id}:
    get:
      operationId: getAll
      x-action: {read: all}
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {properties: {data: {$ref: "#/components/schemas/All"}}}}}}}
components:
  schemas:
    Tree: {type: object, properties: {name: {type: string}, children: {type: array, items: {$ref: "#/components/schemas/Tree"}}}}
    Short: {type: string, maxLength: 3}
    All:
      type: object
      x-resource: {collection: all, id: id}
      properties:
        id: {type: string}
%s`

var keywords = []string{
	`{type: string, minLength: 2, maxLength: 4}`,
	`{type: string, pattern: "^[a-c]+$"}`,
	`{type: string, format: email}`,
	`{type: string, format: date-time}`,
	`{type: string, enum: [a, b, "true"]}`,
	`{enum: [a, 1, true, null]}`,
	`{type: integer, minimum: -1, maximum: 10}`,
	`{type: number, minimum: 0.5}`,
	`{type: number, exclusiveMinimum: 0, multipleOf: 2}`,
	`{type: [string, "null", integer]}`,
	`{type: boolean}`,
	`{const: a}`,
	`{type: array, items: {type: string}, minItems: 1, maxItems: 3, uniqueItems: true}`,
	`{type: array, prefixItems: [{type: string}], items: {type: integer}}`,
	`{type: array, contains: {const: a}}`,
	`{type: object, required: [a], minProperties: 1, maxProperties: 2, properties: {a: {type: string}, b: {type: integer}}}`,
	`{type: object, additionalProperties: false, properties: {a: {type: string}}}`,
	`{type: object, additionalProperties: {type: integer}, properties: {a: {type: string}}}`,
	`{type: object, patternProperties: {"^a": {type: string}}, additionalProperties: false}`,
	`{type: object, propertyNames: {maxLength: 1}}`,
	`{type: object, dependentRequired: {a: [b]}}`,
	`{type: object, unevaluatedProperties: false, allOf: [{properties: {a: true}}]}`,
	`{properties: {a: {minLength: 2}, b: {minimum: 3}}}`,
	`{allOf: [{type: string}, {minLength: 2}]}`,
	`{anyOf: [{type: string}, {type: integer}]}`,
	`{oneOf: [{type: string}, {minLength: 2}]}`,
	`{not: {type: string}}`,
	`{if: {type: string}, then: {minLength: 2}, else: {type: integer}}`,
	`{$ref: "#/components/schemas/Tree"}`,
	`{allOf: [{$ref: "#/components/schemas/Short"}], minLength: 1}`,
	`{$ref: "#/components/schemas/Short", minLength: 2}`,
}

// schemaPair is a schema of ours and, as the oracle, the same place of the same
// document as jsonschema alone reads it.
type schemaPair struct {
	where  string
	schema *spec.Schema
	oracle *jsonschema.Schema
}

// schemaPairs are the bodies, parameters and resources of contracts.
func schemaPairs(t testing.TB) []schemaPair {
	t.Helper()
	members := ""
	for i, k := range keywords {
		members += fmt.Sprintf("        k%d: %s\n", i, k)
	}
	own, err := spec.Load("keywords.yaml", []byte(fmt.Sprintf(everyKeyword, members)))
	if err != nil {
		t.Fatal(err)
	}
	standard, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	var out []schemaPair
	for _, c := range []*spec.Contract{own, standard} {
		text, err := c.Print("json", "3.1")
		if err != nil {
			t.Fatal(err)
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		compiler := jsonschema.NewCompiler()
		compiler.AssertFormat()
		if err := compiler.AddResource("oracle:///", document); err != nil {
			t.Fatal(err)
		}
		add := func(s *spec.Schema) {
			oracle, err := compiler.Compile("oracle:///#" + s.Position("").Pointer)
			if err != nil {
				t.Fatalf("%s: %v", s.Position("").Pointer, err)
			}
			out = append(out, schemaPair{s.Position("").Pointer, s, oracle})
		}
		for _, r := range c.Resources {
			add(r.Schema)
			for _, m := range r.Schema.Members() {
				add(m.Schema)
			}
		}
		for _, op := range c.Operations {
			if op.Body != nil {
				add(op.Body.Schema)
			}
			for _, p := range op.Query {
				add(p.Schema)
			}
		}
	}
	return out
}

// holdToOracle fails where a schema and its oracle disagree on a value.
func holdToOracle(t *testing.T, pairs []schemaPair, text []byte) {
	value, err := jsonvalue.Decode(text)
	if err != nil {
		return
	}
	for _, p := range pairs {
		want := p.oracle.Validate(value) == nil
		if got := p.schema.Valid(value); got != want {
			t.Errorf("%s: %s fits: got %t, want %t", p.where, text, got, want)
		}
		if s, isText := value.(string); isText && p.schema.ValidText(s) != want {
			t.Errorf("%s: the text %s fits: got %t, want %t", p.where, text, !want, want)
		}
		if violations := p.schema.Check(value); len(violations) == 0 != want {
			t.Errorf("%s: %s has the violations %v, and fits: %t", p.where, text, violations, want)
		}
	}
}

var fitSeeds = []string{
	`null`, `true`, `0`, `1`, `-1`, `3`, `10`, `11`, `1.0`, `1.5`, `1e1`, `1e400`, `99999999999999999999`, `-0`,
	`""`, `"a"`, `"aé"`, `"abcd"`, `"abcde"`, `"true"`, `"x@y.z"`, `"x@@y"`, `"a.b+c_d-e@x-y.z1"`, `".a@b.c"`, `"a.@b.c"`, `"a..b@c.d"`, `"a@b..c"`, `"a@.b"`, `"a@b."`,
	`"a@-b.c"`, `"a@b-.c"`, `"a@b.-c"`, `"a@b.c-"`, `"a@b_c.d"`, `"@a.b"`, `"a@"`, `"-a-@b"`, `"a@b.c\u212a"`, `"2020-10-26T14:08:48.220Z"`, `"2020-13-26T14:08:48Z"`, `"a\n"`,
	`[]`, `["a"]`, `["a","a"]`, `["a",1]`, `[1,1.0]`, `["a","b","c","d"]`, `{}`, `{"a":"x"}`, `{"a":1}`, `{"a":"xy","b":3}`, `{"b":2}`, `{"a":"x","b":1,"c":true}`, `{"abc":"x"}`,
	`{"name":"t","children":[{"name":"u"},{"children":[{"name":1}]}]}`,
	`{"email":"a@b.c","name":{"names":"A","lastName":""}}`, `{"email":"a@b.c","name":{"names":"","lastName":""}}`, `{"isActive":null}`,
	`{"ids":["5fb589b607ae0d8647792ec0"],"changes":{"jobTitle":"x"}}`, `{"ids":["5fb589b607ae0d8647792ec0","5fb589b607ae0d8647792ec0"],"changes":{"jobTitle":"x"}}`,
}

// TestFastPath holds the fast path of validation to jsonschema.
func TestFastPath(t *testing.T) {
	pairs := schemaPairs(t)
	for _, length := range []int{62, 63, 64, 65, 125} {
		part := strings.Repeat("a", length)
		for _, email := range []string{part + "@b.c", "a@" + part + ".c", "a@" + part, part + "." + part + "@b", "a@" + part + "." + part, "a@" + strings.Repeat("b.", length) + "c", "abc@" + strings.Repeat("b.", length) + "c"} {
			holdToOracle(t, pairs, jsonvalue.Append(nil, email))
		}
	}
	for _, seed := range fitSeeds {
		holdToOracle(t, pairs, []byte(seed))
	}
}

// FuzzFit does so for any value.
func FuzzFit(f *testing.F) {
	pairs := schemaPairs(f)
	for _, seed := range fitSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) { holdToOracle(t, pairs, text) })
}

// TestFitIsQuick has the bodies that clients mostly send pass without a look
// from jsonschema, which allocates at every step.
func TestFitIsQuick(t *testing.T) {
	c, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	body, err := jsonvalue.Decode([]byte(`{"email":"a@b.c","isActive":true,"accessRoles":["5fb58a84444beecfca50a2b4"],"name":{"names":"A","lastName":"B"},"password":"12345678"}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range c.Operations {
		if op.ID != "postV3Users" {
			continue
		}
		if got := testing.AllocsPerRun(100, func() { op.Body.Schema.Check(body) }); got > 0 {
			t.Errorf("checking a good body allocates %v times, want 0", got)
		}
		return
	}
	t.Error("there is no postV3Users")
}

// TestAppendMerged holds a merge of encoded text to a merge of decoded values.
func TestAppendMerged(t *testing.T) {
	c, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	users := c.Resources[0].Schema
	stored := `{"_id":"1","email":"a@b.c","accessRoles":["x","y"],"name":{"names":"A","lastName":"B","nick":"n"},"extra":{"deep":[1,{"a":"}"}]},"zeta":"\"\\"}`
	for _, changes := range []string{
		`{}`, `{"email":"z@b.c"}`, `{"jobTitle":"new"}`, `{"name":{"names":"C"}}`, `{"name":{"displayName":"D","nick":"m","alias":1}}`, `{"name":"flat"}`,
		`{"accessRoles":[]}`, `{"extra":{"more":true}}`, `{"extra":{"deep":2}}`, `{"alpha":1,"omega":2}`, `{"zeta":{"a":1}}`, `{"isActive":null}`, `{"a\"b":1}`,
	} {
		was, _ := jsonvalue.Decode([]byte(stored))
		change, err := jsonvalue.Decode([]byte(changes))
		if err != nil {
			t.Fatal(err)
		}
		got := users.AppendMerged(nil, stored, change.(map[string]any))
		merge(was.(map[string]any), change.(map[string]any))
		if want := users.Append(nil, was); !bytes.Equal(got, want) {
			t.Errorf("%s with %s:\ngot  %s\nwant %s", stored, changes, got, want)
		}
	}
}

func merge(into, changes map[string]any) {
	for name, value := range changes {
		object, isObject := value.(map[string]any)
		if below, nested := into[name].(map[string]any); isObject && nested {
			merge(below, object)
		} else {
			into[name] = value
		}
	}
}
