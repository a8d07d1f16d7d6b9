//go:build unix

package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf16"
)

// about is a document with a schema S, sent and replied, and what else stands in
// its components/schemas.
func about(schema string, others ...string) string {
	return "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n" +
		"    get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}}\n" +
		"    post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}, responses: {'201': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}}\n" +
		"components:\n  schemas:\n    S: " + schema + "\n    " + strings.Join(others, "\n    ") + "\n"
}

// text is a document of one file.
func text(name, content, refused string) hostile {
	return hostile{name, func(folder string) { file(folder, name, content) }, refused}
}

func file(folder, name, content string) {
	if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
		panic(err)
	}
}

func times(n int, sep string, each func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = each(i)
	}
	return strings.Join(parts, sep)
}

// levels are schemas A0, A1, ... each of which says something of the next.
func levels(n int, each string) []string {
	out := make([]string, 0, n+1)
	for i := range n {
		out = append(out, fmt.Sprintf("A%d: %s", i, strings.ReplaceAll(each, "NEXT", fmt.Sprintf("{$ref: '#/components/schemas/A%d'}", i+1))))
	}
	return append(out, fmt.Sprintf("A%d: {type: string}", n))
}

const first = "{$ref: '#/components/schemas/A0'}"

// hostiles are the documents: those that are tried each time, or all.
func hostiles(all bool) []hostile {
	out := slices.Concat(expanding(), leading(), tooWide(), joined())
	if all {
		return slices.Concat(out, demanding(), encoded(), wide(), widest())
	}
	return append(out, wideDocument("wide-members.json", schemaWidths[0].asDocument(), 12_000, ""))
}

// expanding are small and say much.
func expanding() []hostile {
	bomb := "x-a0: &a0 [a, a, a, a, a, a, a, a, a, a]\n" + times(9, "\n", func(i int) string {
		return fmt.Sprintf("x-a%d: &a%d [%s]", i+1, i+1, times(10, ", ", func(int) string { return "*a" + strconv.Itoa(i) }))
	})
	return []hostile{
		text("aliases.yaml", about("{type: string}")+bomb, `aliases.yaml:\d+: .*expands to more`),
		text("anchor-of-itself.yaml", about("&s {type: object, properties: {a: *s}}"), `anchor-of-itself.yaml:\d+: .*contains itself`),
		text("merged-itself.yaml", about("&s {type: object, <<: *s}"), `merged-itself.yaml:\d+: `),
		text("all-of-all.yaml", about(first, levels(30, "{allOf: [NEXT, NEXT]}")...), `all-of-all.yaml:\d+: .*parts`),
		text("one-of-one.yaml", about(first, levels(30, "{oneOf: [NEXT, NEXT]}")...), `one-of-one.yaml:\d+: .*parts`),
		text("if-if.yaml", about(first, levels(30, "{if: NEXT, then: NEXT, else: NEXT}")...), `if-if.yaml:\d+: .*parts`),
		text("members-of-members.yaml", about(first, levels(30, "{type: object, required: [a, b], properties: {a: NEXT, b: NEXT}}")...), ""),
		text("maps-of-maps.yaml", about(first, levels(30, "{type: object, minProperties: 2, additionalProperties: NEXT}")...), ""),
		text("lists-of-lists.yaml", about(first, levels(30, "{type: array, minItems: 2, items: NEXT}")...), ""),
		text("dependent.yaml", about(first, levels(30, "{type: object, dependentSchemas: {a: NEXT, b: NEXT}}")...), ""),
		text("choices.yaml", about("{type: object, allOf: ["+times(30, ", ", func(i int) string {
			return fmt.Sprintf("{oneOf: [{required: [a%d], properties: {a%d: {const: 1}}}, {required: [b%d], properties: {b%d: {const: 2}}}]}", i, i, i, i)
		})+"]}"), ""),
		text("itself.yaml", about("{$ref: '#/components/schemas/S'}"), `itself.yaml:\d+: .*leads nowhere`),
		text("in-a-circle.yaml", about("{$ref: '#/components/schemas/T'}", "T: {allOf: [{$ref: '#/components/schemas/U'}]}", "U: {$ref: '#/components/schemas/S'}"), ""),
		text("needs-itself.yaml", about("{type: object, required: [s], properties: {s: {$ref: '#/components/schemas/S'}}}"), ""),
		text("paths-in-a-circle.yaml", "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n", `paths-in-a-circle.yaml:\d+: `),
		text("deep.yaml", about("{type: string}")+"x-deep: "+strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000), `deep.yaml:\d+: .*(nested|depth)`),
		text("deep-dashes.yaml", about("{type: string}")+"x-deep:\n  "+strings.Repeat("- ", 100_000)+"a\n", `deep-dashes.yaml:\d+: .*(nested|depth)`),
		text("deep-block.yaml", about("{type: string}")+"x-deep:\n"+times(3000, "\n", func(i int) string { return strings.Repeat(" ", i+1) + "a:" }), `deep-block.yaml:\d+: .*(nested|depth)`),
		text("deep.json", `{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, "x-deep": `+strings.Repeat("[", 100_000)+strings.Repeat("]", 100_000)+"}", `deep.json:\d+: .*nested`),
		text("deep-schema.yaml", about(strings.Repeat("{type: array, items: ", 240)+"{type: string}"+strings.Repeat("}", 240)), ""),
		text("long-chain.yaml", about(first, levels(10_000, "NEXT")...), `long-chain.yaml:\d+: .*leads nowhere`),
		text("long-pointer.json", `{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, "x-`+strings.Repeat("k", 1_000_000)+`": [1`+strings.Repeat(",1", 14_000)+"]}", ""),
		text("long-pointer.yaml", about("{type: string}")+"? x-"+strings.Repeat("k", 1_000_000)+"\n: [1"+strings.Repeat(",1", 14_000)+"]\n", ""),
	}
}

