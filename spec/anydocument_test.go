package spec_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// small31 is a small one with an operation, and what stands behind it.
func small31(version, operation, rest string) string {
	return "openapi: " + version + "\ninfo: {title: T, version: \"1\"}\n" + rest + "\npaths:\n  /a: {post: {" + operation + "}}\n"
}

const anyReply = `responses: {"200": {description: ok}}`

// load loads a document that must be usable.
func load(t *testing.T, text string) *spec.Contract {
	t.Helper()
	c, err := spec.Load("any.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v\nin\n%s", err, text)
	}
	return c
}

// TestBodiesAndReplies holds values to the schema of a request and of a reply.
func TestBodiesAndReplies(t *testing.T) {
	for _, c := range []struct {
		name, version, schema string
		value                 string
		sent, replied         bool // whether the value fits
	}{
		{"read-only and required is not asked of a body", "3.1.0", `{type: object, required: [id], properties: {id: {type: string, readOnly: true}}}`, `{}`, true, false},
		{"read-only is refused of a body", "3.1.0", `{type: object, properties: {id: {type: string, readOnly: true}}}`, `{"id":"x"}`, false, true},
		{"write-only and required is not asked of a reply", "3.1.0", `{type: object, required: [pin], properties: {pin: {type: string, writeOnly: true}}}`, `{}`, false, true},
		{"in a nested object too", "3.1.0", `{type: object, properties: {in: {type: object, required: [id], properties: {id: {type: string, readOnly: true}}}}}`, `{"in":{}}`, true, false},
		{"required in one part of an allOf, read-only in another", "3.1.0", `{allOf: [{type: object, properties: {id: {type: string, readOnly: true}}}, {required: [id]}]}`, `{}`, true, false},
		{"what another asks for and is read-only", "3.1.0", `{type: object, dependentRequired: {a: [id]}, properties: {id: {type: string, readOnly: true}}}`, `{"a":1}`, true, false},
		{"nullable of 3.0", "3.0.3", `{type: object, properties: {n: {type: string, nullable: true}}}`, `{"n":null}`, true, true},
		{"nullable of 3.0 beside an enum", "3.0.3", `{type: object, properties: {n: {type: string, enum: [a], nullable: true}}}`, `{"n":null}`, true, true},
		{"nullable says nothing in 3.1", "3.1.0", `{type: object, properties: {n: {type: string, nullable: true}}}`, `{"n":null}`, false, false},
		{"exclusiveMinimum of 3.0", "3.0.3", `{type: object, properties: {n: {type: integer, minimum: 1, exclusiveMinimum: true}}}`, `{"n":1}`, false, false},
		{"a type list", "3.1.0", `{type: object, properties: {n: {type: [string, "null"]}}}`, `{"n":null}`, true, true},
		{"a unicode escape of ECMA-262", "3.1.0", `{type: object, properties: {n: {type: string, pattern: "^[\\u00e0-\\u00ff]+$"}}}`, `{"n":"é"}`, true, true},
		{"two halves of a sign outside the first plane", "3.1.0", `{type: object, properties: {n: {type: string, pattern: "^\\ud83d\\ude00$"}}}`, `{"n":"😀"}`, true, true},
		{"the blanks of ECMA-262", "3.1.0", `{type: object, properties: {n: {type: string, pattern: "^a\\sb$"}}}`, "{\"n\":\"a\u00a0b\"}", true, true},
		{"an escaped backslash before a u", "3.1.0", `{type: object, properties: {n: {type: string, pattern: "^\\\\u0041$"}}}`, `{"n":"A"}`, false, false},
		{"look-ahead is not checked", "3.1.0", `{type: object, properties: {n: {type: string, pattern: "^(?=a)b$"}}}`, `{"n":"z"}`, true, true},
		{"a type that there is not", "3.1.0", `{type: object, properties: {n: {type: file}}}`, `{"n":1}`, true, true},
		{"a member called $ref", "3.1.0", `{type: object, properties: {$ref: {type: string}}}`, `{"$ref":1}`, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			media := `content: {application/json: {schema: ` + c.schema + `}}`
			op := load(t, small31(c.version, `requestBody: {required: true, `+media+`}, responses: {"200": {description: ok, `+media+`}}`, "")).Operations[0]
			value, err := jsonvalue.Decode([]byte(c.value))
			if err != nil {
				t.Fatal(err)
			}
			if got := op.Body.Schema.Valid(value); got != c.sent {
				t.Errorf("as a body it fits: %v, want %v: %v", got, c.sent, op.Body.Schema.Check(value))
			}
			if got := op.Success().Schema.Valid(value); got != c.replied {
				t.Errorf("as a reply it fits: %v, want %v: %v", got, c.replied, op.Success().Schema.Check(value))
			}
		})
	}
}

