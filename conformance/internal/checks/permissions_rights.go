package checks

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/spec"
)

// singles hold one permission each.
func (b *builder) singles() []engine.Rights { return singles(b.contract.Permissions.Names()) }

func singles(names []string) []engine.Rights {
	var out []engine.Rights
	for _, name := range names {
		out = append(out, engine.Rights{Name: name, Active: []string{name}})
	}
	return out
}

// pairs hold two permissions that differ in their last word alone, such as
// reading and writing the same.
func (b *builder) pairs() []engine.Rights {
	names := b.contract.Permissions.Names()
	var out []engine.Rights
	for i, one := range names {
		for _, two := range names[i+1:] {
			if stem(one) == stem(two) {
				out = append(out, engine.Rights{Name: one + "+" + two, Active: []string{one, two}})
			}
		}
	}
	return out
}

func stem(permission string) string {
	if cut := strings.LastIndexByte(permission, '-'); cut >= 0 {
		return permission[:cut]
	}
	return permission
}

// spread holds every permission, each by a role of its own, after a role that
// grants nothing and before one that is inactive.
func (b *builder) spread() engine.Rights {
	r := engine.Rights{Name: "spread over roles", Active: b.contract.Permissions.Names(), Spread: true}
	if b.contract.Principal != nil && b.contract.Principal.RolesEnabled != "" {
		r.Inactive = b.everything()
	}
	return r
}

// inactive would hold everything if its role were active.
func (b *builder) inactive() engine.Rights {
	return engine.Rights{Name: "inactive role", Inactive: b.everything()}
}

// disabled would hold everything if its user were enabled.
func (b *builder) disabled() engine.Rights {
	return engine.Rights{Name: "disabled", Active: b.everything(), Disabled: true}
}

// everything is the fewest permissions that grant all there is: those that no
// other can stand in for.
func (b *builder) everything() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cachedEverything == nil {
		b.cachedEverything = b.fewest()
	}
	return slices.Clone(b.cachedEverything) // checks ask at once, and some add to it
}

func (b *builder) fewest() []string {
	names := b.contract.Permissions.Names()
	needed := slices.Clone(names)
	for _, name := range names {
		without := slices.DeleteFunc(slices.Clone(needed), func(n string) bool { return n == name })
		if b.grantsAll(without) {
			needed = without
		}
	}
	return needed
}

func (b *builder) grantsAll(names []string) bool {
	rights := b.contract.Permissions.Rights(names...)
	return !slices.ContainsFunc(b.contract.Cells(), func(c spec.Cell) bool {
		return !c.Forbidden && !c.Access.AllowsRights(rights)
	})
}

// lookalikes hold names that are no permissions and that a careless server
// takes for some: longer, shorter, in other case, or as patterns.
func (b *builder) lookalikes() []engine.Rights {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cachedLookalikes == nil {
		b.cachedLookalikes = b.findLookalikes()
	}
	return slices.Clone(b.cachedLookalikes)
}

func (b *builder) findLookalikes() []engine.Rights {
	out := []engine.Rights{{Name: "longer names"}, {Name: "shorter names"}, {Name: "other case"}, {Name: "patterns"}}
	seen := [4]map[string]bool{}
	for kind := range seen {
		seen[kind] = map[string]bool{"": true}
		for _, name := range b.contract.Permissions.Names() {
			seen[kind][name] = true
		}
	}
	add := func(kind int, names ...string) {
		for _, name := range names {
			if !seen[kind][name] {
				seen[kind][name] = true
				out[kind].Active = append(out[kind].Active, name)
			}
		}
	}
	for _, name := range b.contract.Permissions.Names() {
		if name == "" {
			continue // nothing looks like it
		}
		words := strings.Split(name, "-")
		add(0, name+"er", name+"-all", name+"s", "x"+name, " "+name)
		letters := []rune(name)
		add(1, string(letters[:len(letters)-1]), stem(name), words[0], words[len(words)-1], words[0]+"-"+words[len(words)-1], strings.Join(words[1:], "-"))
		add(0, strings.Join(b.contract.Permissions.Names(), ","), strings.Join(b.contract.Permissions.Names(), " "))
		add(0, `"`+name+`"`, name+"\u200b", name+"-")
		add(2, strings.ToUpper(name), titled(words), fullWidth(name))
		for _, between := range []string{"_", ":", ".", " ", ""} {
			add(2, strings.Join(words, between))
		}
		for i := range words {
			pattern := slices.Clone(words)
			pattern[i] = "*"
			add(3, strings.Join(pattern, "-"), strings.Join(words[:i], "-")+"-*", strings.Join(words[:i+1], "-")+"*")
		}
		add(3, "*", "**", ".*", "*-*-*", strings.ReplaceAll(name, "*", "company"), strings.ReplaceAll(name, "*", "user-accesscontrol"), strings.ReplaceAll(name, "*", ""))
	}
	return out
}

func titled(words []string) string {
	out := make([]string, len(words))
	for i, word := range words {
		first, size := utf8.DecodeRuneInString(word)
		out[i] = strings.ToUpper(string(first)) + word[size:]
		if size == 0 {
			out[i] = ""
		}
	}
	return strings.Join(out, "-")
}

// fullWidth writes the letters of English as they stand among those of Chinese.
func fullWidth(text string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'ａ'
		}
		return r
	}, text)
}

// others holds every permission but those that could admit to something.
func (b *builder) others(accesses ...*spec.Access) engine.Rights {
	r := engine.Rights{Name: "all others"}
	for _, name := range b.contract.Permissions.Names() {
		grants := slices.ContainsFunc(accesses, func(a *spec.Access) bool {
			return slices.ContainsFunc(a.Ways(), func(way []string) bool { return slices.Contains(way, name) })
		})
		if !grants {
			r.Active = append(r.Active, name)
		}
	}
	return r
}

// free tells whether an operation is granted to whoever has a token: no right is
// needed, and so none is missing.
func free(op *spec.Operation) bool { return op.Action.Self || op.Access.AllowsRights(nil) }
