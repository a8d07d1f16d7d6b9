// Package jsonpatch changes a decoded JSON value as a JSON Patch (RFC 6902) or a
// JSON Merge Patch (RFC 7396) says.
//
//	after, err := jsonpatch.Apply(before, []any{map[string]any{"op": "remove", "path": "/name"}})
//	after := jsonpatch.Merge(before, map[string]any{"name": nil})
//
// Values are what encoding/json decodes, numbers as json.Number or float64. What
// is given is not changed.
package jsonpatch
