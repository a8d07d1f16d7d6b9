package infer

import (
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// states are the values that a status may have after a verb, beside its participle.
var states = map[string][]string{
	"activate": {"active"}, "deactivate": {"inactive", "disabled"}, "open": {"open"}, "reopen": {"open", "opened"}, "resume": {"active", "running", "resumed"},
	"unsuspend": {"active"}, "start": {"running", "active", "started"}, "stop": {"stopped", "off"}, "void": {"void"}, "enable": {"active"}, "disable": {"inactive"},
	"restore": {"active"}, "unarchive": {"active", "unarchived"}, "unpublish": {"draft", "unpublished"}, "cancel": {"canceled", "cancelled"}, "submit": {"pending"},
	"send": {"sent"}, "win": {"won"}, "lose": {"lost"}, "pay": {"paid"}, "hide": {"hidden"}, "unblock": {"active"}, "draft": {"draft"},
}

// opposites are verbs that take back what another does, but those with un-.
var opposites = map[string]string{"deactivate": "activate", "disable": "enable", "reopen": "close", "open": "close", "resume": "pause", "restore": "archive", "dislike": "like"}

// irregular participles.
var irregular = map[string][]string{"hide": {"hidden"}, "read": {"read"}, "send": {"sent"}, "follow": {"following"}, "watch": {"watching"}, "activate": {"active"}, "subscribe": {"subscribed"}}

// participles are what a record is called to which a verb was done, plain.
func participles(verb string) []string {
	out := append([]string(nil), irregular[verb]...)
	if end := verb[len(verb)-1:]; strings.Contains("aeiou", end) {
		out = append(out, verb+"d")
	} else {
		out = append(out, verb+"ed", verb+end+"ed")
	}
	if cut, is := strings.CutSuffix(verb, "y"); is {
		out = append(out, cut+"ied")
	}
	return append(out, verb)
}

// statusNames are members that say how a record stands, plain.
var statusNames = []string{"status", "state"}

// flag finds what a verb sets in a record: a member that is true or false, or a
// status among those of its enum.
func (c *collection) flag(verb string, is bool) (member string, value *document.Node) {
	boolean := func(verb string, is bool) (string, *document.Node) {
		for _, name := range participles(verb) {
			for _, way := range []string{name, "is" + name, name + "byme", "viewerhas" + name, "me" + name} {
				if found := c.resource.called(way); found != "" && document.TypeOf(c.resource.at(found)) == "boolean" {
					return found, &document.Node{Kind: document.Scalar, Scalar: is}
				}
			}
		}
		return "", nil
	}
	if member, value = boolean(verb, is); member != "" {
		return member, value
	}
	base, opposed := strings.CutPrefix(verb, "un")
	if !opposed || len(base) < 3 {
		base, opposed = opposites[verb], opposites[verb] != ""
	}
	if opposed {
		if member, value = boolean(base, !is); member != "" {
			return member, value
		}
	}
	if !is {
		return "", nil
	}
	for _, name := range statusNames {
		found := c.resource.called(name)
		values := c.resource.at(found).Deref().Get("enum").Texts()
		for i, want := range append(append([]string(nil), states[verb]...), participles(verb)...) {
			at := slices.IndexFunc(values, func(v string) bool { return plainName(v) == want })
			// A verb itself is no state, but where it is known to be one: open.
			if found != "" && at >= 0 && (want != verb || i < len(states[verb])) {
				return found, &document.Node{Kind: document.Scalar, Scalar: values[at]}
			}
		}
	}
	return "", nil
}

// count finds the member that counts how many have done what a verb says.
func (c *collection) count(verb string) string {
	for _, name := range append(participles(verb), verb+"s") {
		for _, way := range []string{name + "count", name + "scount", "num" + name, "numberof" + name} {
			if found := c.resource.called(way); found != "" && document.TypeOf(c.resource.at(found)) == "integer" {
				return found
			}
		}
	}
	return ""
}

// sets is a verb below one record that sets a flag or a status of it: to what it
// says by POST or PUT, and back by DELETE.
func (d *doc) sets(o *operation, c *collection) bool {
	if o.method == "get" || shaped(above(o.path)) != shaped(c.item) || keyOf(o.path) != "" || o.method == "patch" {
		return false
	}
	at, many, is := o.is(c.resource)
	if many && is || !is && !o.silent(c.id) || is && !o.one.isExactly(c.resource) && !o.one.writtenAgain(c.resource) {
		return false
	}
	verb := strings.TrimPrefix(plainName(last(o.path)), "mark")
	if verb == "" {
		return false
	}
	member, value := c.flag(verb, o.method != "delete")
	if member == "" || o.body.at(member) != nil { // the body says what it is to be
		return false
	}
	set := object(member, value)
	set.Set(member, value) // false too
	count := ""
	if document.TypeOf(c.resource.at(member)) == "boolean" {
		count = c.count(strings.TrimPrefix(verb, "un"))
	}
	d.act(o, c, "update", "sets "+member, "at", at, "set", set, "count", count)
	return true
}
