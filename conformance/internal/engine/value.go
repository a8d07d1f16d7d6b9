package engine

import (
	"encoding/json"
	"fmt"
	"hash/maphash"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// MailDomain is one that no mail reaches (RFC 2606). It has the letter whose
// case is another in some languages.
const MailDomain = "@mail.example.com"

// maxMade bounds the texts that are made because a schema wants them so long; one
// that wants more is not met.
const maxMade = 1 << 20

// Sample makes a value that fits a schema. Texts are the mark, so that what a
// run has made can be told by its name.
func Sample(s *spec.Schema, mark string, optional bool) any {
	return (&sampler{left: mostSampled}).sampled(s, mark, optional)
}

// mostSampled is how many values one sample has at most: a schema of a few lines
// can want a thousand million of them. One that wants more is not met.
const mostSampled = 50_000

type sampler struct{ left int }

// sampled is sample within the schemas around it: one that holds itself ends.
func (b *sampler) sampled(s *spec.Schema, mark string, optional bool, around ...*spec.Schema) any {
	if b.left--; b.left < 0 {
		return nil
	}
	if s == nil {
		return mark
	}
	if enum := s.Words().Enum; enum != nil {
		return enum[0]
	}
	switch s.Type() {
	case "object":
		object := map[string]any{}
		if slices.Contains(around, s) {
			return object
		}
		around = append(around[:len(around):len(around)], s)
		for m := range Writable(s) {
			if m.Required || optional && !slices.Contains(around, m.Schema) {
				object[m.Name] = b.sampled(m.Schema, mark, optional, around...)
			}
		}
		return object
	case "array":
		list := []any{}
		for i := range min(s.Words().MinItems, mostSampled) {
			list = append(list, b.item(s.Items(), mark, i, around...))
		}
		return list
	case "boolean":
		return true
	case "integer", "number":
		return sampleNumber(s)
	}
	return SampleText(s, mark)
}

// item is another value for each place of a list.
func (b *sampler) item(s *spec.Schema, mark string, place int, around ...*spec.Schema) any {
	if s != nil {
		if enum := s.Words().Enum; place < len(enum) {
			return enum[place]
		}
	}
	return b.sampled(s, fmt.Sprint(mark, place), false, around...)
}

// sampleNumber is one of those that schemas are likely to take.
func sampleNumber(s *spec.Schema) json.Number {
	w := s.Words()
	var tries []any
	for _, v := range []*big.Rat{w.Minimum, w.Maximum, w.MultipleOf} {
		if v != nil && v.IsInt() {
			tries = append(tries, v.Num())
		} else if v != nil {
			fraction, _ := v.Float64()
			tries = append(tries, fraction)
		}
	}
	for _, value := range slices.Concat(tries, w.Default, w.Examples) {
		if number := json.Number(fmt.Sprint(value)); s.Valid(number) {
			return number
		}
	}
	if v := w.ExclusiveMinimum; v != nil && v.IsInt() {
		return json.Number(new(big.Int).Add(v.Num(), big.NewInt(1)).String())
	}
	return "1"
}

// SampleText is the mark where the schema takes it, or else a text made for it.
func SampleText(s *spec.Schema, mark string) string {
	if s == nil {
		return mark
	}
	switch s.Words().Format {
	case "email":
		return mark + MailDomain
	case "date-time":
		return time.Now().UTC().Format(instant.Layout)
	case "decimal": // a server writes no more places than it keeps
		for _, text := range decimals {
			if s.Valid(text) {
				return text
			}
		}
	}
	if s.Valid(mark) {
		return mark
	}
	now, example := time.Now().UTC(), ""
	if given := s.Words().Examples; len(given) > 0 {
		example, _ = given[0].(string)
	}
	for _, text := range []string{
		matching(s, mark), sized(s, mark), now.Format(time.DateOnly), now.Format("15:04:05Z"), "https://example.com/" + mark,
		uuidOf(mark), "example.com", "192.0.2.1", "2001:db8::1", example,
	} {
		if s.Valid(text) {
			return text
		}
	}
	n, run := counted(mark)
	if text := fixtures.KeyText(s, n+run>>1); s.Valid(text) {
		return text // of a format that is rarer
	}
	return mark
}

// decimals are texts that are numbers of few digits.
var decimals = []string{"12.50", "7.25", "2.5", "3", "1", "0.5"}

// sized is a mark cut or filled to the length that the schema wants. Its end
// tells it from others.
func sized(s *spec.Schema, mark string) string {
	if least := s.Words().MinLength; len(mark) < least && least <= maxMade {
		return mark + strings.Repeat(markEnd, least-len(mark))
	}
	if most := s.Words().MaxLength; most >= 0 && len(mark) > most {
		return mark[len(mark)-most:]
	}
	return mark
}

// uuidOf is a UUID for a mark.
func uuidOf(mark string) string {
	h := fmt.Sprintf("%016x%016x", maphash.String(seed, mark), maphash.String(seed, mark+markEnd))
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:32]
}