func TestServersGiveTheBasePath(t *testing.T) {
	for url, want := range map[string]string{
		`"https://{r}.example.com/{base}", variables: {r: {default: eu}, base: {default: api}}`: "/api/a",
		`api`: "/api/a", `./api`: "/api/a", `.`: "/a", `/`: "/a", `//example.com/api/`: "/api/a", `"https://example.com"`: "/a",
		`"localhost:8080/api"`: "/api/a", `" https://example.com/api "`: "/api/a",
	} {
		if got := load(t, small31("3.1.0", anyReply, "servers: [{url: "+url+"}]")).Operations[0].Path; got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}

func TestRepliesOfRangesAndByDefault(t *testing.T) {
	op := load(t, small31("3.1.0", `responses: {2XX: {description: ok}, "404": {description: no}, 4XX: {description: no}, default: {description: else}}`, "")).Operations[0]
	for status, want := range map[int]string{404: "", 422: "4XX", 503: "default", 201: "2XX"} {
		if r := op.Reply(status); r == nil || r.Range != want {
			t.Errorf("%d: %+v, want that of %q", status, r, want)
		}
	}
	if s := op.Success(); s == nil || s.Status != 200 {
		t.Errorf("the success is %+v", s)
	}
	if r := op.Refusal(spec.UnknownID); r.Status != 404 || !r.Documented {
		t.Errorf("an unknown id is refused with %+v", r)
	}
}

func TestMediaTypesOfTheJSONFamily(t *testing.T) {
	for _, media := range []string{`"application/json; charset=utf-8"`, "Application/JSON", "application/vnd.api+json", `"*/*"`, `"application/*+json"`, "application/xml: {}, application/json"} {
		op := load(t, small31("3.1.0", `requestBody: {content: {`+media+`: {schema: {type: object, required: [x]}}}}, `+anyReply, "")).Operations[0]
		if !mediatype.IsJSON(op.Body.MediaType) || op.Body.Schema.Valid(map[string]any{}) {
			t.Errorf("%s: read as %s, and {} fits", media, op.Body.MediaType)
		}
	}
}

func TestParameters(t *testing.T) {
	shared := "components: {parameters: {P: {name: q, in: query, schema: {type: string}}}}"
	for _, c := range []struct {
		parameter string
		values    []string
		fit       bool
	}{
		{`{name: q, in: query, schema: {type: array, items: {type: integer}}}`, []string{"1", "2"}, true},
		{`{name: q, in: query, schema: {allOf: [{type: array, items: {type: integer}}]}}`, []string{"1", "2"}, true},
		{`{name: q, in: query, schema: {type: [array, "null"], items: {type: integer}}}`, []string{"1", "2"}, true},
		{`{name: q, in: query, explode: false, schema: {type: array, items: {type: integer}}}`, []string{"1,2"}, true},
		{`{name: q, in: query, explode: false, schema: {type: array, items: {type: integer}}}`, []string{"1,x"}, false},
		{`{name: q, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: integer}}}`, []string{"1|2"}, true},
		{`{name: q, in: query, content: {application/json: {schema: {type: object}}}}`, []string{"{}"}, true},
		{`{$ref: "#/components/parameters/P"}, {name: q, in: query, schema: {type: integer}}`, []string{"x"}, false}, // the last counts
	} {
		op := load(t, small31("3.1.0", `parameters: [`+c.parameter+`], `+anyReply, shared)).Operations[0]
		if p := op.Parameter("q"); len(op.Query) != 1 || p.Accepts(c.values) != c.fit {
			t.Errorf("%s: %q is taken: %v, want %v", c.parameter, c.values, !c.fit, c.fit)
		}
	}
}

func TestAHeaderOfThePathIsThatOfTheOperationInAnyCase(t *testing.T) {
	text := strings.Replace(small31("3.1.0", `parameters: [{name: x-kind, in: header, schema: {type: integer}}], `+anyReply, ""), "{post:", "{parameters: [{name: X-Kind, in: header, schema: {type: string}}], post:", 1)
	if !strings.Contains(text, "X-Kind") {
		t.Fatalf("the path has no parameter: %s", text)
	}
	if op := load(t, text).Operations[0]; len(op.Headers) != 1 || op.Headers[0].Accepts([]string{"text"}) {
		t.Errorf("the operation has %d headers, and wants 1 that is a whole number", len(op.Headers))
	}
}

func TestReferencesLeadWhereTheySay(t *testing.T) {
	schemas := `components: {schemas: {Anchored: {$anchor: a, type: integer}, "With Blank": {type: integer}, Named: {$id: "https://example.com/n", type: integer}}}`
	for _, ref := range []string{"#a", "#/components/schemas/With%20Blank", "https://example.com/n", "#/components/schemas/Anchored"} {
		op := load(t, small31("3.1.0", `requestBody: {content: {application/json: {schema: {$ref: "`+ref+`"}}}}, `+anyReply, schemas)).Operations[0]
		if op.Body.Schema.Valid("text") {
			t.Errorf("%s: a text fits, and it leads to an integer", ref)
		}
	}
	c := load(t, "openapi: 3.1.0\ninfo: {title: T, version: \"1\"}\npaths: {/a: {$ref: \"#/components/pathItems/A\"}}\ncomponents: {pathItems: {A: {get: {"+anyReply+"}, put: {"+anyReply+"}}}}\n")
	if len(c.Operations) != 2 {
		t.Errorf("a path item by reference has %d operations, want 2", len(c.Operations))
	}
}

func TestFilesBelowTheFolderAreRead(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("api/schemas/n.yaml", "N: {type: integer}\nM: {$ref: \"./other.json#/O\"}\n")
	write("api/schemas/other.json", `{"O": {"type": "integer"}}`)
	write("outside.yaml", "N: {type: integer}\n")
	text := func(ref string) []byte {
		return []byte(small31("3.1.0", `requestBody: {content: {application/json: {schema: {$ref: "`+ref+`"}}}}, `+anyReply, ""))
	}
	file := filepath.Join(folder, "api", "openapi.yaml")
	for _, ref := range []string{"schemas/n.yaml#/N", "./schemas/n.yaml#/M"} {
		c, err := spec.LoadFile(file, text(ref), spec.Options{})
		if err != nil || c.Operations[0].Body.Schema.Valid("text") {
			t.Errorf("%s: %v", ref, err)
		}
	}
	if _, err := spec.LoadFile(file, text("../outside.yaml#/N"), spec.Options{}); err == nil || !strings.Contains(err.Error(), "--allow-ref") {
		t.Errorf("a file outside the folder: %v", err)
	}
	if _, err := spec.LoadFile(file, text("../outside.yaml#/N"), spec.Options{AllowRefs: []string{folder}}); err != nil {
		t.Errorf("a file below a folder that is allowed: %v", err)
	}
}

// TestHostileDocumentsAreRefused gives documents that would take all time and
// memory, or lead elsewhere: each is refused at once, or read without harm.
func TestHostileDocumentsAreRefused(t *testing.T) {
	head := "openapi: 3.1.0\ninfo: {title: T, version: \"1\"}\n"
	of := func(schema string) string {
		return head + "paths: {/a: {get: {responses: {\"200\": {description: ok, content: {application/json: {schema: " + schema + "}}}}}}}\n"
	}
	aliases := "x-0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
	for i := range 9 {
		aliases += strings.ReplaceAll("x-N: &aN [*aM,*aM,*aM,*aM,*aM,*aM,*aM,*aM,*aM,*aM]\n", "N", string(rune('1'+i)))
		aliases = strings.ReplaceAll(aliases, "*aM", "*a"+string(rune('0'+i)))
	}
	doubling := "components:\n  schemas:\n    Z: {type: object}\n"
	for i := range 30 {
		next := "Z"
		if i < 29 {
			next = "S" + strings.Repeat("x", i+2)
		}
		doubling += "    S" + strings.Repeat("x", i+1) + ": {allOf: [{$ref: \"#/components/schemas/" + next + "\"}, {$ref: \"#/components/schemas/" + next + "\"}]}\n"
	}
	// bodies are objects that each hold the next one twice.
	bodies := func(innermost string) string {
		out := head + "paths: {/a: {post: {requestBody: {content: {application/json: {schema: {$ref: \"#/components/schemas/S0\"}}}}, responses: {\"204\": {description: ok}}}}}\n" +
			"components:\n  securitySchemes: {t: {type: http, scheme: bearer}}\n  schemas:\n    S30: {properties: {c: {type: string" + innermost + "}}}\n"
		for i := range 30 {
			next := fmt.Sprintf("{$ref: \"#/components/schemas/S%d\"}", i+1)
			out += fmt.Sprintf("    S%d: {properties: {a: %s, b: %s}}\n", i, next, next)
		}
		return out
	}
	chain := func(length int) string {
		out := "components:\n  schemas:\n"
		for i := range length {
			out += fmt.Sprintf("    C%d: {$ref: \"#/components/schemas/C%d\"}\n", i, i+1)
		}
		return out + fmt.Sprintf("    C%d: {type: string}\n", length)
	}
	for name, c := range map[string]struct{ text, says string }{
		"bodies":            {bodies(""), ""},
		"bodies with rules": {bodies(", x-security: [{t: [w]}]"), "have rules at more than 100000 places"},
		"aliases":           {head + "paths: {}\n" + aliases, "fewer aliases"},
		"depth":             {of(strings.Repeat("{items: ", 2000) + "{}" + strings.Repeat("}", 2000)), "levels deep"},
		"a circle of $ref":  {of(`{$ref: "#/components/schemas/A"}`) + "components: {schemas: {A: {$ref: \"#/components/schemas/B\"}, B: {$ref: \"#/components/schemas/A\"}}}\n", "leads nowhere: it comes back to /components/schemas/"},
		"a circle's end":    {of(`{$ref: "#/components/schemas/A"}`) + "components: {schemas: {A: {$ref: \"#/components/schemas/B\"}}}\n", "the reference #/components/schemas/A leads nowhere: it leads to another reference"},
		"a chain":           {of(`{$ref: "#/components/schemas/C0"}`) + chain(40), "it passes 32 other references and more"},
		"doubling":          {of(`{$ref: "#/components/schemas/Sx"}`) + doubling, "more than 10000 parts"},
		"an address":        {of(`{$ref: "http://127.0.0.1:1/x.yaml"}`), "nothing is fetched"},
		"another file":      {of(`{$ref: "/etc/passwd"}`), "leads out of the document"},
		"a device":          {of(`{$ref: "/dev/zero"}`), "leads out of the document"},
		"a circle of allOf": {of(`{$ref: "#/components/schemas/A"}`) + "components: {schemas: {A: {allOf: [{$ref: \"#/components/schemas/A\"}]}}}\n", ""},
		"huge minima":       {of(`{type: array, minItems: 5000000000, items: {type: string, minLength: 5000000000}}`), ""},
		"a heavy pattern":   {of(`{type: string, pattern: "^((a{1,900}){1,900}){1,900}$"}`), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			done := make(chan error, 1)
			go func() {
				c, err := spec.Load("hostile.yaml", []byte(c.text))
				if c != nil {
					c.Lint()
				}
				done <- err
			}()
			select {
			case err := <-done:
				if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
					t.Errorf("got %v, want %q", err, c.says)
				}
			case <-time.After(time.Minute):
				t.Error("it has no end")
			}
		})
	}
}

