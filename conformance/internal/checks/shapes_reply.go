package checks

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

var (
	bearerChallenge = regexp.MustCompile(`(?i)(^|,)\s*bearer(\s|,|$)`)
	bearerToken     = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*$`) // RFC 6750; what is none may be told as malformed
	invalidToken    = regexp.MustCompile(`(?i)error\s*=\s*"?invalid_token"?`)
)

func challengeProblem(x *wire.Exchange) *engine.Problem {
	if x.Status != http.StatusUnauthorized {
		return nil
	}
	challenge := strings.Join(x.ReplyHeader.Values("Www-Authenticate"), ", ")
	if !bearerChallenge.MatchString(challenge) {
		return &engine.Problem{Expected: "WWW-Authenticate: Bearer with 401", Got: "WWW-Authenticate: " + challenge}
	}
	scheme, token, _ := strings.Cut(strings.Join(x.Header["Authorization"], ""), " ")
	if strings.EqualFold(scheme, "bearer") && bearerToken.MatchString(token) && !invalidToken.MatchString(challenge) {
		return &engine.Problem{Expected: `error="invalid_token" in WWW-Authenticate where a bearer token was sent`, Got: "WWW-Authenticate: " + challenge}
	}
	return nil
}

func noStoreProblem(x *wire.Exchange) *engine.Problem {
	value := strings.Join(x.ReplyHeader.Values("Cache-Control"), ", ")
	isNoStore := func(directive string) bool { return strings.EqualFold(strings.TrimSpace(directive), "no-store") }
	if x.Success() && !slices.ContainsFunc(strings.Split(value, ","), isNoStore) {
		return &engine.Problem{Expected: "Cache-Control: no-store with a 2xx reply", Got: "Cache-Control: " + value}
	}
	return nil
}

func nosniffProblem(x *wire.Exchange) *engine.Problem {
	// A list, of which the first counts: each proxy on the way may add its own.
	value := strings.Join(x.ReplyHeader.Values("X-Content-Type-Options"), ", ")
	first, _, _ := strings.Cut(value, ",")
	if len(x.ReplyBody) > 0 && !strings.EqualFold(strings.TrimSpace(first), "nosniff") {
		return &engine.Problem{Expected: "X-Content-Type-Options: nosniff with a body", Got: fmt.Sprintf("%d with X-Content-Type-Options: %s", x.Status, value)}
	}
	return nil
}

// JSONProblem is why a reply of success is not JSON that is declared so, nil where it is.
func JSONProblem(x *wire.Exchange) *engine.Problem {
	if !x.Success() {
		return nil
	}
	media := []string{mediatype.JSON}
	if reply := declaredHere(x); reply != nil {
		if media = reply.Media; !mediatype.IsJSON(reply.MediaType) {
			return declaredMedia(x)
		}
	}
	switch {
	case !slices.ContainsFunc(media, func(one string) bool { return sameMedia(x, one) }):
		return &engine.Problem{Expected: "Content-Type: " + strings.Join(media, " or ") + " with a 2xx reply", Got: "Content-Type: " + x.ReplyHeader.Get("Content-Type")}
	case !mediatype.IsJSON(x.ReplyHeader.Get("Content-Type")):
		return nil // another of those that are declared
	case x.JSONError != nil:
		return &engine.Problem{Expected: "JSON in a 2xx reply", Got: x.JSONError.Error()}
	case len(x.ReplyBody) == 0:
		return &engine.Problem{Expected: "JSON in a 2xx reply", Got: "no body"}
	}
	return nil
}

// declaredHere is what the document has for the status of a reply, nil where it has
// nothing for that.
func declaredHere(x *wire.Exchange) *spec.Reply {
	if x.Operation == nil {
		return nil
	}
	return x.Operation.Reply(x.Status)
}

// SchemaProblem is how a reply differs from the status and the schema that the
// contract declares for success, nil where it does not.
func SchemaProblem(x *wire.Exchange) *engine.Problem {
	if x.Status >= 500 {
		return &engine.Problem{Expected: "a reply that the contract declares", Got: x.Describe()}
	}
	declared := x.Operation.Success()
	if !x.Success() || x.Legible() != nil || len(x.ReplyBody) == 0 {
		return nil // what is not JSON is another invariant's to tell
	}
	if !slices.Contains(x.Operation.Grants(), x.Status) {
		return &engine.Problem{Expected: fmt.Sprintf("%d, the status of success", declared.Status), Got: x.Describe()}
	}
	if other := declaredHere(x); other != nil && other.Status == x.Status {
		declared = other
	}
	if declared.Schema == nil || !mediatype.IsJSON(declared.MediaType) {
		return nil // any fits
	}
	if wrong := declared.Schema.Check(x.JSON); len(wrong) > 0 {
		return &engine.Problem{Expected: "a reply that fits its schema", Got: unindexed(wrong[0].Pointer) + " " + wrong[0].Detail}
	}
	return nil
}

var listIndex = regexp.MustCompile(`/[0-9]+(/|$)`)

// unindexed writes a pointer with * for the place in a list, so that the same
// fault reads the same wherever in a list it is.
func unindexed(pointer string) string { return listIndex.ReplaceAllString(pointer, "/*$1") }

// SecretProblem looks for a password, or what is kept of one, in a reply.
func SecretProblem(contract *spec.Contract, x *wire.Exchange) *engine.Problem {
	p := contract.Principal
	if p == nil {
		return nil
	}
	if x.Success() && showsMember(envelope(x.Operation), x.At(x.Operation.Success().Envelope...), p.Password) {
		return &engine.Problem{Expected: "no " + p.Password + " in a reply", Got: "a member of that name"}
	}
	if x.Success() && showsUser(x.JSON, p) {
		return &engine.Problem{Expected: "no " + p.Password + " in a reply", Got: "a user with a member of that name"}
	}
	if x.EchoesPassword() {
		return &engine.Problem{Expected: "no password in a reply", Got: fmt.Sprintf("%d with the password that was sent", x.Status)}
	}
	if shown := x.ShownPassword(); shown != "" {
		return &engine.Problem{Expected: "no password in a reply, nor what is kept of one", Got: fmt.Sprintf("%d with %s", x.Status, shown)}
	}
	return nil
}

// showsUser tells whether there is a user with a password anywhere in a reply, as a
// log-in may give one beside the token.
func showsUser(v any, p *spec.Principal) bool {
	switch v := v.(type) {
	case map[string]any:
		_, login := v[p.Login].(string)
		if secret, _ := v[p.Password].(string); login && secret != "" {
			return true
		}
		for _, inner := range v {
			if showsUser(inner, p) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return showsUser(item, p) })
	}
	return false
}

// envelope is the schema of what the envelope of an operation's reply holds, nil
// for one that is not known.
func envelope(op *spec.Operation) *spec.Schema {
	s := op.Success().Schema
	for _, name := range op.Success().Envelope {
		m := s.Member(name)
		if m == nil {
			return nil
		}
		s = m.Schema
	}
	return s
}

// showsMember tells whether a value has a member of a name where the schema
// knows of values. What a reply carries beside them may have such a name of its
// own.
func showsMember(s *spec.Schema, v any, name string) bool {
	switch v := v.(type) {
	case map[string]any:
		if _, shown := v[name]; shown {
			return true
		}
		return slices.ContainsFunc(s.Members(), func(m spec.Member) bool { return showsMember(m.Schema, v[m.Name], name) })
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return showsMember(s.Items(), item, name) })
	}
	return false
}

// RefusalProblem is how a refusal is no problem document of RFC 9457, nil where it
// is one.
func RefusalProblem(x *wire.Exchange) *engine.Problem {
	if x.Status < 400 {
		return nil
	}
	const problem = "application/problem+json"
	var own *spec.Schema // of what the document has as a refusal
	if reply := declaredHere(x); reply != nil && len(reply.Media) > 0 {
		if !slices.ContainsFunc(reply.Media, func(media string) bool { return mediatype.Of(media) == problem }) {
			return undeclaredRefusal(x)
		}
		own = reply.Schema
	}
	if !sameMedia(x, problem) {
		return &engine.Problem{Expected: problem + " with a refusal", Got: x.Describe()}
	}
	if x.JSONError != nil {
		return &engine.Problem{Expected: "a problem that is JSON", Got: x.JSONError.Error()}
	}
	if own != nil && !ofRFC(own) {
		return declaredReply(x) // another's problem
	}
	for _, member := range []string{"type", "title", "detail"} {
		if _, is := x.At(member).(string); !is {
			return &engine.Problem{Expected: "a problem with a text as " + member, Got: engine.Short(x.At(member))}
		}
	}
	if !engine.Equal(x.At("status"), json.Number(fmt.Sprint(x.Status))) {
		return &engine.Problem{Expected: "a problem with the status of the reply", Got: engine.Short(x.At("status"))}
	}
	return nil
}

// undeclaredRefusal is how a refusal differs from what the document has for its status,
// nil where it does not.
func undeclaredRefusal(x *wire.Exchange) *engine.Problem {
	reply := declaredHere(x)
	if x.Status/100 != 4 || reply == nil || len(reply.Media) == 0 {
		return nil
	}
	isJSON := slices.ContainsFunc(reply.Media, mediatype.IsJSON)
	switch {
	case len(x.ReplyBody) == 0:
		return &engine.Problem{Expected: "a body with " + fmt.Sprint(x.Status), Got: "none"}
	case !isJSON && sameMedia(x, "application/problem+json"):
		return nil // as good as any page
	case !slices.ContainsFunc(reply.Media, func(one string) bool { return sameMedia(x, one) }):
		return &engine.Problem{Expected: "Content-Type " + strings.Join(reply.Media, " or ") + " with " + fmt.Sprint(x.Status), Got: x.Describe()}
	}
	return declaredReply(x)
}

// ofRFC tells whether a schema asks for what RFC 9457 has in a problem document, each
// as it is there.
func ofRFC(s *spec.Schema) bool {
	for _, name := range []string{"type", "title", "detail", "status"} {
		if m := s.Member(name); m == nil || !m.Required {
			return false
		}
	}
	return true
}
