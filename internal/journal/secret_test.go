package journal

import (
	"strings"
	"testing"
)

func TestSecretsAreTakenOutOfJSON(t *testing.T) {
	s := &Secrets{names: map[string]bool{"pinnumber": true}}
	none := func(string) bool { return false }
	for text, want := range map[string]string{
		`{"a":1,"password":"x","b":[2]}`:         `{"a":1,"password":"[redacted]","b":[2]}`,
		`{"pin_number" : 12.5 , "b":2}`:          `{"pin_number" :"[redacted]", "b":2}`,
		`{"client-secret":{"a":["}",{}]},"b":2}`: `{"client-secret":"[redacted]","b":2}`,
		`[{"token":null},{"token":true}]`:        `[{"token":"[redacted]"},{"token":"[redacted]"}]`,
		`{"password":"x`:                         `{"password":"[redacted]"`,
		`{"password":`:                           `{"password":"[redacted]"`,
		`{"password"`:                            `{"password"`,
		`{"a":"password","b":"\"password\":1"}`:  `{"a":"password","b":"\"password\":1"}`,
		`{"\u0070assword":"x"}`:                  `{"\u0070assword":"[redacted]"}`,
		`"password":"x"`:                         `"password":"[redacted]"`,
		`not JSON, password: x`:                  `not JSON, password: x`,
		"":                                       "",
	} {
		if got := s.json(text, none); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// FuzzSecrets finds no way to have a secret told.
func FuzzSecrets(f *testing.F) {
	for _, text := range []string{`{"a":`, `[1,{`, `{"x":"\`, `"`, `}`} {
		f.Add(text)
	}
	s := &Secrets{names: map[string]bool{}}
	f.Fuzz(func(t *testing.T, before string) {
		if strings.Count(before, `"`)%2 == 1 || strings.Contains(before, `\`) {
			return // the name would stand in a text
		}
		got := s.json(before+`"password":"hunter2"}`, func(string) bool { return false })
		if strings.Contains(got, "hunter2") {
			t.Errorf("%s tells %s", before, got)
		}
	})
}
