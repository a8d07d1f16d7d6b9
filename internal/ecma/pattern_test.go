package ecma

import (
	"regexp"
	"strings"
	"testing"
)

func TestPatternsMeanWhatTheyDoInECMAScript(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		matches       bool
	}{
		{`^\u00e0$`, "à", true},
		{`^[\u00e0-\u00ff]+$`, "éü", true},
		{`^\u{1F600}$`, "😀", true},
		{`^\ud83d\ude00$`, "😀", true},
		{`^[\ud83d\ude00-\ud83d\ude0f]$`, "😃", true},
		{`^\\u0041$`, `\u0041`, true},
		{`^\\u0041$`, `A`, false},
		{`^a\sb$`, "a\u00a0b", true},
		{`^a\sb$`, "a\u3000b", true},
		{`^a\sb$`, "a\vb", true},
		{`^a\Sb$`, "a\u00a0b", false},
		{`^a[\s,]b$`, "a\ufeffb", true},
		{`^[^\s]+$`, "a\u00a0b", false},
		{`^[\S]+$`, "añ😀", true},
		{`^[\S]+$`, "a\u2003b", false},
		{`^[^\S]$`, "\u2003", true},
		{`^.$`, "\r", false},
		{`^.$`, "\u2028", false},
		{`^.$`, "😀", true},
		{`^[.]$`, "x", false},
		{`^[^]$`, "\n", true},
		{`^[]|a$`, "a", true},
		{`^[[]$`, "[", true},
		{`^[[:a]+$`, ":a[", true},
		{`^\cJ$`, "\n", true},
		{`^[\b]$`, "\b", true},
		{`^a\_b\-c\/d\@$`, "a_b-c/d@", true},
		{`^\ñ$`, "ñ", true},
		{`^\0$`, "\x00", true},
		{`^\x41$`, "A", true},
		{`^\p{L}+$`, "añ", true},
		{`^\p{Script=Greek}+$`, "αβ", true},
		{`^\p{gc=Lu}\P{sc=Greek}$`, "Ab", true},
		{`^\p{Letter}+$`, "añ", true},
		{`^(?<year>\d{4})$`, "2026", true},
		{`^\d$`, "٣", false},
		{`\\`, `\`, true},
		{`[\]]`, "]", true},
		{`[\\]`, `\`, true},
	} {
		compiled, err := regexp.Compile(RE2(c.pattern))
		if err != nil {
			t.Errorf("%s is written %s: %v", c.pattern, RE2(c.pattern), err)
			continue
		}
		if compiled.MatchString(c.text) != c.matches {
			t.Errorf("%s, which is written %s: match of %q is %v", c.pattern, RE2(c.pattern), c.text, !c.matches)
		}
	}
	for _, pattern := range []string{`^(?=a)`, `(a)\1`, `a{1001}`, `\u12`, `\p{L`, `[a`, `\`} {
		if _, err := regexp.Compile(RE2(pattern)); err == nil {
			t.Errorf("%s compiles, written %s", pattern, RE2(pattern))
		}
	}
}

// FuzzRE2 wants a pattern of what both have alike to stay as it is, and no other to end
// the program.
func FuzzRE2(f *testing.F) {
	for _, seed := range []string{`^[a-z]+$`, `\u00e0`, `[^]`, `\s*[\S]`, `[[:alpha:]]`, `\p{Script=`, `a\`, `\ud83d\u`, `(a|b)+?`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		if len(pattern) > 1000 {
			return
		}
		written := RE2(pattern)
		if _, err := regexp.Compile(written); err == nil && len(written) > 1000*len(pattern) {
			t.Errorf("%d bytes are written as %d", len(pattern), len(written))
		}
		if !strings.ContainsAny(pattern, `\[].`) && written != pattern {
			t.Errorf("%q is written %q", pattern, written)
		}
	})
}
