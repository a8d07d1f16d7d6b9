package mockserver

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// refusal is an answer that denies a request and says why.
type refusal struct {
	kind      spec.RefusalKind
	stage     []string // value of Rolecall-Stage
	status    int
	rule      string // id of the requirement that was broken, "" for none
	detail    string
	mediaType []string // value of Content-Type
	body      []byte
	reason    []string          // value of Rolecall-Reason
	challenge []string          // values of WWW-Authenticate
	allow     []string          // value of Allow
	after     []string          // value of Retry-After
	headers   map[string]string // that a rule adds, or has in place of these
}

// fault is one wrong place of a request.
type fault struct {
	pointer   string // JSON Pointer into the body
	parameter string // or the name of a parameter
	detail    string

	where document.Position // where the document says so, the zero value where that is as for the whole refusal
}

// String is the place and what is wrong there.
func (f fault) String() string { return strings.TrimSpace(f.parameter + f.pointer + " " + f.detail) }

func faults(violations []spec.Violation) []fault {
	out := make([]fault, len(violations))
	for i, v := range violations {
		out[i] = fault{pointer: v.Pointer, detail: v.Detail}
	}
	return out
}

// bodyFaults are the ways in which a body does not fit its schema, with the places
// that say so.
func bodyFaults(s *spec.Schema, body any) []fault {
	out := faults(s.Check(body))
	for i := range out[:min(len(out), maxFaults)] {
		out[i].where = s.Position(out[i].pointer)
	}
	return out
}

// refuse builds the refusal of a kind for an operation (nil before there is
// one), as the document declares it, else as a problem document of RFC 9457,
// with errors and rule added.
func (c *config) refuse(k spec.RefusalKind, op *spec.Operation, detail string, wrong ...fault) *refusal {
	how := &spec.Refusal{Status: k.Status()}
	if op != nil {
		how = op.Refusal(k)
	}
	return c.refuseAs(how, k, op, detail, c.hintOf(k, op, wrong), wrong...)
}

// refuseAs is refuse with a status and a schema other than those of the kind, and
// a hint of its own.
func (c *config) refuseAs(how *spec.Refusal, k spec.RefusalKind, op *spec.Operation, detail string, h hint, wrong ...fault) *refusal {
	out := &refusal{kind: k, status: how.Status, stage: stageNames[k], rule: c.contract.Rule(k, op), detail: detail, mediaType: problemType}
	if !c.noHints {
		out.reason = []string{reasonText(detail) + reasonText(h.source(out.rule, c.contract.File))}
	}
	if k == spec.Busy {
		out.after = retryAfter
	}
	problem := out.problem(wrong, c.contract.File)
	h.addTo(problem, c.contract.File)
	schema := c.problem
	if how.Schema != nil {
		if !isProblem(how, problem) {
			out.mediaType = []string{how.MediaType}
			out.body = how.Schema.Append(nil, c.errorBody(how.Schema, op, out, wrong))
			return out
		}
		schema = how.Schema
	}
	if c.noHints || schema != nil && schema.Words().Closed {
		declared(problem, schema)
	}
	if c.noHints {
		problem["type"] = "about:blank"
	}
	out.body = schema.Append(nil, problem)
	return out
}

// isProblem tells whether a problem document is what a refusal's schema asks
// for.
func isProblem(how *spec.Refusal, problem map[string]any) bool {
	if mediatype.Of(how.MediaType) != problemType[0] {
		return false
	}
	for _, m := range how.Schema.Members() {
		if value, said := problem[m.Name]; m.Required && !said || said && (m.WriteOnly || !m.Schema.Valid(value)) {
			return false
		}
	}
	return true
}

// problem is the refusal as a problem document.
func (r *refusal) problem(wrong []fault, file string) map[string]any {
	document := map[string]any{
		"type": "about:blank", "title": http.StatusText(r.status), "status": r.status, "detail": r.detail,
	}
	if r.rule != "" {
		document["rule"] = r.rule
		document["type"] = controlPath + "/requirements/" + r.rule
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
			if f.where.Line > 0 {
				entry["where"] = placeText(f.where, file)
			}
			list[i] = entry
		}
		document["errors"] = list
	}
	return document
}

// A refusal names so many places, and says so much in a sentence. Whoever sends
// 60,000 wrong members learns nothing more from the rest of them.
const (
	maxFaults = 100
	maxDetail = 4 << 10 // bytes
	maxReason = 500     // bytes of the header
)

// firstLines is a text of many lines as a refusal tells it.
func firstLines(text string) string {
	lines := strings.Split(text, "\n")
	told, size := 1, len(lines[0])
	for told < min(len(lines), maxFaults) && size+len(lines[told]) <= maxDetail {
		size += len(lines[told])
		told++
	}
	if told == len(lines) {
		return text
	}
	return fmt.Sprintf("%s\nand %d more", strings.Join(lines[:told], "\n"), len(lines)-told)
}

// reasonText is a sentence as a header may hold it: one line of printable ASCII.
func reasonText(detail string) string {
	var text strings.Builder
	for _, r := range detail {
		if text.Len() >= maxReason {
			text.WriteString("...")
			break
		}
		switch {
		case r >= ' ' && r <= '~':
			text.WriteRune(r)
		case r == '…':
			text.WriteString("...")
		default:
			text.WriteByte('?')
		}
	}
	return text.String()
}

// joinFaults joins what went wrong into one sentence, and counts what is too much.
func joinFaults(wrong []fault) string {
	var text strings.Builder
	for i, f := range wrong {
		part := f.String()
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
