package mockserver

import (
	"strings"

	"github.com/cotalker/rolecall/internal/jsonpatch"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// patch is how the body of an update says what becomes of a record.
type patch byte

const (
	noPatch    patch = iota // by members that are merged
	merged                  // by members, of which null takes one out: RFC 7396
	operations              // by a list of operations: RFC 6902
)

// patchOf reads it from the media type that the body is sent as.
func (x *exchange) patchOf() patch {
	if x.endpoint.Action.Kind != spec.Update {
		return noPatch
	}
	switch media := mediatype.Of(x.request.Header.Get("Content-Type")); {
	case media == mediatype.JSONPatch:
		return operations
	case media == mediatype.JSON && x.endpoint.Body.ListsOperations():
		return operations
	case media == mediatype.MergePatch, strings.HasSuffix(media, "merge-patch+json"):
		return merged
	}
	return noPatch
}

// updatePatched changes a record as a patch says. What only the server writes
// stays.
func (x *exchange) updatePatched() *refusal {
	c := x.state.Writable(x.endpoint.Action.Resource)
	old, refused := x.target(c)
	if refused != nil {
		return refused
	}
	before, _ := jsonvalue.Decode([]byte(old.JSON))
	after, err := before, error(nil)
	if x.patch == operations {
		after, err = jsonpatch.Apply(before, x.body)
	} else if changes, _ := x.changes(); changes != nil {
		after = jsonpatch.Merge(before, changes)
	}
	if err != nil {
		return x.server.refuse(spec.BadBody, x.endpoint.Operation, "the patch cannot be done: "+err.Error(), fault{detail: err.Error()})
	}
	document, is := after.(map[string]any)
	if !is {
		return x.server.refuse(spec.BadBody, x.endpoint.Operation, "the patch would leave no object", fault{detail: "leaves no object"})
	}
	document = x.server.afresh(document)
	return x.putInPlace(c, old, document, x.hashPassword(document))
}
