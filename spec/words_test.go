package spec_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/spec"
)

// TestWordsOfASchema reads words where they stand: beside a $ref, in what it leads
// to, in parts of an allOf; and what is no such word is not there.
func TestWordsOfASchema(t *testing.T) {
	parts := "components: {schemas: {Short: {type: string, maxLength: 3, enum: [a, b, c]}, Code: {allOf: [{$ref: \"#/components/schemas/Short\"}, {minLength: 2, maxLength: 9, enum: [b, c, d]}]}}}"
	for _, c := range []struct {
		version, schema string
		want            func(w *document.Words) any
		is              any
	}{
		{"3.1.0", `{$ref: "#/components/schemas/Code"}`, func(w *document.Words) any { return []int{w.MinLength, w.MaxLength} }, []int{2, 3}},
		{"3.1.0", `{$ref: "#/components/schemas/Code"}`, func(w *document.Words) any { return w.Enum }, []any{"b", "c"}},
		{"3.1.0", `{$ref: "#/components/schemas/Code", maxLength: 1}`, func(w *document.Words) any { return w.MaxLength }, 1},
		{"3.1.0", `{type: [string, "null"], format: email, pattern: "^a"}`, func(w *document.Words) any { return fmt.Sprint(w.Format, w.Pattern) }, "email^a"},
		{"3.1.0", `{maxLength: -1, minLength: x, maxItems: 1.5, minItems: 5000000000}`, func(w *document.Words) any { return []int{w.MinLength, w.MaxLength, w.MinItems, w.MaxItems} }, []int{0, -1, 1<<31 - 1, -1}},
		{"3.0.3", `{minimum: 1, exclusiveMinimum: true, maximum: 9.5, exclusiveMaximum: false}`, func(w *document.Words) any {
			return fmt.Sprint(w.Minimum, w.ExclusiveMinimum.RatString(), w.Maximum.RatString(), w.ExclusiveMaximum)
		}, "<nil>119/2<nil>"},
		{"3.1.0", `{multipleOf: 0.1, const: null, default: null}`, func(w *document.Words) any { return fmt.Sprint(w.MultipleOf.RatString(), w.Const, w.Default) }, "1/10[<nil>] [<nil>]"},
		{"3.1.0", `{examples: [1, 2], enum: []}`, func(w *document.Words) any { return fmt.Sprint(w.Examples, w.Enum == nil) }, "[1 2] true"},
		{"3.1.0", `{additionalProperties: false, uniqueItems: true, writeOnly: true}`, func(w *document.Words) any { return []bool{w.Closed, w.UniqueItems, w.WriteOnly} }, []bool{true, true, true}},
	} {
		op := load(t, small31(c.version, `requestBody: {content: {application/json: {schema: `+c.schema+`}}}, `+anyReply, parts)).Operations[0]
		if got := c.want(op.Body.Schema.Words()); !reflect.DeepEqual(got, c.is) {
			t.Errorf("%s: got %v, want %v", c.schema, got, c.is)
		}
	}
	var none *spec.Schema
	if w := none.Words(); w.MaxLength != -1 || w.Format != "" {
		t.Errorf("the schema that takes all says %+v", w)
	}
}

// TestTheGreatestWholeNumber rounds bounds down, past one that is not included.
func TestTheGreatestWholeNumber(t *testing.T) {
	for schema, want := range map[string]string{
		`{maximum: 100}`: "100 true", `{maximum: 9.5}`: "9 true", `{maximum: -0.5}`: "-1 true", `{exclusiveMaximum: 100}`: "99 true",
		`{exclusiveMaximum: 9.5}`: "9 true", `{maximum: 5, exclusiveMaximum: 5}`: "4 true", `{maximum: 5, exclusiveMaximum: 7}`: "5 true",
		`{minimum: 1}`: "0 false", `{maximum: 1.0e+300}`: "false", `{maximum: 18446744073709551615}`: "false",
	} {
		op := load(t, small31("3.1.0", `requestBody: {content: {application/json: {schema: `+schema+`}}}, `+anyReply, "")).Operations[0]
		most, is := op.Body.Schema.Words().WholeMaximum()
		if got := fmt.Sprint(most, is); got != want && (want != "false" || is) {
			t.Errorf("%s: got %s, want %s", schema, got, want)
		}
	}
}

// TestWhatStandsInAChainOfReferences holds a value to what each link of the chain
// asks beside its $ref, in 3.1; 3.0 reads nothing there.
func TestWhatStandsInAChainOfReferences(t *testing.T) {
	const links = `components: {schemas: {First: {$ref: "#/components/schemas/Long"}, Long: {$ref: "#/components/schemas/Text", minLength: 3}, Text: {type: string, maxLength: 9}, ` +
		`Round: {$ref: "#/components/schemas/Named"}, Named: {$ref: "#/components/schemas/Open", properties: {b: {type: integer}}, required: [b]}, Open: {type: object, properties: {a: {type: string}}}}}`
	for _, c := range []struct {
		version, schema string
		value           any
		valid           bool
	}{
		{"3.1.0", `{$ref: "#/components/schemas/First"}`, "ab", false},
		{"3.1.0", `{$ref: "#/components/schemas/First"}`, "abc", true},
		{"3.1.0", `{$ref: "#/components/schemas/First"}`, "abcdefghij", false},
		{"3.0.3", `{$ref: "#/components/schemas/First"}`, "ab", true},
		{"3.1.0", `{properties: {p: {$ref: "#/components/schemas/First"}}}`, map[string]any{"p": "ab"}, false},
		{"3.1.0", `{$ref: "#/components/schemas/Round"}`, map[string]any{"a": "x"}, false},
	} {
		s := load(t, small31(c.version, `requestBody: {content: {application/json: {schema: `+c.schema+`}}}, `+anyReply, links)).Operations[0].Body.Schema
		if s.Valid(c.value) != c.valid || len(s.Check(c.value)) == 0 != c.valid {
			t.Errorf("%s of %s: %v is valid: %t", c.schema, c.version, c.value, !c.valid)
		}
	}
	s := load(t, small31("3.1.0", `requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/First"}}}}, `+anyReply, links)).Operations[0].Body.Schema
	if w := s.Words(); w.MinLength != 3 || w.MaxLength != 9 {
		t.Errorf("of its words the lengths are %d and %d", w.MinLength, w.MaxLength)
	}
	s = load(t, small31("3.1.0", `requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Round"}}}}, `+anyReply, links)).Operations[0].Body.Schema
	if s.Member("a") == nil || s.Member("b") == nil || !s.Member("b").Required {
		t.Errorf("the members are %+v", s.Members())
	}
}
