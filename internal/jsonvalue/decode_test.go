package jsonvalue_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// TestDecoder has one decoder read texts one after another: none finds anything
// of those before it.
func TestDecoder(t *testing.T) {
	many := `{"m":[` + strings.Repeat(`{"a":{}},`, 40) + `{"a":1}]}`
	wide := `{"a":1`
	for i := range 100 {
		wide += `,"` + strings.Repeat("x", i+1) + `":{"y":null}`
	}
	var d jsonvalue.Decoder
	for _, text := range []string{
		`{"a":1,"b":{"c":"d"}}`, `{}`, `{"b":{}}`, `{"a":1,"b":{"c":`, `[{"e":[]},{"f":"\u00e9\n"}]`, many, wide + "}", `{}`, `[{},{}]`, `{"a":1,"a":2}`, `"x"`, `{"z":{}}`,
	} {
		want, wantErr := jsonvalue.Decode([]byte(text))
		got, err := d.Decode([]byte(text))
		if !reflect.DeepEqual(got, want) || (err == nil) != (wantErr == nil) {
			t.Errorf("%.60s: got %v, %v; want %v, %v", text, got, err, want, wantErr)
		}
		if object, is := got.(map[string]any); is {
			object["added"] = true
		}
		d.Forget()
	}
}
