package spec

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// Object reads an open parameter out of a query: whether any of its members is
// there, and how they do not fit, each by the pointer of the member.
// [Parameter.MemberName] is what that is called in the query.
func (p *Parameter) Object(query url.Values) (given bool, wrong []Violation) {
	if texts := query[p.Name]; len(texts) == 1 && p.Whole.Names(p.Name) == nil {
		value, read, bad := p.objectIn(texts[0])
		if !read || len(bad) > 0 {
			return true, bad
		}
		return true, told("", p.Whole.Check(value))
	}
	members := url.Values{}
	for name, texts := range query {
		if rest, deep := strings.CutPrefix(name, p.Name+"["); deep && p.deep {
			first, below, _ := strings.Cut(rest, "]")
			members[first+below] = texts
		} else if !p.deep && (p.Whole.Names(name) != nil || p.Whole.Names(formPath(name)[0]) != nil) {
			members[name] = texts
		}
	}
	if len(members) == 0 {
		return false, nil
	}
	return true, p.Whole.Check(p.Whole.Form(members))
}

// objectIn reads an object that stands in one text: as JSON, which documents often
// mean, or as its style says. It is not read where the style knows of no such text.
func (p *Parameter) objectIn(text string) (value any, read bool, wrong []Violation) {
	if strings.HasPrefix(text, "{") {
		if value, err := jsonvalue.Decode([]byte(text)); err == nil {
			return value, true, nil
		}
	}
	switch {
	case p.deep:
		return nil, true, []Violation{{Detail: fmt.Sprintf("%q is not an object; its members are sent as %s", clip(text), p.MemberName("/member"))}}
	case p.spread:
		return nil, false, nil
	}
	value, wrong = p.members(text)
	return value, true, wrong
}

// members reads an object in one text: a,1,b,2 or, where each member stands by
// itself, a=1,b=2.
func (p *Parameter) members(text string) (any, []Violation) {
	var parts []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.Trim(part, " \t"); p.spread {
			name, value, _ := strings.Cut(part, "=")
			parts = append(parts, name, value)
		} else {
			parts = append(parts, part)
		}
	}
	if len(parts)%2 != 0 {
		return nil, []Violation{{Detail: fmt.Sprintf("%q is not names and values by turns", clip(text))}}
	}
	members := url.Values{}
	for pair := range slices.Chunk(parts, 2) {
		members.Add(pair[0], pair[1])
	}
	return p.Whole.Form(members), nil
}

// MemberName is what a member of an open parameter is called in the query.
func (p *Parameter) MemberName(pointer string) string {
	if pointer == "" {
		return p.Name
	}
	names := strings.Split(pointer[1:], "/")
	for i, name := range names {
		names[i] = document.UnescapePointer(name)
	}
	if p.deep {
		return p.Name + "[" + strings.Join(names, "][") + "]"
	}
	return strings.Join(names, ".")
}

// Texts write a value as the parameter has it: [Parameter.Parse] reads them. Of an
// open one they are names and values by turns.
func (p *Parameter) Texts(value any) []string {
	switch v := value.(type) {
	case map[string]any:
		if p.encoded {
			break
		}
		var out []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			for _, text := range (&Parameter{}).Texts(v[name]) {
				switch {
				case p.Open && (p.deep || p.spread):
					out = append(out, p.MemberName("/"+document.EscapePointer(name)), text)
				case p.spread:
					out = append(out, name+"="+text)
				default:
					out = append(out, name, text)
				}
			}
		}
		switch joined := strings.Join(out, ","); {
		case len(out) == 0, p.Open && (p.deep || p.spread):
			return out
		case p.Open:
			return []string{p.Name, joined}
		default:
			return []string{joined}
		}
	case []any:
		if p.encoded {
			break
		}
		var out []string
		for _, item := range v {
			out = append(out, (&Parameter{}).Texts(item)...)
		}
		if p.Separator != "" && len(out) > 0 {
			return []string{strings.Join(out, p.Separator)}
		}
		return out
	case nil:
		return nil
	case string:
		if !p.encoded {
			return []string{v}
		}
	}
	return []string{string(jsonvalue.Append(nil, value))}
}
