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
		item = item.PathItem()
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
			var ways []*document.Node
			if isSecurity(said, root) {
				ways = said.Items
			} else {
				for _, names := range waysIn(said, needsAll(word)) {
					ways = append(ways, object(carrier(root), names))
				}
			}
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
		return item.Kind != document.Object || len(item.Keys) == 0 || slices.ContainsFunc(item.Keys, func(name string) bool { return schemes.Own(name) == nil })
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

// carrier is the scheme that names are asked of where the security of an operation
// has none: the first of the document that carries a token.
func carrier(root *document.Node) string {
	for name, scheme := range root.Get("components", "securitySchemes").Members() {
		if scheme.Get("x-value") == nil {
			return name
		}
	}
	return "token" // not declared: taken for a bearer token, and told
}

// joined is the security of an operation with each of the ways in each of its
// alternatives: what both ask for is needed. An alternative that asks for nothing
// is none any more.
func joined(root, op *document.Node, ways []*document.Node) *document.Node {
	security := op.Get("security")
	if security == nil {
		security = root.Get("security")
	}
	var asked []*document.Node
	if security != nil {
		asked = slices.DeleteFunc(slices.Clone(security.Items), func(a *document.Node) bool { return len(a.Keyed()) == 0 })
	}
	if len(asked) == 0 {
		asked = []*document.Node{nil}
	}
	out, seen := &document.Node{Kind: document.Array}, map[string]bool{}
	for _, way := range ways {
		for _, alternative := range asked {
			item := both(alternative, way, root)
			if text := string(item.AppendJSON(nil)); !seen[text] {
				seen[text] = true
				out.Items = append(out.Items, item)
			}
		}
	}
	return out
}

// both is an alternative that asks for what two ask for. Names that no scheme of
// the first is said to carry are asked of the first that can.
func both(alternative, way, root *document.Node) *document.Node {
	out := &document.Node{Kind: document.Object}
	for scheme, names := range alternative.Members() {
		out.Set(scheme, names.Clone())
	}
	for scheme, names := range way.Members() {
		if out.Own(scheme) == nil && len(names.Items) > 0 {
			for carrying := range alternative.Members() {
				if root.Get("components", "securitySchemes", carrying, "x-value") == nil {
					scheme = carrying
					break
				}
			}
		}
		list := out.Own(scheme)
		if list == nil {
			list = &document.Node{Kind: document.Array}
			out.Set(scheme, list)
		}
		for _, name := range names.Items {
			if !slices.Contains(list.Texts(), name.Text()) {
				list.Items = append(list.Items, name.Clone())
			}
		}
	}
	return out
}
