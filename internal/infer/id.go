package infer

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// idOf finds the member that a key names. What examples show to be a path is
// called id and stands beside the name that a path takes.
func (all shapes) idOf(c *collection, key string) string {
	name := singular(plainName(last(c.path)))
	names := []string{key, strings.TrimPrefix(plainName(key), name), strings.TrimPrefix(plainName(key), plainName(singular(last(c.path))))}
	var like []string // what the key ends in
	for _, suffix := range []string{"id", "uuid", "gid", "sid", "key", "slug", "name", "code", "number"} {
		switch {
		case !strings.HasSuffix(plainName(key), suffix):
		case slices.Contains([]string{"key", "slug", "code", "number"}, suffix) && plainName(key) != name && !strings.Contains(plainName(key), "idor"):
			names = append(names, suffix) // an id may stand beside it
		default:
			like = append(like, suffix)
		}
	}
	if plain := plainName(key); strings.HasSuffix(plain, "name") && plain != "username" {
		names = append(names, "name")
	}
	names = append(append(append(names, "id", "_id", name+"id"), like...), "uuid", "gid", "sid", "slug", "name", "username")
	path := ""
	kind := document.TypeOf(c.key)
	number := kind == "integer" || kind == "number"
	for i, name := range names {
		found := c.resource.called(name)
		switch {
		case i > 2 && number && found != "" && document.TypeOf(c.resource.at(found)) == "string":
			continue // a name beside the number that a path takes
		case name == "" || found == "" || !isID(c.resource.at(found)):
		case c.keyIsText(c.resource.at(found)), c.isOtherwise(c.resource.at(found), i > 2 && called(name)):
		case strings.Contains(exampled(c.examples, found), "/"):
			path = cmp.Or(path, found)
		default:
			return found
		}
	}
	if path != "" {
		return path
	}
	if held := all.held(c.resource, key); held != "" {
		return held
	}
	return all.below(c.resource, append(names, "uid", "uuid", "name")...)
}

// keyIsText tells of a member that is a number whether the path takes texts that no number
// that is counted up is written as: of a format, or longer than the first ones.
func (c *collection) keyIsText(member *document.Node) bool {
	kind := document.TypeOf(member)
	if kind != "integer" && kind != "number" || document.TypeOf(c.key) != "string" {
		return false
	}
	w := document.WordsOf(c.key.Deref())
	pattern, err := regexp.Compile(w.Pattern)
	return w.MinLength > 1 || w.Format != "" || err == nil && !pattern.MatchString("1") && !pattern.MatchString("1234")
}

// called tells of a name whether it is one that a text has.
func called(name string) bool { return slices.Contains([]string{"slug", "name", "username"}, name) }

// isOtherwise tells of a member that is called as an id may be that it is none: it is the
// same in all records, a time where the path takes none, one of a few words where the
// path takes what has a format, or a number that is called as texts are.
func (c *collection) isOtherwise(member *document.Node, text bool) bool {
	w := document.WordsOf(member.Deref())
	if len(w.Const) > 0 || text && document.TypeOf(member) != "string" && document.TypeOf(member) != "" {
		return true
	}
	key := document.WordsOf(c.key.Deref()).Format
	return key != w.Format && (slices.Contains([]string{"date-time", "time", "duration"}, w.Format) || key != "" && len(w.Enum) > 0)
}

// keySchema is what the key of a path may be, nil where nothing says so.
func (d *doc) keySchema(path, key string) *document.Node {
	for _, o := range d.byPath[path] {
		for _, list := range []*document.Node{o.node.Get("parameters"), o.item.Get("parameters")} {
			if list == nil {
				continue
			}
			for _, p := range list.Items {
				if p.Get("name").Text() == key && p.Get("in").Text() == "path" {
					return p.Get("schema")
				}
			}
		}
	}
	return nil
}

// fewKeys tells whether what stands at a path has one of a few keys.
func (d *doc) fewKeys(path string) bool {
	return slices.ContainsFunc(d.paths, func(item string) bool {
		key := keyOf(item)
		return key != "" && above(item) == path && d.keySchema(item, key).Get("enum") != nil
	})
}

// exampled is the first text that a member has in some examples, "" for none.
func exampled(examples []*document.Node, member string) string {
	for _, one := range examples {
		if text := one.Own(member).Text(); text != "" {
			return text
		}
	}
	return ""
}

// idHolders are members that hold what a record is called by.
var idHolders = []string{"metadata", "meta", "sys", "attributes", "header"}

// below finds a member with one of some names in an object that holds what a record
// is called by, dotted, "" for none.
func (all shapes) below(resource *shape, names ...string) string {
	for _, holder := range idHolders {
		at := resource.called(holder)
		if at == "" {
			continue
		}
		held := all.of(resource.at(at))
		for _, name := range names {
			if found := held.called(name); name != "" && found != "" && isID(held.at(found)) && isScalar(held.at(found)) {
				return at + "." + found
			}
		}
	}
	return ""
}

// held finds the id of what a record is about, which a key names: userId is the id
// of the record's user; "" for none.
func (all shapes) held(resource *shape, key string) string {
	for _, suffix := range []string{"id", "uuid", "gid", "sid", "name", "slug", "login"} {
		of, is := strings.CutSuffix(plainName(key), suffix)
		at := resource.called(of)
		if !is || of == "" || at == "" {
			continue
		}
		object := all.of(resource.at(at))
		if found := object.called(suffix); found != "" && isID(object.at(found)) && isScalar(object.at(found)) {
			return at + "." + found
		}
	}
	return ""
}

func isID(n *document.Node) bool {
	t := document.TypeOf(n)
	return t == "string" || t == "integer" || t == "number" || t == "" && n.Get("properties") == nil && n.Get("oneOf") == nil && n.Get("anyOf") == nil
}
