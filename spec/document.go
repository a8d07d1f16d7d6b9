package spec

import "github.com/cotalker/rolecall/internal/document"

// Problems is every mistake of a document, in the order of their lines: each with
// its File, Line and Pointer, What is wrong, and how to Mend it.
type Problems = document.Problems

// node is one value of a document, with its line. No node leaves the package:
// who reads a contract reads what was made of it.
type node = document.Node
