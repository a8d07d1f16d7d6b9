//go:build unix

package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// width is very many of one thing in a document.
type width struct {
	name         string
	each         string // how one is written; $ is its number
	before, last string // what stands around them
	most         int    // that are written, 0 for as many as an object or a list may have: verify asks each operation, right and scheme
}

// widths are what a document may have much of.
func widths() []width {
	out := slices.Clone(documentWidths)
	for _, w := range schemaWidths {
		out = append(out, w.asDocument())
	}
	return out
}

// asDocument is what is wide in a schema, in a document of one operation.
func (w width) asDocument() width {
	w.before = `"paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}}, ` +
		wideReply + `{"$ref": "#/components/schemas/S"}}}}}}}}, "components": {"schemas": {"S": ` + w.before
	w.last += "}}"
	return w
}

var schemaWidths = []width{
	{"members", `"a$": {"type": "string"}`, `{"type": "object", "properties": {`, `}}`, 0},
	{"patterns", `"^a$": {"type": "string"}`, `{"type": "object", "patternProperties": {`, `}}`, 0},
	{"dependent", `"a$": ["b"]`, `{"type": "object", "dependentRequired": {`, `}}`, 0},
	{"enum", `"a$"`, `{"type": "string", "enum": [`, `]}`, 0},
	{"required", `"a$"`, `{"type": "object", "required": [`, `]}`, 0},
	{"choices", `{"const": $}`, `{"oneOf": [`, `]}`, 4900},
	{"parts", `{"minLength": $}`, `{"type": "string", "allOf": [`, `]}`, 4900},
	{"prefix", `{"const": $}`, `{"type": "array", "prefixItems": [`, `]}`, 0},
	{"example", `"a$": 1`, `{"type": "object", "example": {`, `}}`, 0},
	{"default", `$`, `{"type": "array", "default": [`, `]}`, 0},
	{"types", `"t$"`, `{"type": [`, `]}`, 0},
}

const wideReply = `"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": `

var documentWidths = []width{
	{"paths", `"/p$": {"get": {"operationId": "p$", "responses": {"200": {"description": "ok"}}}}`, `"paths": {`, `}`, 2000},
	{"collections", `"/c$": {"get": {` + wideReply + `{"type": "array", "items": {"$ref": "#/components/schemas/S"}}}}}}}, "post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}}, ` + wideReply + `{"$ref": "#/components/schemas/S"}}}}}}}`, `"components": {"schemas": {"S": {"type": "object", "properties": {"id": {"type": "string"}}}}}, "paths": {`, `}`, 400},
	{"servers", `{"url": "http://a$/"}`, `"paths": {}, "servers": [`, `]`, 0},
	{"tags", `{"name": "a$"}`, `"paths": {}, "tags": [`, `]`, 0},
	{"security", `{"a$": []}`, `"paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}}, "security": [`, `]`, 2000},
	{"scopes", `"s$"`, `"components": {"securitySchemes": {"o": {"type": "http", "scheme": "bearer"}}}, "paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}}, "security": [{"o": [`, `]}]`, 1000},
	{"parameters", `{"name": "a$", "in": "query", "schema": {"type": "string"}}`, `"paths": {"/a": {"get": {"parameters": [`, `], "responses": {"200": {"description": "ok"}}}}}`, 0},
	{"replies", `"x$": {"description": "ok"}`, `"paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}, `, `}}}}`, 0},
	{"extension", `"a$": 1`, `"paths": {}, "x-wide": {`, `}`, 0},
}

// of is what it says of so many of them, in JSON, which YAML is too.
func (w width) of(many int) string {
	return w.before + times(many, ",\n", func(i int) string { return strings.NewReplacer("$ref", "$ref", "$", fmt.Sprint(i)).Replace(w.each) }) + w.last
}

func wideDocument(name string, w width, many int, refused string) hostile {
	return hostile{name, func(folder string) {
		text := `{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, ` + w.of(many) + "}"
		if strings.HasSuffix(name, ".yaml") {
			text = "# in YAML\n" + text
		}
		file(folder, name, text)
	}, refused}
}

// wide are the widest that are read.
func wide() (out []hostile) {
	for _, w := range widths() {
		out = append(out, wideDocument("wide-"+w.name+".json", w, cmp.Or(w.most, 14_900), ""))
	}
	out = append(out, wideDocument("wide-nested.json", nested(40), 480, ""))
	return append(out, wideDocument("wide.yaml", widths()[len(documentWidths)], 14_900, ""))
}

// nested is an object of objects that have so many members each.
func nested(members int) width {
	w := widths()[len(documentWidths)]
	w.each = `"a$": {"type": "object", "properties": {` + times(members, ",", func(i int) string { return fmt.Sprintf(`"b%d": {"type": "string"}`, i) }) + `}}`
	return w
}

// tooWide are wider: they are refused before they are in memory, or compiled.
func tooWide() (out []hostile) {
	out = append(out, wideDocument("too-nested.json", nested(40), 500, `too-nested.json:\d+: .*has \d+ others written in it`))
	paths := widths()[0]
	for _, ending := range []string{".json", ".yaml"} {
		name := "too-wide" + ending
		out = append(out, wideDocument(name, paths, 300_000, name+`:\d+: .*has more than \d+ `))
	}
	return out
}
