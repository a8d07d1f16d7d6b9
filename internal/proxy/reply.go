package proxy

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// The requirements that a reply may break, of documents with callers of their own
// and of others: the first that the contract has.
var (
	ruleOfStatus  = []string{"SHAPE-1", "MOD-1"}
	ruleOfBody    = []string{"SHAPE-1", "MOD-1"}
	ruleOfRefusal = []string{"SHAPE-1", "MOD-2"}
	ruleOfMedia   = []string{"SHAPE-2", "HDR-8"}
	ruleOfFailure = []string{"SHAPE-3", "GEN-4"}
	ruleOfSecrets = []string{"SHAPE-5", "MOD-1"}
)

// replyFault is what a server owes the contract and did not give.
type replyFault struct {
	fault
	rules []string
}

func (p *Proxy) replyFaults(x *passed) []replyFault {
	op, reply := x.op, x.op.Reply(x.status)
	says := func(rules []string, at document.Position, expected, got string) []replyFault {
		return []replyFault{{fault{expected: expected, got: got, where: at}, rules}}
	}
	switch {
	case x.status >= 500 && !declared(op, x.status):
		return says(ruleOfFailure, op.Position(), "a status below 500, or one that is declared", fmt.Sprint(x.status))
	case x.status == http.StatusNotModified, x.status == http.StatusPartialContent && x.request.Header.Get("Range") != "":
		return nil // what HTTP itself gives to who asks so
	case reply == nil && x.status < 400:
		return says(ruleOfStatus, op.Position(), "a status that is declared", fmt.Sprint(x.status))
	case reply == nil:
		return nil // that a document does not list every refusal is usual
	}
	var out []replyFault
	for _, h := range reply.Headers {
		values := x.header[http.CanonicalHeaderKey(h.Name)]
		if len(values) == 0 && h.Required {
			out = append(out, says(ruleOfStatus, reply.Position(), "the header "+h.Name+" with "+fmt.Sprint(x.status), "none")...)
		}
		if len(values) == 1 && h.Schema != nil && !h.Schema.ValidText(values[0]) && h.Schema.Type() != "array" && h.Schema.Type() != "object" {
			out = append(out, says(ruleOfStatus, reply.Position(), "a valid header "+h.Name+" with "+fmt.Sprint(x.status), "another value")...)
		}
	}
	return append(out, p.replyBodyFaults(x, reply)...)
}

func declared(op *spec.Operation, status int) bool {
	return slices.ContainsFunc(op.Replies, func(r *spec.Reply) bool { return r.Status == status || r.Range == "5XX" })
}

func (p *Proxy) replyBodyFaults(x *passed, reply *spec.Reply) []replyFault {
	text, known := x.answered.body()
	if !known || x.answered == nil || x.request.Method == http.MethodHead {
		return nil
	}
	with := " with " + fmt.Sprint(x.status)
	says := func(rules []string, at document.Position, expected, got string) []replyFault {
		return []replyFault{{fault{expected: expected, got: got, where: at}, rules}}
	}
	rules := ruleOfBody
	if x.status >= 400 {
		rules = ruleOfRefusal
	}
	media := x.header.Get("Content-Type")
	switch {
	case len(text) == 0 && reply.Schema != nil && x.status < 400 && x.status != http.StatusNoContent:
		return says(rules, reply.Position(), "a body"+with, "none")
	case len(text) == 0 || len(reply.Media) == 0 || x.status >= 400 && mediatype.Of(media) == "application/problem+json" && !mediatype.IsJSON(reply.MediaType):
		return nil
	case !slices.ContainsFunc(reply.Media, func(m string) bool { return fits(media, m) }):
		return says(ruleOfMedia, reply.Position(), "Content-Type "+strings.Join(reply.Media, " or ")+with, quoted(media))
	case reply.Schema == nil || !fits(media, reply.MediaType) || !mediatype.IsJSON(media):
		return nil
	}
	text, known = decoded(x.header.Get("Content-Encoding"), text)
	if !known {
		return nil
	}
	value, err := jsonvalue.Decode(text)
	if err != nil {
		return says(rules, reply.Position(), "a body of JSON"+with, err.Error())
	}
	password := ""
	if p.contract.Principal != nil {
		password = p.contract.Principal.Password
	}
	if secret := shownSecret(reply.Schema, value, password, 0); secret != "" {
		return says(ruleOfSecrets, reply.Position(), "no member that is only written"+with, secret)
	}
	if wrong := reply.Schema.Check(value); len(wrong) > 0 {
		return says(rules, reply.Schema.Position(wrong[0].Pointer), "a body that fits its schema"+with, strings.TrimSpace(unnumbered(wrong[0].Pointer)+" "+wrong[0].Detail))
	}
	return nil
}

// maxDepth is how deep a reply is looked into for what it may not show.
const maxDepth = 12

// shownSecret is the path of a member that is only written, or that is called as the
// password of callers, "" where none is shown.
func shownSecret(s *spec.Schema, value any, password string, depth int) string {
	if depth > maxDepth {
		return ""
	}
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			if found := shownSecret(s.Items(), item, password, depth+1); found != "" {
				return "/*" + found
			}
		}
	case map[string]any:
		for name, below := range v {
			member := s.Member(name)
			if below != nil && (member != nil && member.WriteOnly || name == password) {
				return "/" + name
			}
			var schema *spec.Schema
			if member != nil {
				schema = member.Schema
			}
			if found := shownSecret(schema, below, password, depth+1); found != "" {
				return "/" + name + found
			}
		}
	}
	return ""
}

// decoded is a body without its coding, and whether that is one we know.
func decoded(coding string, text []byte) ([]byte, bool) {
	switch strings.ToLower(coding) {
	case "", "identity":
		return text, true
	case "gzip", "x-gzip":
		reader, err := gzip.NewReader(bytes.NewReader(text))
		if err != nil {
			return nil, false
		}
		plain, err := io.ReadAll(io.LimitReader(reader, maxBody+1))
		return plain, err == nil && len(plain) <= maxBody
	}
	return nil, false
}

// unnumbered is a pointer with * for the places in lists: the same fault of many
// records is one.
func unnumbered(pointer string) string {
	parts := strings.Split(pointer, "/")
	for i, part := range parts {
		if part != "" && strings.Trim(part, "0123456789") == "" {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}
