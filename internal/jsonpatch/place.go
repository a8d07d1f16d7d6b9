package jsonpatch

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// pointer reads the JSON Pointer in a member of an operation.
func pointer(operation map[string]any, member string) ([]string, error) {
	text, is := operation[member].(string)
	if !is || text != "" && text[0] != '/' {
		return nil, fmt.Errorf("%s is not a JSON Pointer, such as /name", member)
	}
	if text == "" {
		return nil, nil
	}
	parts := strings.Split(text[1:], "/")
	for i, part := range parts {
		parts[i] = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
	}
	return parts, nil
}

func missing(name string) error { return fmt.Errorf("there is nothing at %q", name) }

// item reads the place of a list's item, from 0 to most.
func item(name string, most int) (int, error) {
	i, err := strconv.Atoi(name)
	if err != nil || i < 0 || i > most || strconv.Itoa(i) != name {
		return 0, missing(name)
	}
	return i, nil
}

// at is the value at a path.
func at(value any, path []string) (any, error) {
	for _, name := range path {
		switch v := value.(type) {
		case map[string]any:
			found, has := v[name]
			if !has {
				return nil, missing(name)
			}
			value = found
		case []any:
			i, err := item(name, len(v)-1)
			if err != nil {
				return nil, err
			}
			value = v[i]
		default:
			return nil, missing(name)
		}
	}
	return value, nil
}

// change makes of a value another, in which the object or list that a path leads
// into is changed; the whole is what the empty path is about.
func change(value any, path []string, last func(holder any, name string) (any, error)) (any, error) {
	if len(path) == 1 {
		return last(value, path[0])
	}
	inner, err := at(value, path[:1])
	if err == nil {
		inner, err = change(inner, path[1:], last)
	}
	if err != nil {
		return nil, err
	}
	return put(value, path[0], inner), nil
}

// put is an object or a list with another value in a place that it has.
func put(holder any, name string, value any) any {
	if object, is := holder.(map[string]any); is {
		object = maps.Clone(object)
		object[name] = value
		return object
	}
	list := slices.Clone(holder.([]any))
	i, _ := strconv.Atoi(name) // it led there
	list[i] = value
	return list
}

func add(value any, path []string, given any) (any, error) {
	if len(path) == 0 {
		return given, nil
	}
	return change(value, path, func(holder any, name string) (any, error) {
		switch h := holder.(type) {
		case map[string]any:
			return put(h, name, given), nil
		case []any:
			if name == "-" {
				name = strconv.Itoa(len(h))
			}
			i, err := item(name, len(h))
			if err != nil {
				return nil, err
			}
			return slices.Insert(slices.Clone(h), i, given), nil
		}
		return nil, missing(name)
	})
}

func replace(value any, path []string, given any) (any, error) {
	if len(path) == 0 {
		return given, nil
	}
	return change(value, path, func(holder any, name string) (any, error) {
		if _, err := at(holder, []string{name}); err != nil {
			return nil, err
		}
		return put(holder, name, given), nil
	})
}

func remove(value any, path []string) (any, error) {
	if len(path) == 0 {
		return nil, nil
	}
	return change(value, path, func(holder any, name string) (any, error) {
		if _, err := at(holder, []string{name}); err != nil {
			return nil, err
		}
		if object, is := holder.(map[string]any); is {
			object = maps.Clone(object)
			delete(object, name)
			return object, nil
		}
		list := holder.([]any)
		i, _ := strconv.Atoi(name) // it led there
		return slices.Delete(slices.Clone(list), i, i+1), nil
	})
}
