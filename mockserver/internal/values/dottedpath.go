package values

import "strings"

// TakeFrom takes the member at a dotted path out of an object.
func TakeFrom(document map[string]any, path string) {
	name, rest, nested := strings.Cut(path, ".")
	if below, is := document[name].(map[string]any); nested && is {
		TakeFrom(below, rest)
	} else if !nested {
		delete(document, name)
	}
}

// SetAt writes a value at a dotted path.
func SetAt(document map[string]any, path string, value any) {
	name, rest, nested := strings.Cut(path, ".")
	if !nested {
		document[name] = value
		return
	}
	below, is := document[name].(map[string]any)
	if !is {
		below = map[string]any{}
		document[name] = below
	}
	SetAt(below, rest, value)
}

// ValueAt is the value at a dotted path, nil where there is none.
func ValueAt(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}
