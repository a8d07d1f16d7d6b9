// Package jsonvalue reads JSON text into Go values and writes them again: objects
// are map[string]any, arrays []any, numbers json.Number.
//
//	value, err := jsonvalue.Decode(text)
//	text = jsonvalue.Append(nil, value)
//
// Where what stands:
//
//	decode      whatever JSON there is, with the place of what is wrong in it
//	fast        the JSON that most clients send, in half the time
//	append      the other way, and the names of types
//	clone       a value that shares nothing with another
//	dottedpath  what lies at a path such as name.last
package jsonvalue
