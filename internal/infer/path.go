package infer

import (
	"slices"
	"strings"
)

// normal is a path without what is no part of a resource's name: a query, a
// fragment, a slash or .json at its end; its keys are as they are called.
func normal(path string) string {
	path, _, _ = strings.Cut(path, "?")
	path, _, _ = strings.Cut(path, "#")
	path = strings.TrimSuffix(strings.TrimSuffix(path, "/"), ".json")
	return path
}

// keyOf is the name of the key that a path's last segment is, "" for one that is
// no key alone. "{id}.json" is one: see normal.
func keyOf(path string) string {
	last := path[strings.LastIndexByte(path, '/')+1:]
	if strings.HasPrefix(last, "{") && strings.HasSuffix(last, "}") && strings.Count(last, "{") == 1 {
		return last[1 : len(last)-1]
	}
	return ""
}

// above is a path without its last segment.
func above(path string) string { return path[:max(0, strings.LastIndexByte(path, '/'))] }

// last is the last segment of a path that is no key, as a name.
func last(path string) string {
	for ; path != ""; path = above(path) {
		segment := path[strings.LastIndexByte(path, '/')+1:]
		if !strings.Contains(segment, "{") && segment != "" {
			return segment
		}
	}
	return ""
}

// keys are the names of all keys of a path, in order.
func keys(path string) []string {
	var out []string
	for {
		_, after, found := strings.Cut(path, "{")
		name, rest, closed := strings.Cut(after, "}")
		if !found || !closed {
			return out
		}
		out, path = append(out, name), rest
	}
}

// shaped is a path whose keys have no names.
func shaped(path string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(path, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("{}")
		_, path, _ = strings.Cut(after, "}")
	}
}

// unversioned is a path whose keys have no names, without its version: /v2.
func unversioned(path string) string {
	parts := strings.Split(shaped(path), "/")
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool {
		return len(part) > 1 && (part[0] == 'v' || part[0] == 'V') && strings.Trim(part[1:], "0123456789.") == ""
	}), "/")
}

// plainName is a name without case and punctuation: pet_id, petId and pet-id are
// one.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		}
		return -1
	}, name)
}

// singular is a plural name in the singular, as far as English is regular.
func singular(name string) string {
	switch {
	case strings.HasSuffix(name, "ies") && len(name) > 4:
		return name[:len(name)-3] + "y"
	case strings.HasSuffix(name, "sses"), strings.HasSuffix(name, "xes"), strings.HasSuffix(name, "ches"), strings.HasSuffix(name, "shes"):
		return name[:len(name)-2]
	case strings.HasSuffix(name, "s") && !strings.HasSuffix(name, "ss") && len(name) > 2:
		return name[:len(name)-1]
	}
	return name
}
