package mockserver

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// kind is a reason to refuse. The names are those that spec/requirements.yaml
// cites under refusals.
type kind string

const (
	noPath          kind = "path"
	noMethod        kind = "method"
	noToken         kind = "token"
	disabledCaller  kind = "disabled"
	noHeader        kind = "header"
	headerValue     kind = "headerValue"
	noPermission    kind = "permission"
	mediaType       kind = "mediaType"
	bodySize        kind = "size"
	syntax          kind = "syntax"
	memberDefault   kind = "member"
	memberOwn       kind = "memberOwn"
	forbiddenMember kind = "forbiddenMember"
	badParameter    kind = "parameter"
	badID           kind = "id"
	badBody         kind = "schema"
	badReference    kind = "reference"
	unknownID       kind = "unknownId"
	notUnique       kind = "unique"
	badCredentials  kind = "credentials"
	busy            kind = "busy"
	slow            kind = "slow"
)

var statusOf = map[kind]int{
	noPath: http.StatusNotFound, noMethod: http.StatusMethodNotAllowed,
	noToken: http.StatusUnauthorized, disabledCaller: http.StatusUnauthorized, badCredentials: http.StatusUnauthorized,
	noHeader: http.StatusForbidden, headerValue: http.StatusForbidden, noPermission: http.StatusForbidden,
	memberDefault: http.StatusForbidden, memberOwn: http.StatusForbidden, forbiddenMember: http.StatusForbidden,
	mediaType: http.StatusUnsupportedMediaType, bodySize: http.StatusRequestEntityTooLarge,
	syntax: http.StatusBadRequest, badParameter: http.StatusBadRequest, badID: http.StatusBadRequest,
	badBody: http.StatusBadRequest, badReference: http.StatusBadRequest,
	busy: http.StatusServiceUnavailable, slow: http.StatusRequestTimeout,
	unknownID: http.StatusNotFound, notUnique: http.StatusConflict,
}

// refusal is an answer that denies a request and says why.
type refusal struct {
	kind      kind
	status    int
	rule      string // id of the requirement that was broken, "" for none
	detail    string
	body      []byte   // the problem document
	challenge []string // value of WWW-Authenticate
	allow     []string // value of Allow
	after     []string // value of Retry-After
}

// fault is one wrong place of a request.
type fault struct {
	pointer   string // JSON Pointer into the body
	parameter string // or the name of a parameter
	detail    string
}

func faults(violations []spec.Violation) []fault {
	out := make([]fault, len(violations))
	for i, v := range violations {
		out[i] = fault{pointer: v.Pointer, detail: v.Detail}
	}
	return out
}

// refuse builds the refusal of a kind for an operation (nil before there is
// one). The problem document follows RFC 9457, with errors and rule added.
func (c *config) refuse(k kind, op *spec.Operation, detail string, wrong ...fault) *refusal {
	out := &refusal{kind: k, status: statusOf[k], rule: c.contract.Rule(string(k), op), detail: detail}
	document := map[string]any{
		"type": "about:blank", "title": http.StatusText(out.status), "status": out.status, "detail": detail,
	}
	if out.rule != "" {
		document["rule"] = out.rule
		document["type"] = controlPath + "/requirements/" + out.rule
	}
	if len(wrong) > 0 {
		list := make([]any, min(len(wrong), maxFaults))
		for i, f := range wrong[:len(list)] {
			entry := map[string]any{"detail": f.detail}
			if f.parameter != "" {
				entry["parameter"] = f.parameter
			} else {
				entry["pointer"] = f.pointer
			}
			list[i] = entry
		}
		document["errors"] = list
	}
	if k == busy {
		out.after = retryAfter
	}
	out.body = spec.AppendJSON(nil, document, c.problem)
	return out
}

// A refusal names so many places, and says so much in a sentence. Whoever sends
// 60,000 wrong members learns nothing more from the rest of them.
const (
	maxFaults = 100
	maxDetail = 4 << 10 // bytes
)

// joinFaults joins what went wrong into one sentence, and counts what is too much.
func joinFaults(wrong []fault) string {
	var text strings.Builder
	for i, f := range wrong {
		part := strings.TrimSpace(f.parameter + f.pointer + " " + f.detail)
		if i > 0 && (i >= maxFaults || text.Len()+len(part) > maxDetail) {
			fmt.Fprintf(&text, "; and %d more", len(wrong)-i)
			break
		}
		if i > 0 {
			text.WriteString("; ")
		}
		if len(part) > maxDetail {
			part = strings.ToValidUTF8(part[:maxDetail], "") + "…"
		}
		text.WriteString(part)
	}
	return text.String()
}