// demanding ask for values that nobody has room for.
func demanding() []hostile {
	var out []hostile
	for name, schema := range map[string]string{
		"long":         "{type: string, minLength: 2000000000}",
		"long-format":  "{type: string, format: email, minLength: 2000000000}",
		"long-pattern": "{type: string, pattern: '^a{1000}{1000}{1000}$'}",
		"many":         "{type: array, minItems: 2000000000, items: {type: array, minItems: 2000000000, items: {type: string}}}",
		"many-each":    "{type: array, minItems: 1000, items: {type: array, minItems: 1000, items: {type: array, minItems: 1000, items: {type: string, minLength: 1000}}}}",
		"unique":       "{type: array, minItems: 100000, uniqueItems: true, items: {type: boolean}}",
		"contains":     "{type: array, contains: {const: 1}, minContains: 2000000000}",
		"many-members": "{type: object, minProperties: 2000000000}",
		"step":         "{type: number, minimum: 1, maximum: 1000000000000000000, multipleOf: 999999999.7}",
		"tiny-step":    "{type: number, minimum: 1.0e+300, maximum: 1.1e+300, multipleOf: 1.0e-300}",
		"beyond":       "{type: integer, minimum: 1.0e+400, multipleOf: 0}",
		"nothing":      "{type: integer, minimum: 5, maximum: 4, enum: []}",
		"not-a-number": "{type: number, minimum: .nan, maximum: .inf, multipleOf: -.inf}",
		"less":         "{type: string, minLength: -1, maxLength: -5}",
		"backtracking": "{type: string, pattern: '^(a+)+(a|aa)+(.*.*.*)*x$'}",
		"endless":      "{type: string, pattern: '^" + strings.Repeat("[ab]?", 180_000) + "$'}",
		"repeated":     "{type: string, pattern: '" + strings.Repeat("(a{1,1000}){1,1000}", 5) + "'}",
		"nested":       "{type: string, pattern: '^" + strings.Repeat("(", 2000) + "a" + strings.Repeat(")*", 2000) + "$'}",
		"looks":        `{type: string, pattern: '^(?=a)(?<!b)(c)\1(?>d)e*+$'}`,
		"names":        "{type: object, minProperties: 1000, propertyNames: {pattern: '^(?=.{1000})'}, additionalProperties: {$ref: '#/components/schemas/S'}}",
	} {
		out = append(out, text(name+".yaml", about(schema), ""))
	}
	return out
}

