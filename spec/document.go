package spec

import "github.com/cotalker/rolecall/internal/document"

// What a document is made of: see package document. They stand here for those
// who read what a contract was compiled from, and its mistakes.
type (
	// Node is one value of a document, with its line.
	Node = document.Node
	// Problem is one mistake in a document: what is wrong, where, and how to
	// mend it.
	Problem = document.Problem
	// Problems is every mistake of a document, in the order of their lines.
	Problems = document.Problems
	// Reporter collects the problems of a document.
	Reporter = document.Reporter
)

// The kinds of node.
const (
	Object = document.Object
	Array  = document.Array
	Scalar = document.Scalar
)

// ParseDocument reads YAML or JSON text into a tree. The error is a [Problems]
// with the line of the fault.
func ParseDocument(file string, data []byte) (*Node, error) { return document.Parse(file, data) }

// EscapePointer writes a name as one token of a JSON Pointer.
func EscapePointer(name string) string { return document.EscapePointer(name) }

// UnescapePointer reads one token of a JSON Pointer.
func UnescapePointer(token string) string { return document.UnescapePointer(token) }
