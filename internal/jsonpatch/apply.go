package jsonpatch

import (
	"fmt"
	"maps"
	"slices"
)

// Bounds of a patch: of its operations, and of the values that its copies make,
// each member and item counted.
const (
	maxOperations = 1000
	maxCopied     = 100_000
)

// Error says which operation of a patch cannot be done, and why.
type Error struct {
	Index  int    // of the operation, -1 for the patch as a whole
	Detail string // such as "there is nothing at /name"
}

func (e *Error) Error() string {
	if e.Index < 0 {
		return e.Detail
	}
	return fmt.Sprintf("operation %d: %s", e.Index, e.Detail)
}

// Apply is a value after the operations of a JSON Patch, or an *Error: then
// nothing of them holds.
func Apply(value, patch any) (any, error) {
	operations, is := patch.([]any)
	if !is {
		return nil, &Error{-1, "a JSON Patch is a list of operations"}
	}
	if len(operations) > maxOperations {
		return nil, &Error{-1, fmt.Sprintf("a patch has %d operations at most", maxOperations)}
	}
	copied := 0
	for i, one := range operations {
		var err error
		if value, err = apply(value, one, &copied); err != nil {
			return nil, &Error{i, err.Error()}
		}
	}
	return value, nil
}

func apply(value, operation any, copied *int) (any, error) {
	o, is := operation.(map[string]any)
	if !is {
		return nil, fmt.Errorf("is not an object")
	}
	name, _ := o["op"].(string)
	path, err := pointer(o, "path")
	if err != nil {
		return nil, err
	}
	given, has := o["value"]
	switch name {
	case "add", "replace", "test":
		if !has {
			return nil, fmt.Errorf("%s has no value", name)
		}
	case "move", "copy":
		from, err := pointer(o, "from")
		if err != nil {
			return nil, err
		}
		if given, err = at(value, from); err != nil {
			return nil, err
		}
		if name == "copy" {
			if *copied += size(given); *copied > maxCopied {
				return nil, fmt.Errorf("copies more than %d values", maxCopied)
			}
			break
		}
		if len(path) > len(from) && slices.Equal(path[:len(from)], from) {
			return nil, fmt.Errorf("moves a value into itself")
		}
		if value, err = remove(value, from); err != nil {
			return nil, err
		}
	case "remove":
	default:
		return nil, fmt.Errorf("%q is none of add, remove, replace, move, copy, test", name)
	}
	switch name {
	case "remove":
		return remove(value, path)
	case "replace":
		return replace(value, path, given)
	case "test":
		found, err := at(value, path)
		if err == nil && !equal(found, given) {
			err = fmt.Errorf("what is at %s is another value", o["path"])
		}
		return value, err
	}
	return add(value, path, given)
}

// Merge is a value after a JSON Merge Patch: a member that is null is taken out.
func Merge(value, patch any) any {
	changes, is := patch.(map[string]any)
	if !is {
		return patch
	}
	before, _ := value.(map[string]any)
	after := maps.Clone(before)
	if after == nil {
		after = map[string]any{}
	}
	for name, change := range changes {
		if change == nil {
			delete(after, name)
		} else {
			after[name] = Merge(after[name], change)
		}
	}
	return after
}

// equal tells whether two values are the same, numbers by their value.
func equal(a, b any) bool {
	x, isNumber := number(a)
	y, both := number(b)
	if isNumber && both {
		return x == y
	}
	switch a := a.(type) {
	case map[string]any:
		b, is := b.(map[string]any)
		return is && maps.EqualFunc(a, b, equal)
	case []any:
		b, is := b.([]any)
		return is && slices.EqualFunc(a, b, equal)
	}
	return a == b
}

func number(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case interface{ Float64() (float64, error) }:
		f, err := n.Float64()
		return f, err == nil
	}
	return 0, false
}

// size counts a value with all that is in it.
func size(v any) int {
	n := 1
	switch v := v.(type) {
	case map[string]any:
		for _, one := range v {
			n += size(one)
		}
	case []any:
		for _, one := range v {
			n += size(one)
		}
	}
	return n
}
