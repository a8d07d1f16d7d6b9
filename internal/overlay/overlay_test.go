package overlay_test

import (
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/overlay"
)

const head = "overlay: 1.1.0\ninfo: {title: T, version: '1'}\nactions:\n"

// lay lays actions over a document and gives what became of it as one line of
// JSON, and what was told.
func lay(t *testing.T, text, actions string) (out, told string) {
	t.Helper()
	root, err := document.Parse("api.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	over, err := overlay.Read("overlay.yaml", []byte(head+actions))
	if err != nil {
		return "", err.Error()
	}
	r := &document.Reporter{File: "api.yaml"}
	over.Lay(root, r)
	if err := r.Err(); err != nil {
		return "", err.Error()
	}
	return string(root.AppendJSON(nil)), r.Warnings().Error()
}

func TestActions(t *testing.T) {
	const parameters = `{p: [{name: a, in: query}, {name: b}, {name: c, in: query}], t: [x, y, x]}`
	for name, c := range map[string]struct{ document, actions, want string }{
		"an update merges objects member by member": {`{a: {b: {c: 1, d: 2}}}`, `- {target: $.a, update: {b: {d: 3, e: [4]}, f: 5}}`, `{"a":{"b":{"c":1,"d":3,"e":[4]},"f":5}}`},
		"lists in an update are added at the end":   {`{a: {tags: [x]}}`, `- {target: $, update: {a: {tags: [y, z]}}}`, `{"a":{"tags":["x","y","z"]}}`},
		"one entry is added to a list":              {`{a: [1]}`, `- {target: $.a, update: {b: 2}}`, `{"a":[1,{"b":2}]}`},
		"a list is added to a list":                 {`{a: [1]}`, `- {target: $.a, update: [2, 3]}`, `{"a":[1,2,3]}`},
		"a single value takes another's place":      {`{a: {b: x}}`, `- {target: $.a.b, update: 7}`, `{"a":{"b":7}}`},
		"nothing gives way to anything":             {`{a: {b: }}`, `- {target: $.a, update: {b: {c: 1}}}`, `{"a":{"b":{"c":1}}}`},
		"each place is changed":                     {`{a: {get: {}, put: {}}, b: {get: {}}}`, `- {target: $.*.get, update: {x: 1}}`, `{"a":{"get":{"x":1},"put":{}},"b":{"get":{"x":1}}}`},
		"a filter chooses":                          {parameters, `- {target: "$.p[?@.name=='b']", update: {in: header}}`, `{"p":[{"name":"a","in":"query"},{"name":"b","in":"header"},{"name":"c","in":"query"}],"t":["x","y","x"]}`},
		"what is removed from a list leaves no gap": {parameters, `- {target: "$.p[?@.in=='query']", remove: true}`, `{"p":[{"name":"b"}],"t":["x","y","x"]}`},
		"single values of a list are removed":       {parameters, `- {target: "$.t[?@=='x']", remove: true}`, `{"p":[{"name":"a","in":"query"},{"name":"b"},{"name":"c","in":"query"}],"t":["y"]}`},
		"a member is removed, and made anew":        {`{a: {s: [1]}}`, `- {target: $.a.s, remove: true}` + "\n" + `- {target: $.a, update: {s: [2]}}`, `{"a":{"s":[2]}}`},
		"what moved up is found where it is now":    {`{a: [1, {b: 2}]}`, `- {target: "$.a[0]", remove: true}` + "\n" + `- {target: "$.a[0].b", update: 3}`, `{"a":[{"b":3}]}`},
		"a copy is a copy":                          {`{a: {x: [1]}, b: {}}`, `- {target: $.b, copy: $.a}` + "\n" + `- {target: $.b.x, update: 2}`, `{"a":{"x":[1]},"b":{"x":[1,2]}}`},
		"below everything":                          {`{a: [{n: 1}], b: {n: 2}}`, `- {target: $..n, update: 9}`, `{"a":[{"n":9}],"b":{"n":9}}`},
		"a part of itself may be copied into it":    {`{a: {b: {c: 1}}}`, `- {target: $.a.b, copy: $.a}`, `{"a":{"b":{"c":1,"b":{"c":1}}}}`},
	} {
		t.Run(name, func(t *testing.T) {
			if got, told := lay(t, c.document, c.actions); got != c.want || told != "" {
				t.Errorf("got %s\nwant %s\ntold %s", got, c.want, told)
			}
		})
	}
}

func TestWhatIsWrongIsToldWithItsLine(t *testing.T) {
	for name, c := range map[string]struct{ actions, want string }{
		"no target":          {`- {update: {}}`, `overlay.yaml:4: /actions/0: the action has no target; name the places`},
		"no JSONPath":        {`- {target: "paths./a", update: {}}`, `overlay.yaml:4: /actions/0/target: "paths./a" is not a JSONPath: `},
		"a slip":             {`- {target: $, updates: {}}`, `overlay.yaml:4: /actions/0/updates: an action has no member "updates"; write one of: target, `},
		"nothing to do":      {`- {target: $}`, `the action changes nothing; give it update: VALUE or remove: true`},
		"two things at once": {`- {target: $.a, update: 1, remove: true}`, `the action removes and changes the same places`},
		"remove that is odd": {`- {target: $.a, remove: yes please}`, `remove is not true or false`},
		"nowhere":            {`- {target: $.paths, update: {}}`, `overlay.yaml:4: warning: /actions/0/target: the target $.paths is nowhere in the document, so that the action changes nothing; name a place`},
		"another kind":       {`- {target: $, update: {a: {b: 1}}}`, `overlay.yaml:4: /actions/0/update/a: an object is laid over a list at /a of the document (line 1); remove that value first`},
		"nothing over much":  {`- {target: $, update: {a: }}`, `overlay.yaml:4: note: /actions/0/update/a: nothing is laid over the array at /a`},
		"all of it":          {`- {target: $, remove: true}`, `the document as a whole cannot be removed`},
		"many copies":        {`- {target: $, copy: $.a.*}`, `what is to be copied is at 2 places`},
		"no such file":       {`- {target: $, x-file: b.yaml, update: {}}`, `/actions/0/x-file: the file b.yaml leads out of the document`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, told := lay(t, `{a: [1, 2]}`, c.actions); !strings.Contains(told, c.want) {
				t.Errorf("told %s\nwant %s", told, c.want)
			}
		})
	}
	for text, want := range map[string]string{
		"openapi: 3.1.0": "this is not an OpenAPI overlay: it has no overlay: member; begin it with overlay: 1.0.0",
		"[]":             "this is not an OpenAPI overlay",
		"overlay: 2.0.0": `the overlay is of version "2.0.0", which is not known`,
		"overlay: 1.0":   "the overlay is of version 1, which is not known; write overlay: 1.0.0 or 1.1.0",
		"overlay: 1.0.0": "the overlay has no list of actions",
		"":               "the document is empty",
	} {
		if _, err := overlay.Read("o.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: told %v, want %s", text, err, want)
		}
	}
}

