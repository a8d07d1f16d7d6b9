package jsonvalue_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// FuzzDecode holds the decoder to encoding/json: what it accepts, that
// accepts too, as the same value; and what it writes again is the same value.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2.5e3,"x",true,null,{"b":{}}]}`, `{"a":1,"a":2}`, `"\ud800"`, "\"\xff\"", `1 2`, ``, `[`, `{"a"}`, `1e999`, "[[[[]]]]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		value, err := jsonvalue.Decode(text)
		if err != nil {
			var bad *jsonvalue.SyntaxError
			if !errors.As(err, &bad) || bad.Reason == "" {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if !json.Valid(text) {
			t.Fatalf("accepted what encoding/json does not: %q", text)
		}
		again, err := jsonvalue.Decode(jsonvalue.Append(nil, value))
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		a, _ := json.Marshal(value)
		b, _ := json.Marshal(again)
		if string(a) != string(b) {
			t.Fatalf("%s became %s", a, b)
		}
	})
}
