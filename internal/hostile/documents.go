package hostile

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// swap makes lists of objects and objects of lists, all the way down.
func swap(a *answer, v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make([]any, 0, len(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			out = append(out, swap(a, v[name]))
		}
		return out
	case []any:
		out := map[string]any{}
		for i, item := range v {
			out[strconv.Itoa(i)] = swap(a, item)
		}
		return out
	}
	return v
}

// manyMembers gives the outermost object, or by an odd seed the innermost first
// one, 100,000 members more.
func manyMembers(a *answer) {
	document(markMembers)(a)
	a.body = bytes.Replace(a.body, []byte(`"`+manyMark+`":null`), many(), 1)
}

// markMembers marks the object that gets them.
func markMembers(a *answer, v any) any {
	object, is := v.(map[string]any)
	for is && a.seed%2 == 1 {
		var inner map[string]any
		for _, name := range slices.Sorted(maps.Keys(object)) {
			if inner, is = object[name].(map[string]any); is {
				break
			}
		}
		if !is {
			break
		}
		object = inner
	}
	if object == nil {
		a.same = true
		return v
	}
	object[manyMark] = nil
	return v
}

// manyMark stands in a document for the members that are yet to come.
const manyMark = "rolecall has many members here"

// many are those members, made once: a proxy that took its time over them would
// be the one that is measured.
var many = sync.OnceValue(func() []byte {
	var text []byte
	for i := range 100_000 {
		text = fmt.Appendf(text, `"member%d":%d,`, i, i)
	}
	return bytes.TrimSuffix(text, []byte(","))
})

// crowd makes every list of objects one of 5,000, as a server does that knows
// no paging. Where that is only the list of what is wrong with a request, its
// place is told.
func crowd(a *answer, v any) any {
	var grown []string
	v = grow(v, "", &grown)
	if a.same = len(grown) == 0; len(grown) == 1 && grown[0] == "/errors" {
		a.place = grown[0]
	}
	return v
}

// grow makes the lists of a document longer, and collects their places.
func grow(v any, at string, grown *[]string) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			v[name] = grow(value, at+"/"+name, grown)
		}
	case []any:
		if len(v) == 0 {
			return v
		}
		if _, is := v[0].(map[string]any); !is {
			return v
		}
		*grown = append(*grown, at)
		out := make([]any, 0, 5_000)
		for i := range cap(out) {
			out = append(out, renamed(v[i%len(v)], i/len(v)))
		}
		return out
	}
	return v
}

// renamed is a record with an id of its own.
func renamed(item any, nth int) any {
	object, is := item.(map[string]any)
	if !is || nth == 0 {
		return item
	}
	out := maps.Clone(object)
	for name, value := range out {
		if id, isText := value.(string); isText && strings.HasSuffix(name, "id") && len(id) > 6 {
			tail := strconv.FormatInt(int64(nth), 16)
			out[name] = id[:len(id)-len(tail)] + tail
		}
	}
	return out
}

// sameIDs gives every record the id of one, or by an odd seed a number as its
// id.
func sameIDs(a *answer, v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if _, isText := value.(string); isText && strings.HasSuffix(name, "id") {
				v[name] = "000000000000000000000001"
				if a.seed%2 == 1 {
					v[name] = 1
				}
				continue
			}
			v[name] = sameIDs(a, value)
		}
	case []any:
		for i := range v {
			v[i] = sameIDs(a, v[i])
		}
	}
	return v
}
