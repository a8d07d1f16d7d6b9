package state

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/cotalker/rolecall/spec"
)

// slugSources are members that a slug is made of, the likeliest first.
var slugSources = []string{"title", "name", "label", "headline", "subject"}

// longestSlug is how many letters of a title are in a slug.
const longestSlug = 80

// planSlug finds the member that ids are made of, where they are slugs.
func (p *Plan) planSlug(keys []*spec.Parameter) {
	name := p.Resource.ID[strings.LastIndexByte(p.Resource.ID, '.')+1:]
	if !strings.HasSuffix(strings.ToLower(name), "slug") {
		return
	}
	p.slugKeys = keys
	for _, source := range slugSources {
		if m := p.Resource.Schema.Member(source); m != nil && m.Schema.Type() == "string" {
			p.slugOf = source
			return
		}
	}
}

// slugID is an id that is made of what a new record is called, "" for none.
func (w *State) slugID(c *Collection, document map[string]any, parents []string) string {
	p := c.Plan
	if p.slugOf == "" {
		return ""
	}
	called, _ := document[p.slugOf].(string)
	slug := slugged(called)
	if slug == "" {
		return ""
	}
	schema := p.Resource.Schema.At(p.Resource.ID)
	for n := 1; n < 1000; n++ {
		id := slug
		if n > 1 {
			id += "-" + strconv.Itoa(n)
		}
		switch {
		case !schema.Valid(id) || slices.ContainsFunc(p.slugKeys, func(k *spec.Parameter) bool { return !k.Accepts([]string{id}) }):
			return ""
		case c.FindBelow(parents, id) == nil:
			return id
		}
	}
	return ""
}

// slugged is a title in small letters with a hyphen between words.
func slugged(title string) string {
	var b strings.Builder
	hyphen := false
	for _, r := range title {
		switch {
		case b.Len() >= longestSlug:
			return b.String()
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if hyphen && b.Len() > 0 {
				b.WriteByte('-')
			}
			hyphen = false
			b.WriteRune(unicode.ToLower(r))
		default:
			hyphen = r != '\'' && r != '’' || hyphen
		}
	}
	return b.String()
}
