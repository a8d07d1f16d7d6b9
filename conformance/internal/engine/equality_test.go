package engine

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestNumbersAreComparedAsNumbers(t *testing.T) {
	same := [][]string{
		{"1", "1.0", "1e0", "10e-1", "0.1E+1", "1.000000000000000000000"},
		{"0", "-0", "0.0", "-0.0e7", "0e99"},
		{"-12.5", "-1.25e1", "-125e-1"},
		{"1e400", "10e399", "0.1e401"},
		{"12345678901234567890123", "12345678901234567890123.0"},
		{"1e99999999999"},
		{"2e99999999999"},
	}
	for i, some := range same {
		for j, others := range same {
			for _, a := range some {
				for _, b := range others {
					one, other := json.Number(a), json.Number(b)
					if Equal(one, other) != (i == j) {
						t.Errorf("%s and %s: %t", a, b, i != j)
					}
					if Equal(map[string]any{"a": []any{one}, "b": nil}, map[string]any{"a": []any{other}, "b": nil}) != (i == j) {
						t.Errorf("%s and %s in a list of an object: %t", a, b, i != j)
					}
				}
			}
		}
	}
	if !Equal(json.Number("2.0"), 2) || !Equal(0.5, json.Number("5e-1")) || Equal(json.Number("1"), "1") || Equal(json.Number("1"), true) || Equal(nil, json.Number("0")) {
		t.Error("a number is compared with what is another kind")
	}
	if Equal(map[string]any{"a": nil}, map[string]any{"b": nil}) || Equal([]any{}, []any{nil}) || !Equal([]any{"a", nil, true}, []any{"a", nil, true}) {
		t.Error("what is not a number is compared wrong")
	}
}

func TestALargeValueIsShortInWords(t *testing.T) {
	object, list := map[string]any{}, []any{}
	for i := range 50_000 {
		object[strings.Repeat("m", 1+i%50)+string(rune('0'+i%10))] = list
		list = append(list, object)
	}
	var deep any = "bottom"
	for range 10_000 {
		deep = []any{deep}
	}
	for _, v := range []any{object, list, deep, strings.Repeat("é", 1<<20), json.Number(strings.Repeat("9", 1<<20))} {
		if text := Short(v); len(text) > 90 || !strings.HasSuffix(text, "…") {
			t.Errorf("%d: %.200s", len(text), text)
		}
	}
}
