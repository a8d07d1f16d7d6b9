package spec

import (
	"fmt"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// version tells of documents of a version that is not known, and of what is not
// what a document of any must be.
func version(root *node, r *document.Reporter) {
	said := root.Get("openapi")
	if said == nil || root.Kind != document.Object {
		return
	}
	text := said.Text()
	if text == "" {
		text = fmt.Sprint(said.Value()) // openapi: 3.1 is a number
	}
	major, rest, _ := strings.Cut(text, ".")
	minor, _, _ := strings.Cut(rest, ".")
	switch {
	case major != "3":
		r.At(said, "openapi is "+text+", and 3.0 and 3.1 are read", "write it in one of those")
	case minor != "0" && minor != "1" && minor != "":
		r.Warn(said, "the document is of OpenAPI "+text+" and is read as 3.1: what is new since then has no effect", "have nothing depend on it")
	}
	for name, member := range root.Members() {
		at, known := structure[documentObject][name]
		if !known || member.Kind == document.Scalar && member.Scalar == nil {
			continue
		}
		switch member = member.Target(); {
		case member == nil:
		case at.list && member.Kind != document.Array:
			r.Warn(member, name+" is not a list, and is let be", "write a list")
		case !at.list && member.Kind != document.Object:
			r.Warn(member, name+" is not an object, and is let be", "write an object")
		}
	}
}