// TestRightsHoldWhereverTheyStand puts x-security into what a body is composed
// of.
func TestRightsHoldWhereverTheyStand(t *testing.T) {
	const rule = `x-security: [{t: [w]}]`
	scheme := "components: {securitySchemes: {t: {type: http, scheme: bearer}}, schemas: {Node: {properties: {again: {$ref: \"#/components/schemas/Node\"}, next: {$ref: \"#/components/schemas/Ruled\"}}}, " +
		"Ruled: {properties: {back: {$ref: \"#/components/schemas/Node\"}, a: {type: string, " + rule + "}}}, " +
		"Folder: {properties: {name: {type: string}, owner: {type: string, " + rule + "}, folders: {type: array, items: {$ref: \"#/components/schemas/Folder\"}}}}, " +
		"Tree: {properties: {owner: {type: string, " + rule + "}}, additionalProperties: {$ref: \"#/components/schemas/Tree\"}}, " +
		"Lists: {type: array, items: {oneOf: [{$ref: \"#/components/schemas/Lists\"}, {$ref: \"#/components/schemas/Folder\"}]}}, " +
		"Text: {type: string}, RuledText: {$ref: \"#/components/schemas/Text\", " + rule + "}, " +
		"Pair: {type: object, properties: {a: {type: string}}}, RuledPair: {$ref: \"#/components/schemas/Pair\", " + rule + "}, " +
		"Closed: {$ref: \"#/components/schemas/Pair\", x-forbidden: [a]}, Far: {$ref: \"#/components/schemas/RuledPair\"}}}"
	for _, c := range []struct{ schema, body, denied string }{
		{`{type: object, properties: {a: {type: string, ` + rule + `}}}`, `{"a":"x"}`, "/a"},
		{`{allOf: [{type: object, properties: {a: {type: string, ` + rule + `}}}]}`, `{"a":"x"}`, "/a"},
		{`{allOf: [{` + rule + `}, {properties: {a: {type: string}}}]}`, `{"a":"x"}`, "/a"},
		{`{oneOf: [{type: object, properties: {a: {type: string, ` + rule + `}}}, {type: object}]}`, `{"a":"x"}`, "/a"},
		{`{type: object, properties: {l: {type: array, items: {type: object, properties: {a: {type: string, ` + rule + `}}}}}}`, `{"l":[{},{"a":"x"}]}`, "/l/1/a"},
		{`{type: object, properties: {o: {allOf: [{type: object, properties: {a: {type: string, ` + rule + `}}}]}}}`, `{"o":{"a":"x"}}`, "/o/a"},
		{`{type: object, properties: {l: {type: array, ` + rule + `, items: {type: string}}}}`, `{"l":[]}`, "/l"},
		{`{allOf: [{x-forbidden: [a]}, {type: object}]}`, `{"a":"x"}`, "/a"},
		// What holds itself has a rule that is found only behind what was seen before.
		{`{properties: {p: {$ref: "#/components/schemas/Node"}}}`, `{"p":{"next":{"a":"x"}}}`, "/p/next/a"},
		{`{type: object, additionalProperties: {type: string, ` + rule + `}}`, `{"a":"x"}`, "/a"},
		{`{properties: {b: {type: string}}, additionalProperties: {properties: {a: {type: string, ` + rule + `}}}}`, `{"b":"x","c":{"a":"x","d":1}}`, "/c/a"},
		{`{properties: {l: {type: array, prefixItems: [{}, {properties: {a: {` + rule + `}}}]}}}`, `{"l":[1,{"a":"x"}]}`, "/l/1/a"},
		// What holds itself has the same rules at whatever depth.
		{`{$ref: "#/components/schemas/Folder"}`, `{"folders":[{"folders":[{"owner":"x"}]}]}`, "/folders/0/folders/0/owner"},
		{`{properties: {top: {allOf: [{$ref: "#/components/schemas/Folder"}]}}}`, `{"top":{"folders":[{"folders":[{"folders":[{"owner":"x"}]}]}]}}`, "/top/folders/0/folders/0/folders/0/owner"},
		{`{$ref: "#/components/schemas/Node"}`, `{"again":{"again":{"next":{"back":{"next":{"a":"x"}}}}}}`, "/again/again/next/back/next/a"},
		{`{$ref: "#/components/schemas/Tree"}`, `{"x":{"y":{"owner":"x"}}}`, "/x/y/owner"},
		// A rule beside a $ref holds wherever in a chain of references it stands.
		{`{properties: {p: {$ref: "#/components/schemas/RuledText"}}}`, `{"p":"x"}`, "/p"},
		{`{properties: {p: {$ref: "#/components/schemas/RuledPair"}}}`, `{"p":{"a":"x"}}`, "/p"},
		{`{properties: {p: {$ref: "#/components/schemas/Far"}}}`, `{"p":{"a":"x"}}`, "/p"},
		{`{$ref: "#/components/schemas/Pair", ` + rule + `}`, `{"a":"x"}`, "/a"},
		{`{$ref: "#/components/schemas/RuledPair"}`, `{"a":"x"}`, "/a"},
		{`{$ref: "#/components/schemas/Far"}`, `{"a":"x"}`, "/a"},
		{`{$ref: "#/components/schemas/Closed"}`, `{"a":"x"}`, "/a"},
		{`{properties: {p: {$ref: "#/components/schemas/Closed"}}}`, `{"p":{"a":"x"}}`, "/p/a"},
		{`{allOf: [{$ref: "#/components/schemas/Far"}]}`, `{"a":"x"}`, "/a"},
		{`{properties: {p: {allOf: [{$ref: "#/components/schemas/Far"}]}}}`, `{"p":{"a":"x"}}`, "/p/a"},
		{`{properties: {l: {type: array, items: {$ref: "#/components/schemas/RuledText"}}}}`, `{"l":["x"]}`, "/l"},
		{`{properties: {l: {type: array, items: {$ref: "#/components/schemas/Text", ` + rule + `}}}}`, `{"l":["x"]}`, "/l"},
		{`{properties: {l: {type: array, items: {$ref: "#/components/schemas/RuledPair"}}}}`, `{"l":[{"a":"x"}]}`, "/l/0/a"},
		{`{properties: {l: {type: array, items: {$ref: "#/components/schemas/Far"}}}}`, `{"l":[{"a":"x"}]}`, "/l/0/a"},
		{`{type: object, additionalProperties: {$ref: "#/components/schemas/RuledText"}}`, `{"b":"x"}`, "/b"},
		{`{type: object, additionalProperties: {$ref: "#/components/schemas/Far"}}`, `{"b":{"a":"x"}}`, "/b"},
		{`{$ref: "#/components/schemas/Lists"}`, `[[[{"owner":"x"}]]]`, "/0/0/0/owner"},
	} {
		op := load(t, small31("3.1.0", `security: [{t: []}], requestBody: {content: {application/json: {schema: `+c.schema+`}}}, `+anyReply, scheme)).Operations[0]
		body, _ := jsonvalue.Decode([]byte(c.body))
		denials := op.Body.Rules.Denials(body, false, spec.Credentials{Token: true})
		if len(denials) != 1 || denials[0].Pointer != c.denied {
			t.Errorf("%s: denied %+v, want %s", c.schema, denials, c.denied)
		}
		if op.Body.Rules.Allow(body, false, spec.Credentials{Token: true}) {
			t.Errorf("%s: %s is allowed, and denied", c.schema, c.body)
		}
	}
}
