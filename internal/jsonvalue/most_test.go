package jsonvalue_test

import (
	"testing"

	"github.com/cotalker/rolecall/internal/jsonvalue"
)

func TestMostValues(t *testing.T) {
	for text, want := range map[string]int{
		``: 1, `1`: 1, `"a,[\",{"`: 1, `[ ]`: 1, `[1,2]`: 3, `{"a":1}`: 2, `[[],{},"[]",[""]]`: 6, `{"a,b":[1,{}],"c":"\\"}`: 5,
	} {
		if got := jsonvalue.Most([]byte(text)); got != want {
			t.Errorf("%s: %d, want %d", text, got, want)
		}
	}
}

// FuzzMost never counts fewer values than there are.
func FuzzMost(f *testing.F) {
	for _, text := range []string{`{"a":[1,2,{}],"b":"\","}`, `[[],[],0]`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := jsonvalue.Decode([]byte(text))
		if err != nil {
			return
		}
		if has, most := valuesIn(value), jsonvalue.Most([]byte(text)); has > most {
			t.Errorf("%q has %d values, and %d at most", text, has, most)
		}
	})
}

func valuesIn(value any) int {
	all := 1
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			all += valuesIn(item)
		}
	case map[string]any:
		for _, member := range value {
			all += valuesIn(member)
		}
	}
	return all
}
