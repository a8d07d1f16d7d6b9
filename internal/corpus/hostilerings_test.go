//go:build unix

package main

import (
	"fmt"
	"strings"
)

// rings are schemas of which each refers to those after it, and the last ones to the
// first: %[1]q is the next one, %[2]q one that is farther, %[3]d its own number.
var rings = map[string]string{
	"members":       `{"type": "object", "properties": {"n": {"$ref": %[1]q}, "m": {"$ref": %[2]q}}}`,
	"items":         `{"type": "array", "items": {"$ref": %[1]q}}`,
	"parts":         `{"type": "object", "properties": {"n": {"allOf": [{"$ref": %[1]q}, {"type": "object"}]}}}`,
	"alternatives":  `{"oneOf": [{"type": "string"}, {"type": "object", "required": ["n"], "properties": {"n": {"$ref": %[1]q}}}]}`,
	"ids":           `{"$id": "http://a.example/%[3]d", "type": "object", "properties": {"n": {"$ref": %[1]q}}}`,
	"dynamic":       `{"type": "object", "properties": {"n": {"$dynamicRef": %[1]q}}}`,
	"discriminated": `{"type": "object", "required": ["t"], "properties": {"t": {"type": "string"}, "n": {"oneOf": [{"$ref": %[1]q}, {"$ref": %[2]q}], "discriminator": {"propertyName": "t", "mapping": {"x": %[1]q, "y": %[2]q}}}}}`,
	"crossed":       `{"type": "object", "properties": {` + times(5, ", ", func(i int) string { return fmt.Sprintf(`"n%d": {"$ref": %%[1]q}, "m%d": {"$ref": %%[2]q}`, i, i) }) + `}}`,
}

func ring(name, each string, many int, refused string) hostile {
	schema := func(i int) string { return fmt.Sprintf("#/components/schemas/A%d", i%many) }
	return hostile{name, func(folder string) {
		of := `"S": {"$ref": "#/components/schemas/A0"}, ` + times(many, ",\n", func(i int) string {
			return fmt.Sprintf(`"A%d": `, i) + fmt.Sprintf(each+"%[4]s", schema(i+1), schema(7*i+3), i, "")
		})
		file(folder, name, strings.Replace(`{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, `+
			`"paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}}, `+
			wideReply+`{"$ref": "#/components/schemas/S"}}}}}}}}, "components": {"schemas": {SCHEMAS}}}`, "SCHEMAS", of, 1))
	}, refused}
}

// joined are rings that are larger than those of any document that somebody wrote.
func joined() []hostile {
	return []hostile{
		ring("ring.json", rings["members"], 10_000, `ring.json:\d+: .*refers to \d+ schemas from \d+ places`),
		ring("ring.yaml", rings["ids"], 10_000, `ring.yaml:\d+: .*refers to \d+ schemas from \d+ places`),
		ring("small-ring.json", rings["discriminated"], 100, ""),
	}
}

// widest are the largest that are read.
func widest() (out []hostile) {
	for name, each := range rings {
		many := 4_900
		if name == "crossed" {
			many = 1_900
		}
		out = append(out, ring("ring-of-"+name+".json", each, many, ""))
	}
	return append(out, ring("ring-of-members.yaml", rings["members"], 4_900, ""), ring("ring-for-kin.json", rings["items"], 2_900, ""))
}