// leading refer to what is none of theirs.
func leading() []hostile {
	var out []hostile
	for name, ref := range map[string]string{
		"address": "http://127.0.0.1:9/a.yaml", "metadata": "http://169.254.169.254/latest/meta-data/", "file-address": "file:///etc/passwd", "absolute": "/etc/passwd", "above": "../../../../../../etc/passwd",
		"above-escaped": "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "zero": "/dev/zero", "random": "file:///dev/urandom", "folder": "./", "with-a-zero": "a%00b.yaml", "drive": `C:\windows\win.ini`, "share": "//host/share/a.yaml",
		"pipe": "fifo", "link": "out.yaml", "link-to-a-device": "device.yaml", "sparse": "large.yaml", "socket": "/dev/log", "process": "/proc/self/environ", "round": "loop.yaml",
	} {
		out = append(out, hostile{name + ".yaml", func(folder string) {
			file(folder, name+".yaml", about(`{$ref: '`+ref+`#/a'}`))
			for _, err := range []error{
				syscall.Mkfifo(filepath.Join(folder, "fifo"), 0o600), os.Symlink("/etc/passwd", filepath.Join(folder, "out.yaml")), os.Symlink("/dev/zero", filepath.Join(folder, "device.yaml")),
				os.Symlink("loop.yaml", filepath.Join(folder, "loop.yaml")), os.WriteFile(filepath.Join(folder, "large.yaml"), nil, 0o600), os.Truncate(filepath.Join(folder, "large.yaml"), 500_000_000),
			} {
				if err != nil {
					panic(err)
				}
			}
		}, name + `.yaml:\d+: .*the reference .*(nothing is fetched|is not read|cannot be read|lies outside)`})
	}
	return append(out, hostile{"files-in-a-circle.yaml", func(folder string) {
		file(folder, "files-in-a-circle.yaml", about("{$ref: 'b.yaml#/T'}"))
		file(folder, "b.yaml", "T: {$ref: 'files-in-a-circle.yaml#/components/schemas/S'}\n")
	}, `files-in-a-circle.yaml:\d+: .*leads nowhere`}, hostile{"sparse-itself.yaml", func(folder string) {
		file(folder, "sparse-itself.yaml", "")
		if err := os.Truncate(filepath.Join(folder, "sparse-itself.yaml"), 500_000_000); err != nil {
			panic(err)
		}
	}, `sparse-itself.yaml has more than`})
}

// encoded are not written as UTF-8, or are no text.
func encoded() []hostile {
	words := utf16.Encode([]rune("\ufeff" + about("{type: string}")))
	wide := make([]byte, 0, 2*len(words))
	for _, w := range words {
		wide = binary.LittleEndian.AppendUint16(wide, w)
	}
	return []hostile{
		text("utf-16.yaml", string(wide), ""),
		text("bom.yaml", "\ufeff"+about("{type: string}"), ""),
		text("latin-1.yaml", strings.Replace(about("{type: string}"), "title: T", "title: caf\xe9", 1), `latin-1.yaml:\d+: `),
		text("zeros.yaml", strings.Repeat("\x00", 100_000), `zeros.yaml:\d+: `),
		text("a-zero.yaml", strings.Replace(about("{type: string}"), "title: T", "title: 'T\x00'", 1), `a-zero.yaml:\d+: `),
		text("twice.yaml", about("{type: string, type: object}"), `twice.yaml:\d+: .*stands twice`),
		text("twice.json", `{"openapi": "3.1.0", "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}`, `twice.json:1: .*stands twice`),
		text("empty.yaml", "", `empty.yaml:1: .*empty`),
		text("spaces.json", strings.Repeat(" ", 50_000_000)+`{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}`, ""),
		text("lines.yaml", about("{type: string}")+strings.Repeat("\n", 50_000_000), ""),
		text("comments.yaml", about("{type: string}")+strings.Repeat("# a\n", 2_000_000), ""),
	}
}
