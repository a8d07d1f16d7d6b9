package infer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// dialects are the extensions in which teams write rights into their documents,
// and whether the names of a list are all needed, or any of them.
var dialects = []struct {
	word string
	all  bool
}{
	{"x-required-permissions", true},
	{"x-required-permission", true},
	{"x-permissions", true},
	{"x-permission", true},
	{"x-required-scopes", true},
	{"x-scopes", true},
	{"x-rbac", true},
	{"x-authorization", true},
	{"x-required-roles", false},
	{"x-allowed-roles", false},
	{"x-roles", false},
}

// Dialects are the extensions that rights are read from.
func Dialects() []string {
	var out []string
	for _, d := range dialects {
		out = append(out, d.word)
	}
	return out
}

// maxWays is how many alternatives a security may have that rights are joined to.
const maxWays = 64

// Rights reads the rights that operations carry in a dialect, as security. From
// names the one that is read, "" those that there are. What cannot be read is
// noted: a right must not be passed over without a word.
func Rights(root *document.Node, from string, report *document.Reporter) []Guess {
	if off(root) && from == "" {
		return nil
	}
	words := Dialects()
	if from != "" {
		words = []string{from}
	}
	var out []Guess
	for _, item := range root.Get("paths").Members() {
		item = item.Deref()
		for method, op := range item.Members() {
			if !slices.Contains(append(methods, "head", "options", "trace"), method) || op.Kind != document.Object || off(op) && from == "" {
				continue
			}
			if g, found := rightsOf(root, []*document.Node{op, item, root}, words, report); found {
				out = append(out, g)
			}
		}
	}
	return out
}

// rightsOf reads the nearest of those that stand on an operation, its path item
// or the document.
func rightsOf(root *document.Node, places []*document.Node, words []string, report *document.Reporter) (Guess, bool) {
	for _, place := range places {
		for _, word := range words {
			said := place.Own(word)
			if said == nil {
				continue
			}
			op := places[0]
			if isSecurity(said, root) {
				return Guess{Node: op, Word: "security", Value: said.Clone(), Why: word + " has the grammar of security", Instead: op.Own("security")}, true
			}
			ways := waysIn(said, needsAll(word))
			if len(ways) == 0 {
				report.Warn(said, word+" is not understood, so that it gives no right", "write a name, a list of names, or {roles: […]} or {permissions: […]}")
				return Guess{}, false
			}
			value := joined(root, op, ways)
			if len(value.Items) > maxWays {
				report.Warn(said, fmt.Sprintf("%s and security have more than %d ways together, so that it gives no right", word, maxWays), "say them in security")
				return Guess{}, false
			}
			return Guess{Node: op, Word: "security", Value: value, Why: "from " + word, Instead: op.Own("security")}, true
		}
	}
	return Guess{}, false
}

func needsAll(word string) bool {
	for _, d := range dialects {
		if d.word == word {
			return d.all
		}
	}
	return true
}

// isSecurity tells whether a value has the grammar of security: a list of objects
// whose members are called as schemes of the document.
func isSecurity(n *document.Node, root *document.Node) bool {
	schemes := root.Get("components", "securitySchemes")
	return n.Kind == document.Array && len(n.Items) > 0 && !slices.ContainsFunc(n.Items, func(item *document.Node) bool {
		return item.Kind != document.Object || slices.ContainsFunc(item.Keys, func(name string) bool { return schemes.Own(name) == nil })
	})
}

// waysIn reads names: each way needs all of its own. It gives none for what it
// does not understand.
func waysIn(n *document.Node, all bool) [][]string {
	switch n.Kind {
	case document.Scalar:
		if text := strings.TrimSpace(n.Text()); text != "" {
			return [][]string{{text}}
		}
	case document.Array:
		return waysOfList(n, all)
	case document.Object:
		return waysOfObject(n)
	}
	return nil
}

func waysOfList(n *document.Node, all bool) [][]string {
	var each [][]string
	for _, item := range n.Items {
		ways := waysIn(item, true)
		if len(ways) != 1 {
			return nil
		}
		each = append(each, ways[0])
	}
	if !all || len(n.Items) > 0 && n.Items[0].Kind == document.Array { // lists in a list are ways
		return each
	}
	if names := slices.Concat(each...); len(names) > 0 {
		return [][]string{names}
	}
	return nil
}

// waysOfObject reads the members that are known; what they ask for is needed
// together.
func waysOfObject(n *document.Node) [][]string {
	if resource, action := n.Own("resource").Text(), n.Own("action").Text(); resource != "" && action != "" {
		return [][]string{{resource + ":" + action}}
	}
	ways := [][]string{nil}
	for name, value := range n.Members() {
		var more [][]string
		switch plainName(name) {
		case "roles", "role", "anyof", "any", "allowedroles", "or":
			more = waysIn(value, false)
		case "permissions", "permission", "scopes", "scope", "allof", "all", "required", "and", "name":
			more = waysIn(value, true)
		case "description", "summary", "type":
			continue
		}
		if len(more) == 0 || len(ways)*len(more) > maxWays {
			return nil
		}
		var both [][]string
		for _, a := range ways {
			for _, b := range more {
				both = append(both, slices.Concat(a, b))
			}
		}
		ways = both
	}
	if len(ways[0]) == 0 {
		return nil
	}
	return ways
}

// joined is the security of an operation with the ways in each of its
// alternatives. Where it has none, the first scheme of the document carries them,
// and a bearer token where there is no scheme.
func joined(root, op *document.Node, ways [][]string) *document.Node {
	security := op.Get("security")
	if security == nil {
		security = root.Get("security")
	}
	out := &document.Node{Kind: document.Array}
	add := func(alternative *document.Node, way []string) {
		item := &document.Node{Kind: document.Object}
		for i, scheme := range alternative.Keyed() {
			names := alternative.Own(scheme).Texts()
			if i == 0 {
				for _, name := range way {
					if !slices.Contains(names, name) {
						names = append(names, name)
					}
				}
			}
			list := &document.Node{Kind: document.Array}
			for _, name := range names {
				list.Items = append(list.Items, &document.Node{Kind: document.Scalar, Scalar: name})
			}
			item.Set(scheme, list)
		}
		out.Items = append(out.Items, item)
	}
	for _, way := range ways {
		found := false
		if security != nil {
			for _, alternative := range security.Items {
				if len(alternative.Keyed()) > 0 {
					add(alternative, way)
					found = true
				}
			}
		}
		if !found {
			scheme := "token" // not declared: taken for a bearer token, and told
			if names := root.Get("components", "securitySchemes").Keyed(); len(names) > 0 {
				scheme = names[0]
			}
			alternative := &document.Node{Kind: document.Object}
			alternative.Set(scheme, &document.Node{Kind: document.Array})
			add(alternative, way)
		}
	}
	return out
}