// TestWhatWouldTakeForEverIsRefused holds overlays that are short and ask for
// very much to their bounds.
func TestWhatWouldTakeForEverIsRefused(t *testing.T) {
	wide := "{a: [" + strings.Repeat("{b: {c: {}}}, ", 2000) + "{}]}"
	for name, c := range map[string]struct{ actions, want string }{
		"doubling":    {strings.Repeat("- {target: '$..*', update: {x: {y: {z: {}}}}}\n", 30), "values"},
		"chains":      {"- {target: '$..*..*..*..*', remove: true}", "has .. more than 2 times"},
		"many ways":   {"- {target: '$[*,*,*][*,*,*][*,*,*][*,*,*][*,*,*]', remove: true}", "by more than 64 ways"},
		"the whole":   {"- {target: '$..[?$..*]', remove: true}", "looks at the whole document"},
		"filters":     {"- {target: '$..[?@[*,*][*,*][*,*][*,*][*,*]]', remove: true}", "a filter of too many parts"},
		"long":        {"- {target: '$" + strings.Repeat(".a", 3000) + "', remove: true}", "longer than"},
		"deep":        {strings.Repeat("- {target: '$', copy: '$'}\n", 60), "more than"},
		"a long time": {strings.Repeat("- {target: '$..nothing', remove: true}\n", 2000), "takes too long"},
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && (name == "doubling" || name == "a long time") {
				t.Skip("runs until its bound is reached, for a second")
			}
			if _, told := lay(t, wide, c.actions); !strings.Contains(told, c.want) {
				t.Errorf("told %.300s\nwant %s", told, c.want)
			}
		})
	}
}

