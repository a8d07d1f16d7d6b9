package state

import "strings"

// takeFrom takes the member at a dotted path out of an object.
func takeFrom(document map[string]any, path string) {
	name, rest, nested := strings.Cut(path, ".")
	if below, is := document[name].(map[string]any); nested && is {
		takeFrom(below, rest)
	} else if !nested {
		delete(document, name)
	}
}

// setAt writes a value at a dotted path.
func setAt(document map[string]any, path string, value any) {
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
	setAt(below, rest, value)
}

// ValueAt is the value at a dotted path, nil where there is none.
func ValueAt(v any, path string) any {
	for name := range strings.SplitSeq(path, ".") {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}
