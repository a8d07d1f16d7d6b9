package jsonvalue

import (
	"reflect"
	"testing"
)

// fastTexts are read on the fast path, others are left to jsontext.
var fastTexts = []string{
	`{}`, `[]`, `""`, `0`, `-0`, `12`, `true`, `false`, `null`, ` { "a" : [ 1 , "b" , null ] , "c" : { "d" : {} } } `,
	`{"email":"é@example.com","isActive":true,"accessRoles":["a","b"],"name":{"names":"A","lastName":"B"}}`, "\t[\n{}\r]",
}

var otherTexts = []string{
	``, ` `, `{`, `[`, `"`, `{]`, `[}`, `{,}`, `[,]`, `{"a":1,}`, `[1,]`, `{"a"}`, `{"a":}`, `{a:1}`, `{"a":1 "b":2}`, `[1 2]`, `1 2`, `{}{}`, `{"a":1,"a":1}`,
	`01`, `-`, `-01`, `1.5`, `1e3`, `1e999`, `+1`, `.5`, `1234567890123456`, `tru`, `truee`, `nul`, `"\n"`, "\"\n\"", `"\u0041"`, "\"\xff\"", "\x00", "1\x00", "{}\x00",
	`[[[[[[[[[[1]]]]]]]]]]`, `{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,"n":1,"o":1,"p":1,"q":1}`,
}

func holdFastToAny(t *testing.T, text []byte) (fast bool) {
	t.Helper()
	r := fastReader{text: string(text)}
	got, fast := r.read()
	want, err := decodeAny(text, string(text), nil)
	if fast && (err != nil || !reflect.DeepEqual(got, want)) {
		t.Fatalf("%q: read as %v, and is %v, %v", text, got, want, err)
	}
	return fast
}

func TestQuickReaderIsNeverWrong(t *testing.T) {
	for _, text := range fastTexts {
		if !holdFastToAny(t, []byte(text)) {
			t.Errorf("%q is not read on the fast path", text)
		}
	}
	for _, text := range otherTexts {
		if holdFastToAny(t, []byte(text)) {
			t.Errorf("%q is read on the fast path", text)
		}
	}
}

func FuzzQuickReader(f *testing.F) {
	for _, text := range append(fastTexts, otherTexts...) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) { holdFastToAny(t, text) })
}
