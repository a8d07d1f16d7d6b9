package wire

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// writings are ways to write a text, each with some of its characters escaped.
var writings = map[string]func(text string, r *rand.Rand) string{
	"plain":      func(text string, _ *rand.Rand) string { return text },
	"upper case": func(text string, _ *rand.Rand) string { return strings.ToUpper(text) },
	"query":      func(text string, _ *rand.Rand) string { return url.QueryEscape(text) },
	"path":       func(text string, _ *rand.Rand) string { return url.PathEscape(text) },
	"quoted":     func(text string, _ *rand.Rand) string { return fmt.Sprintf("%q", text) },
	"quoted+":    func(text string, _ *rand.Rand) string { return fmt.Sprintf("%+q", text) },
	"html":       func(text string, _ *rand.Rand) string { return html.EscapeString(text) },
	"hex":        func(text string, _ *rand.Rand) string { return hex.EncodeToString([]byte(text)) },
	"upper hex":  func(text string, _ *rand.Rand) string { return strings.ToUpper(hex.EncodeToString([]byte(text))) },
	"json":       func(text string, r *rand.Rand) string { return `{"m":"` + jsonEscaped(text, r) + `"}` },
	"json twice": func(text string, r *rand.Rand) string { return jsonEscaped(`"`+jsonEscaped(text, r)+`"`, r) },
	"percent":    func(text string, r *rand.Rand) string { return percented(text, r) },
	"percents":   func(text string, r *rand.Rand) string { return percented(percented(text, r), r) },
	"entities":   func(text string, r *rand.Rand) string { return entities(text, r) },
	"in a JSON":  func(text string, r *rand.Rand) string { return jsonEscaped("/?q="+percented(text, r), r) },
	"base64":     func(text string, _ *rand.Rand) string { return base64.StdEncoding.EncodeToString([]byte(text)) },
	"base64 raw": func(text string, _ *rand.Rand) string { return base64.RawStdEncoding.EncodeToString([]byte(text)) },
	"base64 url": func(text string, _ *rand.Rand) string { return base64.URLEncoding.EncodeToString([]byte(text)) },
	"basic auth": func(text string, _ *rand.Rand) string { return base64.StdEncoding.EncodeToString([]byte("me:" + text)) },
	"basic auth+": func(text string, _ *rand.Rand) string {
		return base64.StdEncoding.EncodeToString([]byte("you:" + text + "!"))
	},
}

