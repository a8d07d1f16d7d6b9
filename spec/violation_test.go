package spec_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// TestViolations has each way told in the same words and the same order each time,
// and of alternatives the one that is nearest.
func TestViolations(t *testing.T) {
	pet := `{oneOf: [
		{type: object, required: [bark, name], properties: {bark: {type: boolean}, name: {type: string}}, additionalProperties: false},
		{type: object, required: [meow, name, lives, color], properties: {meow: {type: boolean}, lives: {type: integer}, name: {type: string}, color: {type: string}}},
		{type: array, items: {type: string}}]}`
	for _, c := range []struct{ schema, value, want string }{
		{
			`{type: object, required: [b, a, c], properties: {d: {type: string}, e: {format: uuid, type: string}}}`, `{"d": 1, "e": "x"}`,
			"/a is missing | /b is missing | /c is missing | /d got number, want string | /e is not a valid uuid",
		},
		{pet, `{"bark": true}`, " fits none of the 3 alternatives; the nearest is number 1: /name is missing"},
		{pet, `{"meow": true}`, " fits none of the 3 alternatives; the nearest is number 1: /bark is missing, /meow is not a member that can be sent here, /name is missing"},
		{pet, `{"meow": true, "lives": "nine", "name": "Tom"}`, " fits none of the 3 alternatives; the nearest is number 2: /color is missing, /lives got string, want integer"},
		{pet, `["a", 1]`, " fits none of the 3 alternatives; the nearest is number 3: /1 got number, want string"},
		{pet, `7`, " fits none of the 3 alternatives: got number, want array or object"},
		{
			`{properties: {pet: {anyOf: [{type: string, maxLength: 2}, {type: "null"}]}}}`, `{"pet": "long"}`,
			"/pet fits none of the 2 alternatives; the nearest is number 1: maxLength: got 4, want 2",
		},
		{`{oneOf: [{required: [a]}, {required: [b]}, {required: [c]}]}`, `{"a": 1, "c": 2}`, " fits alternative 1 and alternative 3, and may fit one only"},
	} {
		schema := load(t, small31("3.1.0", `requestBody: {content: {application/json: {schema: `+strings.Join(strings.Fields(c.schema), " ")+`}}}, `+anyReply, "")).Operations[0].Body.Schema
		var value any
		if err := json.Unmarshal([]byte(c.value), &value); err != nil {
			t.Fatal(err)
		}
		for range 10 {
			var told []string
			for _, v := range schema.Check(value) {
				told = append(told, fmt.Sprint(v.Pointer, " ", v.Detail))
			}
			if got := strings.Join(told, " | "); got != c.want {
				t.Fatalf("%s\n got %s\nwant %s", c.value, got, c.want)
			}
		}
	}
}
