package mockserver

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/mockserver/internal/state"
	"github.com/cotalker/rolecall/spec"
)

// versioning is what an operation on one record does with entity tags, the names of
// versions (RFC 9110, 8.8.3): as far as its document has them, and no further.
type versioning struct {
	tags     bool // its reply has an ETag
	asks     bool // it may be told which version is meant, with If-Match, and is refused with 412
	remember bool // it may be told which version is known, with If-None-Match, and answers 304
}

func planVersioning(op *spec.Operation) (v versioning) {
	a := op.Action
	if op.Success() == nil || a.Resource == nil || a.Item != nil || a.Listed {
		return v
	}
	has := func(name string) bool {
		return slices.ContainsFunc(op.Headers, func(p *spec.Parameter) bool { return http.CanonicalHeaderKey(p.Name) == name })
	}
	declares := func(status int) bool {
		return slices.ContainsFunc(op.Replies, func(r *spec.Reply) bool { return r.Status == status })
	}
	switch a.Kind {
	case spec.Read:
		v.remember = has("If-None-Match") && declares(http.StatusNotModified)
	case spec.Update, spec.Replace, spec.Delete:
		v.asks = has("If-Match") && declares(http.StatusPreconditionFailed)
	case spec.Create:
	default:
		return v
	}
	for _, h := range op.Success().Headers {
		v.tags = v.tags || http.CanonicalHeaderKey(h.Name) == "Etag" && h.Schema.Valid(tagOf(&state.Record{}))
	}
	return v
}

// tagOf is the entity tag of a record: another one after each change.
func tagOf(r *state.Record) string {
	sum := fnv.New64a()
	sum.Write([]byte(r.JSON))
	return fmt.Sprintf(`"%016x"`, sum.Sum64())
}

// isTagged tells whether a header of a request names the version that a record has. A
// weak tag is that of the strong one, where weak ones count.
func (x *exchange) isTagged(header string, r *state.Record, weak bool) bool {
	tag := tagOf(r)
	for _, line := range x.request.Header[header] {
		for one := range strings.SplitSeq(line, ",") {
			if one = strings.TrimSpace(one); one == "*" || one == tag || weak && one == "W/"+tag {
				return true
			}
		}
	}
	return false
}

// precondition refuses to change a record that is not the one any more which the
// request means.
func (x *exchange) precondition(r *state.Record) *refusal {
	if !x.endpoint.asks || x.request.Header["If-Match"] == nil || x.isTagged("If-Match", r, false) {
		return nil
	}
	return x.server.refuse(spec.Outdated, x.endpoint.Operation, "If-Match names another version than there is, which is "+tagOf(r)+"; read it again, and decide anew")
}

// tag has the reply name the version that it shows.
func (x *exchange) tag(r *state.Record) {
	if x.endpoint.tags {
		x.header["Etag"] = []string{tagOf(r)}
	}
}

// isKnown tells whether the client has the version that would be shown: the reply
// then says so, and no more.
func (x *exchange) isKnown(r *state.Record) bool {
	if !x.endpoint.remember || !x.isTagged("If-None-Match", r, true) {
		return false
	}
	x.header["Etag"] = []string{tagOf(r)}
	x.status, x.bodyless = http.StatusNotModified, true
	return true
}
