package spec

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// Parse reads the values of a parameter as its schema wants them: json.Number,
// bool or string; of one that holds JSON, or an object in one text, that. The
// violations have no pointer: a parameter is named. Of an open one see
// [Parameter.Object].
func (p *Parameter) Parse(raw []string) ([]any, []Violation) {
	switch {
	case p.Open:
		return nil, nil
	case len(raw) > 1 && !p.Repeatable && !(p.object && p.blanks):
		return nil, []Violation{{Detail: fmt.Sprintf("is given %d times, and may be given once", len(raw))}}
	case len(raw) == 0 || p.allowEmpty && len(raw) == 1 && raw[0] == "":
		return nil, nil
	case p.encoded:
		return p.whole(p.decoded(raw[0]))
	case p.object:
		return p.whole(p.members(strings.Join(raw, ",")))
	}
	texts := p.split(raw)
	if p.mayBeOne {
		return p.oneOrMany(texts)
	}
	out, bad := make([]any, 0, len(texts)), []Violation(nil)
	for _, text := range texts {
		value, wrong := p.value(text)
		out, bad = append(out, value), append(bad, wrong...)
	}
	if len(bad) == 0 && p.bounded {
		bad = told("", p.Whole.Check(out))
	}
	return out, bad
}

// Accepts is Parse for those who want to know only whether there is no
// violation.
func (p *Parameter) Accepts(raw []string) bool {
	if p.kind == "" || p.bounded || p.allowEmpty || len(raw) > 1 && !p.Repeatable {
		_, wrong := p.Parse(raw)
		return len(wrong) == 0
	}
	for _, text := range p.split(raw) {
		if !p.accepts(text) {
			return false
		}
	}
	return true
}

// accepts is value for a type that is known.
func (p *Parameter) accepts(text string) bool {
	fast := p.Schema.fastPath()
	if fast == nil {
		return true
	}
	switch p.kind {
	case "integer":
		if isInteger(text) && fast.acceptsNumber(text) {
			return true
		}
	case "boolean":
		if (text == "true" || text == "false") && fast.accepts(text == "true") {
			return true
		}
	case "string":
		if !p.instant && fast.acceptsText(text) {
			return true
		}
	}
	_, wrong := p.value(text)
	return len(wrong) == 0
}

// split takes the texts of a list apart.
func (p *Parameter) split(raw []string) []string {
	if p.Separator == "" {
		return raw
	}
	var out []string
	for _, text := range raw {
		if text == "" {
			continue
		}
		for value := range strings.SplitSeq(text, p.Separator) {
			if p.blanks {
				value = strings.Trim(value, " \t")
			}
			out = append(out, value)
		}
	}
	return out
}

// value reads one value: the first of what its text may be that fits.
func (p *Parameter) value(text string) (value any, bad []Violation) {
	readings := p.readings(text)
	if len(readings) == 0 {
		return nil, []Violation{{Detail: fmt.Sprintf("%q is not a valid %s", clip(text), strings.Join(p.types, " or "))}}
	}
	if at := slices.IndexFunc(readings, p.Schema.Valid); at >= 0 {
		value = readings[at]
	} else {
		value = readings[0]
		bad = told(fmt.Sprintf("%q: ", clip(text)), p.Schema.Check(value))
	}
	if p.instant {
		if _, err := instant.Parse(text); err != nil {
			bad = append(bad, Violation{Detail: fmt.Sprintf("%q is not a date of RFC 3339", clip(text))})
		}
	}
	return value, bad
}

// oneOrMany reads what may be a value as well as a list.
func (p *Parameter) oneOrMany(texts []string) ([]any, []Violation) {
	narrow, plain := make([]any, len(texts)), make([]any, len(texts))
	for i, text := range texts {
		if plain[i] = text; len(p.readings(text)) > 0 {
			narrow[i] = p.readings(text)[0]
		} else {
			narrow[i] = text
		}
	}
	for _, list := range [][]any{narrow, plain} {
		if p.Whole.Valid(list) || len(list) == 1 && p.Whole.Valid(list[0]) {
			return list, nil
		}
	}
	if len(texts) == 1 {
		return narrow, told(fmt.Sprintf("%q: ", clip(texts[0])), p.Whole.Check(narrow[0]))
	}
	return narrow, told("", p.Whole.Check(narrow))
}

// readings are what a text may stand for.
func (p *Parameter) readings(text string) []any {
	var out []any
	for _, t := range p.types {
		if value, is := typed(text, t); is {
			out = append(out, value)
		}
	}
	return out
}

// whole holds what one text says to the schema.
func (p *Parameter) whole(value any, wrong []Violation) ([]any, []Violation) {
	if len(wrong) == 0 {
		wrong = told("", p.Whole.Check(value))
	}
	return []any{value}, wrong
}

func (p *Parameter) decoded(text string) (any, []Violation) {
	value, err := jsonvalue.Decode([]byte(text))
	if err != nil {
		return nil, []Violation{{Detail: fmt.Sprintf("%q is not valid JSON", clip(text))}}
	}
	return value, nil
}

// told is what is said of violations where a parameter is named and no pointer.
func told(before string, violations []Violation) []Violation {
	for i, v := range violations {
		violations[i] = Violation{Detail: before + strings.TrimSpace(v.Pointer+" "+v.Detail), Kind: v.Kind}
	}
	return violations
}

func typed(text, want string) (any, bool) {
	switch want {
	case "integer":
		return json.Number(text), isInteger(text)
	case "number":
		var n json.Number
		return n, json.Unmarshal([]byte(text), &n) == nil
	case "boolean":
		return text == "true", text == "true" || text == "false"
	}
	return text, true
}

func isInteger(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}

func clip(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