func jsonEscaped(text string, r *rand.Rand) string {
	var b strings.Builder
	for _, c := range text {
		switch {
		case c < ' ' || r.IntN(3) == 0:
			for _, unit := range utf16.Encode([]rune{c}) {
				fmt.Fprintf(&b, []string{`\u%04x`, `\u%04X`}[r.IntN(2)], unit)
			}
		case strings.ContainsRune(`"\`, c) || c == '/' && r.IntN(2) == 0:
			b.WriteString(`\` + string(c))
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

func percented(text string, r *rand.Rand) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if r.IntN(3) == 0 || c >= utf8.RuneSelf || c < '!' || c == '%' {
			fmt.Fprintf(&b, []string{"%%%02x", "%%%02X"}[r.IntN(2)], c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func entities(text string, r *rand.Rand) string {
	var b strings.Builder
	for _, c := range text {
		switch r.IntN(4) {
		case 0:
			fmt.Fprintf(&b, "&#%d;", c)
		case 1:
			fmt.Fprintf(&b, "&#x%X;", c)
		default:
			b.WriteString(html.EscapeString(string(c)))
		}
	}
	return b.String()
}

// unsure tells whether a writing is not always that of the secret alone: ß has
// no other case, and what looks escaped, escaped twice, may mean another text.
func unsure(name, secret, written string) bool {
	switch name {
	case "upper case":
		return !strings.EqualFold(written, secret)
	case "json twice", "percents", "in a JSON":
		return strings.ContainsAny(secret, `\%&`)
	}
	return false
}

func secretsFor(texts ...string) *secrets {
	s := secretsOf(&Target{}, nil, "c0ffee00")
	for _, text := range texts {
		s.add(text)
	}
	return s
}

// TestNoWritingOfASecretIsLeft wants nothing of a secret but redacted, and all
// around it as it was.
func TestNoWritingOfASecretIsLeft(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	times := 20
	if testing.Short() {
		times = 4
	}
	for _, secret := range []string{
		"gateway-key-5a4b3c2d", "éclair-token-ñ", "ß-token-of-Köln-ẞ", "a/b+c=d/e+f==", `back\slash"quote<&>'`, "with blanks in it", "𝄞-clef-𝄞",
		"Kelvin-K-and-ſ", "secret-c0ffee00-17x", strings.Repeat("long-", 600) + "end", "50%25-off-%", "a\tb\nc\x01d-control",
	} {
		s := secretsFor(secret)
		for name, write := range writings {
			for range times {
				written := write(secret, r)
				if unsure(name, secret, written) {
					continue
				}
				got := s.redact("before (" + written + ") behind")
				core := strings.TrimSuffix(strings.TrimPrefix(got, "before ("), ") behind")
				if !strings.Contains(core, redacted) || len(core) > len(redacted)+32 {
					t.Fatalf("%s of %q: %q leaves %q", name, secret, written, core)
				}
			}
		}
	}
}

func TestTextsThatAreNoSecretsStay(t *testing.T) {
	s := secretsFor("gateway-key-5a4b3c2d", "éclair-token-ñ", "abc")
	for _, text := range []string{
		`{"email":"someone@example.com","name":{"names":"A\u00e9\n"}}`, "/api/v3/users?search=%C3%A9&limit=10", "A&amp;B <ABC>", "\xff\xfe\\", "%", "%4", `\u12`, "&;", `\`, "secret-other-1x", "gateway-key-",
	} {
		if got := s.redact(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// TestASecretIsFoundWithoutItsEnds has tokens that begin and end in letters of
// more than a byte.
func TestASecretIsFoundWithoutItsEnds(t *testing.T) {
	for _, secret := range []string{"éclair-token-ñ", "gateway-key-5a4b3c2d", "ııııııııı"} {
		s := secretsFor(secret)
		_, first := utf8.DecodeRuneInString(secret)
		_, last := utf8.DecodeLastRuneInString(secret)
		for _, part := range []string{secret[first:], secret[:len(secret)-last], secret[:len(secret)-last] + "x", "x" + secret, secret + "x"} {
			if got := s.redact("(" + part + ")"); len(got) > len(redacted)+4 || !strings.Contains(got, redacted) {
				t.Errorf("%q leaves %q", part, got)
			}
		}
	}
}

func TestAWebTokenIsNoText(t *testing.T) {
	const token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."
	if got := secretsFor().redact(`{"tok":"` + token + `"}`); got != `{"tok":"`+redacted+`"}` {
		t.Errorf("%s", got)
	}
}

// BenchmarkRedact redacts a reply of 11 KB beside as many long tokens as a run
// logs in.
func BenchmarkRedact(b *testing.B) {
	s := secretsFor()
	for i := range 200 {
		s.add("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + strings.Repeat("payload", 400) + fmt.Sprint(i))
	}
	text := strings.Repeat(`{"email":"someone@example.com","a\/b":"\u00e9%20&amp;"},`, 200)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s.redact(text)
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("éclair-token-ñ", `a\/b\u002B`, uint64(1))
	f.Add("\xffabc\xfe", "%25%", uint64(2))
	f.Add(`\u005c\\`, "&amp;", uint64(3))
	f.Fuzz(func(t *testing.T, secret, around string, seed uint64) {
		s := secretsFor(secret)
		s.redact(around)
		if !utf8.ValidString(secret) || len(secret) < distinctive || strings.TrimSpace(secret) == "" || strings.Contains(redacted, fold(secret)) {
			return
		}
		r := rand.New(rand.NewPCG(seed, 0))
		for name, write := range writings {
			written := write(secret, r)
			if unsure(name, secret, written) {
				continue
			}
			if got := s.redact(around + "(" + written + ")"); strings.Contains(got, written) {
				t.Errorf("%s of %q leaves %q", name, secret, got)
			}
		}
	})
}