// matching is a text of the pattern of a schema, another for each mark of a
// run: those count up.
func matching(s *spec.Schema, mark string) string {
	n, run := counted(mark)
	text, _ := fixtures.Matching(s, n, run)
	return text
}

// counted is the number of a mark among those of its run, and one of the run.
func counted(mark string) (n, run uint64) {
	of, serial := mark, ""
	if i := strings.LastIndexByte(mark, '-'); i >= 0 {
		of, serial = mark[:i], strings.TrimSuffix(mark[i+1:], markEnd)
	}
	n, err := strconv.ParseUint(serial, 10, 64)
	if err != nil {
		of = mark
	}
	return n, maphash.String(seed, of)
}

// another is a mark beside one, to see whether what is made of it depends on it.
func another(mark string) string { return strings.TrimSuffix(mark, markEnd) + "0" + markEnd }

// dayOf is a date of the last century, which few records are of, and another for each
// mark of a run.
func dayOf(mark string) string {
	const days = 36_524
	n, run := counted(mark)
	return time.Date(1900, time.January, 1+int((run%days+n)%days), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// seed tells the texts of one process from those of another.
var seed = maphash.MakeSeed()

// Another is a value of a schema that differs from the one there is.
func Another(s *spec.Schema, mark string, current any) any {
	return (&sampler{left: mostSampled}).another(s, mark, current)
}

func (b *sampler) another(s *spec.Schema, mark string, current any, around ...*spec.Schema) any {
	if b.left--; b.left < 0 {
		return nil
	}
	switch s.Type() {
	case "boolean":
		return current != true
	case "array":
		if s.Items().Type() == "string" && s.Items().Valid(mark) {
			return []any{mark}
		}
		return b.sampled(s, mark, false)
	case "object":
		object := map[string]any{}
		around = append(around[:len(around):len(around)], s)
		for m := range Writable(s) {
			if m.Required || !slices.Contains(around, m.Schema) {
				object[m.Name] = b.another(m.Schema, mark, jsonvalue.ValueAt(current, m.Name), around...)
			}
		}
		return object
	}
	return b.sampled(s, mark, false)
}

// Differences tells in which of the members that the schema knows two records
// differ, but for those passed over. What a reply carries beyond the schema is
// nobody's business, and what it never shows is not compared.
func Differences(s *spec.Schema, want, got map[string]any, pass ...string) []string {
	return compare(s, "", want, got, pass)
}

func compare(s *spec.Schema, prefix string, want, got map[string]any, pass []string) []string {
	var out []string
	for _, m := range s.Members() {
		path := prefix + m.Name
		if m.WriteOnly || slices.Contains(pass, path) {
			continue
		}
		w, g := want[m.Name], got[m.Name]
		wObject, wIs := w.(map[string]any)
		gObject, gIs := g.(map[string]any)
		if wIs && gIs {
			out = append(out, compare(m.Schema, path+".", wObject, gObject, pass)...)
		} else if !Equal(w, g) {
			out = append(out, fmt.Sprintf("%s is %s, not %s", path, Short(g), Short(w)))
		}
	}
	return out
}

// Instant reads a date of a reply in milliseconds.
func Instant(v any) (int64, bool) {
	text, _ := v.(string)
	ms, err := instant.Parse(text)
	return ms, err == nil && text != ""
}
