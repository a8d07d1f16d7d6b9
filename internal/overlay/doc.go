// Package overlay reads files of the OpenAPI Overlay Specification, lays them
// over a document, and writes them. The document's own files are not touched.
//
//	over, err := overlay.Read("overlay.yaml", text)
//	err = over.Lay(root, report)
//
// Versions 1.0 and 1.1 are read: 1.1 adds copy, and single values as targets.
// Where what stands:
//
//	overlay  a file and its actions, with what is wrong with them
//	target   the places of a document that a JSONPath names
//	lay      what an action makes of them
//	write    an overlay as text, from places and what belongs there
package overlay
