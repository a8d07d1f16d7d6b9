// Package document reads YAML and JSON into a tree that knows its lines, so that
// what is wrong with a file that a person wrote can be told with its place and
// with what to do about it.
//
//	root, err := document.Parse("museum.yaml", text)
//	root.Get("info", "title").Text()
//
// Where what stands:
//
//	node      a value with its line and JSON Pointer; references are followed
//	change    what makes and changes a tree
//	parse     YAML to a tree, aliases and merge keys resolved; json the same of JSON; blank a text without any
//	pathitem  a path item, and what its $ref leads to
//	position  where something stands
//	bound     how many values a document may have, and how deep
//	source    one file, and what a $ref in it points at; files those that it refers to
//	laid      a part of one file as a part of another, for overlays
//	problem   mistakes: where, what, how to mend it; errors and warnings
//	number    a number, exactly as it is written
//	pack      a tree as it lies in the binary
//	schema    what a schema is composed of: its type, items, flags
//	words     what it says in the words of JSON Schema, typed
//	print     a tree as YAML and JSON
package document