// TestPartsReferAsTheDocumentDoes follows references from what was laid over,
// and tells what is wrong with it by its own line.
func TestPartsReferAsTheDocumentDoes(t *testing.T) {
	root, _ := document.Parse("api.yaml", []byte("components: {schemas: {Pet: {title: P}}}\npaths: {}"))
	over, err := overlay.Read("overlay.yaml", []byte(head+"- target: $.paths\n  update: {/pets: {$ref: '#/components/schemas/Pet'}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	over.Lay(root, &document.Reporter{})
	pets := root.At("/paths/~1pets")
	if title := pets.Get("title").Text(); title != "P" {
		t.Errorf("the reference leads to %q", title)
	}
	if pets.File() != "overlay.yaml" || pets.Line != 5 || pets.Pointer() != "/paths/~1pets" {
		t.Errorf("told as %s:%d: %s", pets.File(), pets.Line, pets.Pointer())
	}
}

// TestWhatIsWrittenIsReadAgain lays a written overlay over a document, whatever
// its members are called.
func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	const text = `{"paths": {"/a'b/{x}": {"get": {"security": [], "parameters": [{"name": "it's"}, {"name": "two"}, {"name": "two"}]}}, "é\"\\": {}}}`
	parse := func() *document.Node {
		root, err := document.Parse("api.json", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return root
	}
	root := parse()
	var changes []overlay.Change
	for _, pointer := range []string{"", "/paths/~1a'b~1{x}/get", "/paths/~1a'b~1{x}/get/parameters/0", "/paths/~1a'b~1{x}/get/parameters/2", "/paths/é\"\\"} {
		changes = append(changes, overlay.Change{On: root.At(pointer), Name: "x-mark", Value: &document.Node{Kind: document.Scalar, Scalar: pointer}, Why: "so"})
	}
	list := &document.Node{Kind: document.Array, Items: []*document.Node{{Kind: document.Scalar, Scalar: "new"}}}
	changes = append(changes, overlay.Change{On: root.At("/paths/~1a'b~1{x}/get"), Name: "security", Value: list, First: true})
	written := overlay.Write(root, "T", changes)
	over, err := overlay.Read("o.yaml", written.YAML())
	if err != nil {
		t.Fatalf("%v\n%s", err, written.YAML())
	}
	again, r := parse(), &document.Reporter{}
	over.Lay(again, r)
	if told := append(r.Warnings(), problems(r.Err())...); len(told) > 0 {
		t.Fatalf("%v\n%s", told, written.YAML())
	}
	for _, c := range changes {
		if got := string(again.At(c.On.Pointer()).Own(c.Name).AppendJSON(nil)); got != string(c.Value.AppendJSON(nil)) {
			t.Errorf("%s: got %s\n%s", c.On.Pointer(), got, written.YAML())
		}
	}
}

func problems(err error) document.Problems {
	out, _ := err.(document.Problems)
	return out
}

// FuzzRead reads anything as an overlay, and lays what can be read over a small
// document: it answers, and what it leaves is a document still.
func FuzzRead(f *testing.F) {
	f.Add(head + "- {target: $.paths.*.get, update: {x: [1]}}\n")
	f.Add(head + "- {target: \"$.p[?@.name=='b'][0,1:2:1]\", remove: true}\n")
	f.Add(head + "- {target: $..a, copy: \"$['b']\", x-file: a}\n")
	f.Fuzz(func(t *testing.T, text string) {
		over, err := overlay.Read("o.yaml", []byte(text))
		if err != nil {
			return
		}
		root, _ := document.Parse("api.yaml", []byte("{paths: {a: {get: {}}, b: [1, [2], {name: b}]}, p: [{name: a}, {name: b}]}"))
		over.Lay(root, &document.Reporter{})
		check(t, root, "")
	})
}

func check(t *testing.T, n *document.Node, pointer string) {
	if n.Pointer() != pointer {
		t.Fatalf("what stands at %s thinks that it stands at %s", pointer, n.Pointer())
	}
	for name, member := range n.Members() {
		check(t, member, pointer+"/"+document.EscapePointer(name))
	}
	for i, item := range n.Items {
		check(t, item, pointer+"/"+string(rune('0'+i%10)))
		if i >= 9 {
			break
		}
	}
}
