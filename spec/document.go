package spec

import "github.com/cotalker/rolecall/internal/document"

// What a document is made of: see package document. They stand here for those
// who read where a contract says something, and its mistakes.
type (
	// Position is where something stands in a document.
	Position = document.Position
	// Words are what a schema says in the words of JSON Schema.
	Words = document.Words
	// Problems is every mistake of a document, in the order of their lines: each
	// with its File, Line and Pointer, What is wrong, and how to Mend it.
	Problems = document.Problems
)

// node is one value of a document, with its line. No node leaves the package:
// who reads a contract reads what was made of it.
type node = document.Node
