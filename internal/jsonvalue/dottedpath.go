package jsonvalue

import "strings"

// ValueAt follows a dotted path into a decoded value, nil where it leads nowhere.
func ValueAt(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

// SetAt writes a value at a dotted path, and makes the objects on the way.
func SetAt(object map[string]any, path string, value any) {
	name, rest, nested := strings.Cut(path, ".")
	if !nested {
		object[name] = value
		return
	}
	below, _ := object[name].(map[string]any)
	if below == nil {
		below = map[string]any{}
		object[name] = below
	}
	SetAt(below, rest, value)
}

// RemoveAt takes the member at a dotted path out of an object.
func RemoveAt(object map[string]any, path string) {
	name, rest, nested := strings.Cut(path, ".")
	if below, is := object[name].(map[string]any); nested && is {
		RemoveAt(below, rest)
	} else if !nested {
		delete(object, name)
	}
}
