package spec

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/mediatype"
)

// RefusalKind is a reason to refuse a request. The names are those that
// spec/requirements.yaml cites under refusals.
type RefusalKind string

// The reasons, in the order in which a request is looked at.
const (
	NoPath          RefusalKind = "path"
	NoMethod        RefusalKind = "method"
	BadWish         RefusalKind = "wish" // of the header Prefer: for a reply that is not declared
	NoToken         RefusalKind = "token"
	DisabledCaller  RefusalKind = "disabled"
	NoHeader        RefusalKind = "header"
	HeaderValue     RefusalKind = "headerValue"
	NoPermission    RefusalKind = "permission"
	MediaType       RefusalKind = "mediaType"
	BodySize        RefusalKind = "size"
	Syntax          RefusalKind = "syntax"
	MemberDefault   RefusalKind = "member"
	MemberOwn       RefusalKind = "memberOwn"
	ForbiddenMember RefusalKind = "forbiddenMember"
	BadParameter    RefusalKind = "parameter"
	BadID           RefusalKind = "id"
	BadBody         RefusalKind = "schema"
	BadReference    RefusalKind = "reference"
	UnknownID       RefusalKind = "unknownId"
	NotUnique       RefusalKind = "unique"
	Outdated        RefusalKind = "outdated" // of If-Match: another version than the request means
	BadCredentials  RefusalKind = "credentials"
	NoAnswer        RefusalKind = "answer" // nothing can be said: no reply is declared
	Busy            RefusalKind = "busy"
	Slow            RefusalKind = "slow"
)

// statuses are those that a refusal may have, the usual one first: of the others
// a document may declare one instead. Who lacks a right is told 403 and no other,
// though most operations declare 404: that a right is missing has to be seen.
var statuses = map[RefusalKind][]int{
	NoPath: {404}, NoMethod: {405}, BadWish: {400, 422},
	NoToken: {401, 403}, DisabledCaller: {401, 403}, BadCredentials: {401, 403, 400, 422},
	NoHeader: {403}, HeaderValue: {403}, NoPermission: {403},
	MediaType: {415, 400, 422}, BodySize: {413, 400},
	Syntax: {400, 422}, MemberDefault: {403}, MemberOwn: {403}, ForbiddenMember: {403},
	BadParameter: {400, 422, 404}, BadID: {400, 404, 422}, BadBody: {400, 422}, BadReference: {400, 422, 404, 409},
	UnknownID: {404, 410}, NotUnique: {409, 422, 400}, Outdated: {412}, NoAnswer: {501}, Busy: {503}, Slow: {408},
}

// RefusalKinds are all of them, by name.
func RefusalKinds() []RefusalKind { return slices.Sorted(maps.Keys(statuses)) }

// isRefusal tells whether there is a kind of refusal of this name.
func isRefusal(kind RefusalKind) bool { return statuses[kind] != nil }

// Refusal is how an operation refuses a request for a reason.
type Refusal struct {
	Status     int
	MediaType  string
	Schema     *Schema // of the body, nil where the document has none
	Documented bool    // the status itself is declared, or its range, not by default alone
}

// Status is what a request is refused with that leads to no operation.
func (k RefusalKind) Status() int { return statuses[k][0] }

// Refusal is how the operation refuses for a reason: with the first of the
// fitting statuses that it declares, else with the usual one; in the schema
// that is declared for that status, else as a problem document of RFC 9457.
func (op *Operation) Refusal(kind RefusalKind) *Refusal { return op.refusals[kind] }

// Refuses lists the statuses that say why a request is refused: the one that the
// operation declares for it, and the usual one, which a document need not list. 400 and
// 422 say the same where the operation declares both, or not the first.
func (op *Operation) Refuses(kind RefusalKind) []int {
	fitting := statuses[kind]
	out := []int{op.Refusal(kind).Status}
	if out[0] != fitting[0] {
		out = append(out, fitting[0])
	}
	const other = http.StatusUnprocessableEntity
	if slices.Contains(out, http.StatusBadRequest) && slices.Contains(fitting, other) && !slices.Contains(out, other) &&
		(op.declares(other) || !op.declares(http.StatusBadRequest)) {
		out = append(out, other)
	}
	return out
}

// declares tells whether an operation declares a status itself.
func (op *Operation) declares(status int) bool {
	return slices.ContainsFunc(op.Replies, func(r *Reply) bool { return r.Status == status })
}

func (op *Operation) compileRefusals() {
	op.refusals = map[RefusalKind]*Refusal{}
	for kind, fitting := range statuses {
		r := &Refusal{Status: fitting[0], MediaType: problemMediaType}
		for _, status := range fitting {
			if reply := op.Reply(status); reply != nil && reply.Range == "" {
				r.Status, r.Documented = status, true
				break
			}
		}
		if reply := op.Reply(r.Status); reply != nil {
			r.Documented = r.Documented || strings.HasSuffix(reply.Range, "XX")
			if mediatype.IsJSON(reply.MediaType) {
				r.MediaType, r.Schema = reply.MediaType, reply.Schema
			}
		}
		op.refusals[kind] = r
	}
}
