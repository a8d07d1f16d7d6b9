package spec

import "github.com/cotalker/rolecall/internal/document"

// What a document is made of: see package document. They stand here for those
// who read what a contract was compiled from, and its mistakes.
type (
	// Node is one value of a document, with its line.
	Node = document.Node
	// Words are what a schema says in the words of JSON Schema.
	Words = document.Words
	// Problem is one mistake in a document: what is wrong, where, and how to
	// mend it.
	Problem = document.Problem
	// Problems is every mistake of a document, in the order of their lines.
	Problems = document.Problems
)
