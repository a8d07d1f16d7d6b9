package jsonpatch_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/jsonpatch"
)

func decode(t testing.TB, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

func encode(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestPatchesDoWhatTheRFCSays: cases after the appendix of RFC 6902, and what each
// comes to, "" where it cannot be done.
func TestPatchesDoWhatTheRFCSays(t *testing.T) {
	for _, c := range []struct{ before, patch, after string }{
		{`{"a":1}`, `[{"op":"add","path":"/b","value":2}]`, `{"a":1,"b":2}`},
		{`{"a":[1,3]}`, `[{"op":"add","path":"/a/1","value":2}]`, `{"a":[1,2,3]}`},
		{`{"a":[1]}`, `[{"op":"add","path":"/a/-","value":[2]}]`, `{"a":[1,[2]]}`},
		{`{"a":[1]}`, `[{"op":"add","path":"/a/2","value":2}]`, ``},
		{`{"a":[1]}`, `[{"op":"add","path":"/a/01","value":2}]`, ``},
		{`{"a":1}`, `[{"op":"add","path":"/b/c","value":2}]`, ``},
		{`{"a":1,"b":2}`, `[{"op":"remove","path":"/a"}]`, `{"b":2}`},
		{`{"a":[1,2,3]}`, `[{"op":"remove","path":"/a/1"}]`, `{"a":[1,3]}`},
		{`{"a":1}`, `[{"op":"remove","path":"/b"}]`, ``},
		{`{"a":1}`, `[{"op":"replace","path":"/a","value":{"x":null}}]`, `{"a":{"x":null}}`},
		{`{"a":1}`, `[{"op":"replace","path":"/b","value":1}]`, ``},
		{`{"a":{"x":1},"b":{}}`, `[{"op":"move","from":"/a/x","path":"/b/y"}]`, `{"a":{},"b":{"y":1}}`},
		{`{"a":{"x":1}}`, `[{"op":"move","from":"/a","path":"/a/x"}]`, ``},
		{`{"a":[1,2]}`, `[{"op":"copy","from":"/a","path":"/b"},{"op":"add","path":"/b/0","value":0}]`, `{"a":[1,2],"b":[0,1,2]}`},
		{`{"a":1.0}`, `[{"op":"test","path":"/a","value":1}]`, `{"a":1.0}`},
		{`{"a":"1"}`, `[{"op":"test","path":"/a","value":1}]`, ``},
		{`{"a/b":1,"m~n":2}`, `[{"op":"test","path":"/a~1b","value":1},{"op":"remove","path":"/m~0n"}]`, `{"a/b":1}`},
		{`{"a":1}`, `[{"op":"replace","path":"","value":[]}]`, `[]`},
		{`{"a":1}`, `[{"op":"spin","path":"/a"}]`, ``},
		{`{"a":1}`, `[{"op":"add","path":"/a"}]`, ``},
		{`{"a":1}`, `[{"op":"add","path":"a","value":1}]`, ``},
		{`{"a":1}`, `{"a":2}`, ``},
		{`{"a":1}`, `[]`, `{"a":1}`},
	} {
		before := decode(t, c.before)
		after, err := jsonpatch.Apply(before, decode(t, c.patch))
		switch {
		case c.after == "" && err == nil:
			t.Errorf("%s on %s is done: %s", c.patch, c.before, encode(t, after))
		case c.after != "" && (err != nil || encode(t, after) != c.after):
			t.Errorf("%s on %s: %v %s, want %s", c.patch, c.before, err, encode(t, after), c.after)
		}
		if got := encode(t, before); got != c.before {
			t.Errorf("%s has changed what it was given: %s, before %s", c.patch, got, c.before)
		}
	}
}

func TestMergePatchesTakeOutWhatIsNull(t *testing.T) {
	for _, c := range []struct{ before, patch, after string }{
		{`{"a":"b","c":{"d":"e","f":"g"}}`, `{"a":"z","c":{"f":null}}`, `{"a":"z","c":{"d":"e"}}`},
		{`{"a":[1]}`, `{"a":{"b":1,"c":null}}`, `{"a":{"b":1}}`},
		{`{"a":1}`, `{"a":null,"b":[null]}`, `{"b":[null]}`},
	} {
		before := decode(t, c.before)
		if got := encode(t, jsonpatch.Merge(before, decode(t, c.patch))); got != c.after {
			t.Errorf("%s on %s: %s, want %s", c.patch, c.before, got, c.after)
		}
		if got := encode(t, before); got != c.before {
			t.Errorf("%s has changed what it was given: %s", c.patch, got)
		}
	}
}

// TestCopiesOfCopiesAreBounded: each of these would double what there is.
func TestCopiesOfCopiesAreBounded(t *testing.T) {
	patch := "[" + strings.TrimSuffix(strings.Repeat(`{"op":"copy","from":"","path":"/a"},{"op":"copy","from":"","path":"/b"},`, 40), ",") + "]"
	if _, err := jsonpatch.Apply(map[string]any{}, decode(t, patch)); err == nil || !strings.Contains(err.Error(), "copies more than") {
		t.Errorf("it ends with %v", err)
	}
}

func FuzzApply(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":2}]}`), []byte(`[{"op":"move","from":"/a/1","path":"/a/-"},{"op":"test","path":"/a/0","value":1}]`))
	f.Add([]byte(`[]`), []byte(`[{"op":"add","path":"/-","value":null},{"op":"copy","from":"/0","path":""}]`))
	f.Fuzz(func(t *testing.T, text, patch []byte) {
		var before, operations any
		if json.Unmarshal(text, &before) != nil || json.Unmarshal(patch, &operations) != nil {
			return
		}
		was, _ := json.Marshal(before)
		after, err := jsonpatch.Apply(before, operations)
		if is, _ := json.Marshal(before); !bytes.Equal(is, was) {
			t.Errorf("it has changed what it was given: %s, before %s", is, was)
		}
		if _, wrong := json.Marshal(after); err == nil && wrong != nil {
			t.Error(wrong)
		}
		jsonpatch.Merge(before, operations)
	})
}
