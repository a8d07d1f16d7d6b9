package mockserver

import (
	"maps"
	"net/http"

	"github.com/cotalker/rolecall/spec"
)

// Headers that are the same for many replies, shared so that a reply costs no
// allocation for them. net/http does not change them.
var (
	jsonType    = []string{"application/json"}
	problemType = []string{"application/problem+json"}
	noStore     = []string{"no-store"}
	noSniff     = []string{"nosniff"}
	sandboxed   = []string{"sandbox"} // a page that somebody has put here does not run as one of the mock's
	retryAfter  = []string{"1"}       // second
	byExample   = []string{"example"} // nothing is behind the answer, and nothing was changed
)

// outcome is what a request comes to.
type outcome struct {
	status   int
	bodyless bool     // the reply has no body, though those of the operation have
	answer   []byte   // the body, made by the action
	answered []string // its media type as a header, nil for that of the operation
	replied  []byte   // the body that was written, whoever made it
}

// writeReply writes the answer of an operation.
func (x *exchange) writeReply() {
	x.header["Cache-Control"] = noStore
	x.header["X-Content-Type-Options"] = noSniff
	if x.endpoint.Action.Kind == spec.Answer && !x.server.noHints {
		x.header["Rolecall-Answer"] = byExample
	}
	for _, h := range x.endpoint.replyHeaders {
		if x.header[h.name] == nil {
			x.header[h.name] = h.values
		}
	}
	if x.endpoint.mediaType == nil || x.bodyless {
		x.writer.WriteHeader(x.status)
		return
	}
	x.header["Content-Type"] = x.endpoint.mediaType
	if x.answered != nil {
		x.header["Content-Type"] = x.answered
	}
	x.replied = x.answer
	x.writer.WriteHeader(x.status)
	x.writer.Write(x.answer)
}

// writeRefusal writes a refusal, in the error schema of the document or as a problem
// document.
func (x *exchange) writeRefusal(r *refusal) {
	x.status = r.status
	x.drain(r.kind)
	x.header["Content-Type"] = r.mediaType
	if r.reason != nil {
		x.header["Rolecall-Reason"] = r.reason
		x.header["Rolecall-Stage"] = r.stage
	}
	x.header["X-Content-Type-Options"] = noSniff
	if r.challenge != nil {
		x.header["Www-Authenticate"] = r.challenge
	}
	if r.allow != nil {
		x.header["Allow"] = r.allow
	}
	if r.after != nil {
		x.header["Retry-After"] = r.after
	}
	for name, value := range r.headers {
		x.header[http.CanonicalHeaderKey(name)] = []string{value}
	}
	x.writer.WriteHeader(r.status)
	x.replied = r.body
	if x.request.Method != http.MethodHead {
		x.writer.Write(r.body)
	}
}

// writeGiven writes a reply that somebody chose.
func (x *exchange) writeGiven(r *givenReply) {
	x.status = r.status
	x.drain("")
	maps.Copy(x.header, r.header)
	x.header["Cache-Control"] = noStore
	x.header["X-Content-Type-Options"] = noSniff
	if r.mediaType != nil {
		x.header["Content-Type"] = r.mediaType
	}
	x.writer.WriteHeader(r.status)
	x.replied = r.body
	if r.mediaType != nil && x.request.Method != http.MethodHead {
		x.writer.Write(r.body)
	}
}
