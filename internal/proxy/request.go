package proxy

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/cookie"
	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// fault is one thing that is not as the contract has it.
type fault struct {
	kind           spec.RefusalKind // of a client
	expected, got  string
	where          document.Position // where the contract says so
	mayBeForgotten bool              // a server that grants the request breaks nothing
}

// requestFaults are what a client owes the contract.
func (p *Proxy) requestFaults(x *passed) []fault {
	op, r := x.op, x.request
	if op == nil {
		if x.known {
			return []fault{{kind: spec.NoMethod, expected: "a method that the path has", got: r.Method, mayBeForgotten: true}}
		}
		return []fault{{kind: spec.NoPath, expected: "a path of the contract", got: p.shownPath(x), mayBeForgotten: true}}
	}
	var out []fault
	if !op.Access.Public() && !carries(r, &op.Access) {
		out = append(out, fault{kind: spec.NoToken, expected: "a credential", got: "none", where: op.Position()})
	}
	for _, h := range op.Access.Headers() {
		switch values := r.Header[h.Name]; {
		case len(values) == 0:
			out = append(out, fault{kind: spec.NoHeader, expected: "the header " + h.Name + ": " + h.Value, got: "none", where: op.Position()})
		case len(values) > 1 || values[0] != h.Value:
			out = append(out, fault{kind: spec.HeaderValue, expected: "the header " + h.Name + ": " + h.Value, got: "another value", where: op.Position()})
		}
	}
	for i, key := range op.PathKeys {
		if i < len(x.keys) && !key.Accepts(x.keys[i:i+1]) {
			out = append(out, parameterFault(spec.BadID, key, x.keys[i:i+1], "path"))
		}
	}
	query := r.URL.Query()
	for _, parameter := range op.Query {
		if !parameter.Open {
			out = append(out, parameterFaults(parameter, query[parameter.Name], "query")...)
		} else if _, wrong := parameter.Object(query); len(wrong) > 0 {
			name := parameter.MemberName(wrong[0].Pointer)
			out = append(out, fault{kind: spec.BadParameter, expected: "a valid query parameter " + name, got: wrong[0].Detail, where: parameter.Position()})
		}
	}
	for _, parameter := range op.Headers {
		out = append(out, parameterFaults(parameter, r.Header[parameter.Name], "header")...)
	}
	for _, parameter := range op.Cookies {
		values := cookie.Values(r.Header, parameter.Name)
		if meant := cookie.Unescaped(values); meant != nil && !parameter.Accepts(values) {
			values = meant
		}
		out = append(out, parameterFaults(parameter, values, "cookie")...)
	}
	return append(out, bodyFaults(x)...)
}

func parameterFaults(p *spec.Parameter, values []string, in string) []fault {
	switch {
	case len(values) == 0 && p.Required:
		return []fault{{kind: spec.BadParameter, expected: "the " + in + " parameter " + p.Name, got: "none", where: p.Position()}}
	case len(values) > 0 && !p.Accepts(values):
		return []fault{parameterFault(spec.BadParameter, p, values, in)}
	}
	return nil
}

func parameterFault(kind spec.RefusalKind, p *spec.Parameter, values []string, in string) fault {
	detail := "does not fit"
	if _, wrong := p.Parse(values); len(wrong) > 0 {
		detail = wrong[0].Detail
	}
	return fault{kind: kind, expected: "a valid " + in + " parameter " + p.Name, got: detail, where: p.Position()}
}

// carries tells whether a request has a credential for one of the alternatives:
// nothing tells whether it is a good one.
func carries(r *http.Request, access *spec.Access) bool {
	for _, alternative := range access.Alternatives {
		all := true
		for _, s := range alternative.Schemes {
			all = all && carriesFor(r, s)
		}
		if all {
			return true
		}
	}
	return false
}

func carriesFor(r *http.Request, s *spec.Scheme) bool {
	switch {
	case s.Kind == spec.MutualTLS:
		return true
	case s.Kind == spec.APIKey && s.In == "query":
		return r.URL.Query().Get(s.Key) != ""
	case s.Kind == spec.APIKey && s.In == "cookie":
		values := cookie.Values(r.Header, s.Key)
		return len(values) > 0 && values[0] != ""
	case s.Kind == spec.APIKey:
		return r.Header.Get(s.Key) != ""
	case s.Kind == spec.Basic:
		_, _, has := r.BasicAuth()
		return has
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer") && token != ""
}

func bodyFaults(x *passed) []fault {
	body := x.op.Body
	text, known := x.sent.body()
	if body == nil || !known {
		return nil
	}
	declared := x.request.Header.Get("Content-Type")
	switch {
	case len(text) == 0 && body.Required:
		return []fault{{kind: spec.BadBody, expected: "a body", got: "none", where: x.op.Position()}}
	case len(text) == 0:
		return nil
	case !slices.ContainsFunc(body.Media, func(m string) bool { return fits(declared, m) }):
		return []fault{{kind: spec.MediaType, expected: "Content-Type " + strings.Join(body.Media, " or "), got: quoted(declared), where: x.op.Position()}}
	case body.Schema == nil || !mediatype.IsJSON(declared) || x.request.Header.Get("Content-Encoding") != "":
		return nil
	}
	value, err := jsonvalue.Decode(text)
	if err != nil {
		return []fault{{kind: spec.Syntax, expected: "a body of JSON", got: err.Error(), where: x.op.Position()}}
	}
	if wrong := body.Schema.Check(value); len(wrong) > 0 {
		detail := wrong[0].Detail
		if x.op.Action.Kind == spec.Login || isSecret(body.Schema, wrong[0].Pointer) {
			detail = "does not fit" // what is said of a value may quote it
		}
		return []fault{{
			kind: spec.BadBody, expected: "a body that fits its schema",
			got: strings.TrimSpace(unnumbered(wrong[0].Pointer) + " " + detail), where: body.Schema.Position(wrong[0].Pointer),
		}}
	}
	return nil
}

// isSecret tells whether a pointer leads to what is only written, or below it.
func isSecret(s *spec.Schema, pointer string) bool {
	for name := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if items := s.Items(); items != nil {
			s = items
			continue
		}
		member := s.Member(document.UnescapePointer(name))
		if member == nil {
			return false
		}
		if member.WriteOnly {
			return true
		}
		s = member.Schema
	}
	return false
}

// fits tells whether a Content-Type is one that is declared, which may be a range.
func fits(sent, declared string) bool {
	return mediatype.Covers(declared, sent) || mediatype.Of(declared) == mediatype.Of(sent)
}

func quoted(text string) string {
	if text == "" {
		return "none"
	}
	return fmt.Sprintf("%q", text)
}
