package spec

import (
	"encoding/json"
	"strconv"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/jsonvalue"
)

// eachOnce are the values of an enum, each once.
func eachOnce(n *node) []any {
	var out []any
	seen := map[string]bool{}
	for _, item := range n.Items {
		value := jsonValue(item)
		if text := string(jsonvalue.Append(nil, value)); !seen[text] {
			seen[text] = true
			out = append(out, value)
		}
	}
	return out
}

// exact is the greatest integer up to which a floating point number holds every
// integer: a bound past it would be another one.
const exact = 1 << 53

// jsonValue is a node as encoding/json would decode it, which is what the
// schema compiler reads.
func jsonValue(n *node) any {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case document.Object:
		m := make(map[string]any, len(n.Keys))
		for key, member := range n.Members() {
			m[key] = jsonValue(member)
		}
		return m
	case document.Array:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = jsonValue(item)
		}
		return list
	}
	if v, is := n.Scalar.(int); is {
		if -exact <= v && v <= exact {
			return float64(v)
		}
		return json.Number(strconv.Itoa(v))
	}
	return n.Scalar
}
