package mockserver

import (
	"fmt"
	"strings"
	"testing"
)

func TestPreferencesAreRead(t *testing.T) {
	for text, want := range map[string]string{
		``:                                 "[]",
		`code=409`:                         "[{code 409}]",
		` Code = 409 ,wait=2`:              "[{code 409} {wait 2}]",
		`dynamic`:                          "[{dynamic }]",
		`dynamic, , ,code=1`:               "[{dynamic } {code 1}]",
		`example="a, b; \"c\""; foo, code`: `[{example a, b; "c"} {foo } {code }]`,
		`a="b`:                             "[{a b}]",
		`a="b\`:                            `[{a b\}]`,
		`"a", b`:                           "[{b }]",
		`=1, b=`:                           "[{b }]",
	} {
		if got := fmt.Sprint(preferences([]string{text})); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	many := make([]string, 10_000)
	for i := range many {
		many[i] = fmt.Sprint("p", i)
	}
	if got := preferences([]string{strings.Join(many, ","), "code=1"}); len(got) != maxPreferences {
		t.Errorf("%d preferences of ten thousand", len(got))
	}
	if got := fmt.Sprint(preferences([]string{"a=1, b", "A=2, c"})); got != "[{a 1} {b } {c }]" {
		t.Errorf("two headers: %s", got)
	}
}

// FuzzPreferences reads anything without end or panic, and reads what it has
// applied as the same.
func FuzzPreferences(f *testing.F) {
	for _, text := range []string{`code=409, wait=2`, `example="a\"b"`, `a="`, `=;,=`, "wait=1e400", "code=0x1F4"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		w, err := wishOf([]string{text})
		if err != nil {
			return
		}
		again, err := wishOf(w.applied)
		if err != nil || again.code != w.code || again.example != w.example || again.dynamic != w.dynamic || again.wait != w.wait {
			t.Errorf("%q is %+v, and what is applied of it %+v, %v", text, w, again, err)
		}
	})
}
