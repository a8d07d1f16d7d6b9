package jsonvalue

import (
	"reflect"
	"testing"
)

// plainTexts are read quickly, others are left to jsontext.
var plainTexts = []string{
	`{}`, `[]`, `""`, `0`, `-0`, `12`, `true`, `false`, `null`, ` { "a" : [ 1 , "b" , null ] , "c" : { "d" : {} } } `,
	`{"email":"é@example.com","isActive":true,"accessRoles":["a","b"],"name":{"names":"A","lastName":"B"}}`, "\t[\n{}\r]",
}

var otherTexts = []string{
	``, ` `, `{`, `[`, `"`, `{]`, `[}`, `{,}`, `[,]`, `{"a":1,}`, `[1,]`, `{"a"}`, `{"a":}`, `{a:1}`, `{"a":1 "b":2}`, `[1 2]`, `1 2`, `{}{}`, `{"a":1,"a":1}`,
	`01`, `-`, `-01`, `1.5`, `1e3`, `1e999`, `+1`, `.5`, `1234567890123456`, `tru`, `truee`, `nul`, `"\n"`, "\"\n\"", `"\u0041"`, "\"\xff\"", "\x00", "1\x00", "{}\x00",
	`[[[[[[[[[[1]]]]]]]]]]`, `{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1,"m":1,"n":1,"o":1,"p":1,"q":1}`,
}

func holdQuickToAny(t *testing.T, text []byte) (quick bool) {
	t.Helper()
	r := quickReader{text: string(text)}
	got, quick := r.read()
	want, err := decodeAny(text, string(text), nil)
	if quick && (err != nil || !reflect.DeepEqual(got, want)) {
		t.Fatalf("%q: read as %v, and is %v, %v", text, got, want, err)
	}
	return quick
}

func TestQuickReaderIsNeverWrong(t *testing.T) {
	for _, text := range plainTexts {
		if !holdQuickToAny(t, []byte(text)) {
			t.Errorf("%q is not read quickly", text)
		}
	}
	for _, text := range otherTexts {
		if holdQuickToAny(t, []byte(text)) {
			t.Errorf("%q is read quickly", text)
		}
	}
}

func FuzzQuickReader(f *testing.F) {
	for _, text := range append(plainTexts, otherTexts...) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) { holdQuickToAny(t, text) })
}
