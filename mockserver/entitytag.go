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
	etag        bool // its reply has one
	ifMatch     bool // it may be told which version is meant, and refuses others with 412
	ifNoneMatch bool // it may be told which version is known, and answers 304 for that
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
		v.ifNoneMatch = has("If-None-Match") && declares(http.StatusNotModified)
	case spec.Update, spec.Replace, spec.Delete:
		v.ifMatch = has("If-Match") && declares(http.StatusPreconditionFailed)
	case spec.Create:
	default:
		return v
	}
	for _, h := range op.Success().Headers {
		v.etag = v.etag || http.CanonicalHeaderKey(h.Name) == "Etag" && h.Schema.Valid(tagOf(&state.Record{}))
	}
	return v
}

// tagOf is the entity tag of a record: another one after each change.
func tagOf(r *state.Record) string {
	sum := fnv.New64a()
	sum.Write([]byte(r.JSON))
	return fmt.Sprintf(`"%016x"`, sum.Sum64())
}

// hasTag tells whether a header of a request has the tag of a record. A
// weak tag is that of the strong one, where weak ones count.
func (x *exchange) hasTag(header string, r *state.Record, weak bool) bool {
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
	if !x.endpoint.ifMatch || x.request.Header["If-Match"] == nil || x.hasTag("If-Match", r, false) {
		return nil
	}
	return x.server.refuse(spec.Outdated, x.endpoint.Operation, "If-Match names another version than there is, which is "+tagOf(r)+"; read it again, and decide anew")
}

// tag has the reply name the version that it shows.
func (x *exchange) tag(r *state.Record) {
	if x.endpoint.etag {
		x.header["Etag"] = []string{tagOf(r)}
	}
}

// notModified tells whether the client has the version that would be shown: the reply
// then says so, and no more.
func (x *exchange) notModified(r *state.Record) bool {
	if !x.endpoint.ifNoneMatch || !x.hasTag("If-None-Match", r, true) {
		return false
	}
	x.header["Etag"] = []string{tagOf(r)}
	x.status, x.bodyless = http.StatusNotModified, true
	return true
}
