package hostile

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// members spoils one member of each reply, at whatever depth: of those that
// there are, the seed's favourite, which is the same one in replies alike. Every
// fourth seed spoils all members of the favourite's name.
func members(change func(a *answer, name string, value any) (string, any, bool)) func(*answer) {
	return document(func(a *answer, v any) any {
		all := map[string]bool{}
		paths(v, "", all)
		if len(all) == 0 {
			a.same = true
			return v
		}
		favourite := slices.MinFunc(slices.Collect(maps.Keys(all)), func(p, q string) int {
			if hash(p+strconv.FormatUint(a.seed, 10)) < hash(q+strconv.FormatUint(a.seed, 10)) {
				return -1
			}
			return 1
		})
		a.place = favourite
		chosen := func(path string) bool { return path == favourite }
		if a.seed%4 == 3 {
			name := favourite[strings.LastIndex(favourite, "/"):]
			chosen = func(path string) bool { return strings.HasSuffix(path, name) }
		}
		return spoil(v, "", chosen, func(name string, value any) (string, any, bool) { return change(a, name, value) })
	})
}

// document spoils the JSON of a reply.
func document(change func(a *answer, v any) any) func(*answer) {
	return func(a *answer) {
		decoder := json.NewDecoder(bytes.NewReader(a.body))
		decoder.UseNumber()
		var v any
		if decoder.Decode(&v) != nil {
			a.same = true
			return
		}
		before, _ := json.Marshal(v) // the order of members means nothing
		text, err := json.Marshal(change(a, v))
		if err != nil {
			a.same = true
			return
		}
		a.same = a.same || bytes.Equal(before, text)
		a.body = text
	}
}

// paths collects the places of a document; the items of a list are one place.
func paths(v any, at string, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			into[at+"/"+name] = true
			paths(value, at+"/"+name, into)
		}
	case []any:
		for _, item := range v {
			into[at+"/*"] = true
			paths(item, at+"/*", into)
		}
	}
}

// spoil changes the chosen places of a document.
func spoil(v any, at string, chosen func(string) bool, change func(string, any) (string, any, bool)) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, value := range v {
			path, keep := at+"/"+name, true
			if chosen(path) {
				name, value, keep = change(name, value)
			} else {
				value = spoil(value, path, chosen, change)
			}
			if keep {
				out[name] = value
			}
		}
		return out
	case []any:
		out := make([]any, 0, len(v))
		for _, item := range v {
			path, keep := at+"/*", true
			if chosen(path) {
				_, item, keep = change("item", item)
			} else {
				item = spoil(item, path, chosen, change)
			}
			if keep {
				out = append(out, item)
			}
		}
		return out
	}
	return v
}

func drop(_ *answer, name string, value any) (string, any, bool) { return name, value, false }

func null(_ *answer, name string, _ any) (string, any, bool) { return name, nil, true }

func rename(a *answer, name string, value any) (string, any, bool) {
	switch a.seed % 3 {
	case 0:
		return strings.ToUpper(name), value, true
	case 1:
		return name + "s", value, true
	}
	return "$" + name, value, true
}

func nest(a *answer, name string, value any) (string, any, bool) {
	if a.seed%2 == 0 {
		return name, map[string]any{name: value}, true
	}
	return name, []any{value}, true
}

// emptied leaves a value of the kind that it was, with nothing in it.
func emptied(_ *answer, name string, value any) (string, any, bool) {
	switch value.(type) {
	case map[string]any:
		return name, map[string]any{}, true
	case []any:
		return name, []any{}, true
	case string:
		return name, "", true
	case json.Number:
		return name, 0, true
	case bool:
		return name, false, true
	}
	return name, value, true
}

// retype makes a value of another kind, as like the first one as can be.
func retype(a *answer, name string, value any) (string, any, bool) {
	switch v := value.(type) {
	case map[string]any:
		return name, swap(a, v), true
	case []any:
		return name, swap(a, v), true
	case string:
		if a.seed%2 == 0 {
			return name, len(v), true
		}
		return name, map[string]any{"value": v}, true
	case json.Number:
		return name, v.String(), true
	case bool:
		if a.seed%2 == 0 {
			return name, strconv.FormatBool(v), true
		}
		return name, map[bool]int{true: 1}[v], true
	}
	return name, "null", true
}

// unwrap leaves what is within a value, and nothing of what is within none.
func unwrap(_ *answer, name string, value any) (string, any, bool) {
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			return name, v[key], true
		}
	case []any:
		if len(v) > 0 {
			return name, v[0], true
		}
	}
	return name, value, false
}

// count has a number stand where there was what could be counted.
func count(_ *answer, name string, value any) (string, any, bool) {
	switch v := value.(type) {
	case map[string]any:
		return name, len(v), true
	case []any:
		return name, len(v), true
	case string:
		return name, len(v), true
	}
	return name, -1, true
}

// alter makes another value of the same kind.
func alter(_ *answer, name string, value any) (string, any, bool) {
	switch v := value.(type) {
	case string:
		letters := []rune(v)
		slices.Reverse(letters)
		return name, string(letters) + "x", true
	case json.Number:
		return name, json.Number(v.String() + "7"), true
	case bool:
		return name, !v, true
	case []any:
		return name, append(v[:len(v):len(v)], v...), true
	}
	return name, value, false
}
