package mockserver

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// givenReply is a reply that somebody chose, by a wish or a rule: nothing of the
// world is behind it.
type givenReply struct {
	status    int
	mediaType []string // value of Content-Type, nil for no body
	header    http.Header
	body      []byte
}

// give makes the reply of a status of the endpoint: its named example, else its
// first one, else a value of its schema; a made one where that is asked for. From
// 400 on, without an example, it is a refusal as the mock itself gives it. The
// declared reply is nil for a status that the document does not have.
func (x *exchange) give(status int, declared *spec.Reply, example string, dynamic bool, why string) (*givenReply, *refusal) {
	value, has := exampleOf(declared, example, dynamic)
	if status >= 400 && !has {
		return nil, x.givenRefusal(status, declared, why)
	}
	out := &givenReply{status: status, header: http.Header{}}
	if !x.server.noHints {
		out.header["Rolecall-Answer"] = byExample
	}
	if status >= 400 && !x.server.noHints {
		out.header["Rolecall-Reason"] = []string{reasonText(why)}
	}
	if declared == nil {
		return out, nil
	}
	for _, h := range declared.Headers {
		name := http.CanonicalHeaderKey(h.Name)
		if redirects := name == "Location" && (status == http.StatusCreated || status/100 == 3); h.Required || redirects {
			out.header[name] = []string{x.server.headerText(h)}
		}
	}
	if declared.MediaType == "" || bodyless(status) {
		return out, nil
	}
	out.mediaType = []string{strings.Replace(declared.MediaType, "/*", "/octet-stream", 1)}
	if !mediatype.IsJSON(declared.MediaType) {
		out.body = []byte(exampleText(declared))
		if text, is := value.(string); has && is {
			out.body = []byte(text)
		}
		return out, nil
	}
	if !has {
		value = x.server.madeValue(declared.Schema, x.request.URL.RequestURI(), dynamic)
	}
	if status < 400 {
		x.server.model.IssueTokens(declared.Schema, value)
	}
	out.body = declared.Schema.Append(nil, value)
	return out, nil
}

// exampleOf is the example of a declared reply that is asked for.
func exampleOf(declared *spec.Reply, name string, dynamic bool) (any, bool) {
	switch {
	case declared == nil || dynamic:
		return nil, false
	case name != "":
		return declared.ExampleNamed(name)
	}
	return declared.Example()
}

// madeValue is a value of a schema, the same for the same seed; another for each
// call where that is asked for.
func (c *config) madeValue(s *spec.Schema, seed string, dynamic bool) any {
	if !dynamic || s == nil {
		return c.model.Sample(s, seed)
	}
	return c.model.Planned(s).Made(fmt.Sprint(seed, c.made.Add(1)))
}

func bodyless(status int) bool {
	return status == http.StatusNoContent || status == http.StatusResetContent || status == http.StatusNotModified
}

// givenRefusal refuses with a status that was asked for, as the document declares
// it. Of a status that the operation has a reason of its own for, it says that.
func (x *exchange) givenRefusal(status int, declared *spec.Reply, why string) *refusal {
	e := x.endpoint
	how := &spec.Refusal{Status: status, MediaType: problemType[0]}
	text, h := http.StatusText(status), hint{where: e.Position("responses")}
	if declared != nil {
		h.where = declared.Position()
		if mediatype.IsJSON(declared.MediaType) {
			how.MediaType, how.Schema = declared.MediaType, declared.Schema
		}
		if description := declared.Description(); description != "" {
			text = description
		}
	}
	switch {
	case e.Access.Public():
	case status == e.missingToken.status:
		text = e.missingToken.detail
	case status == e.forbidden.status:
		text = e.forbidden.detail
	}
	out := x.server.refuseAs(how, givenKinds[status], e.Operation, text+" ("+why+")", h)
	switch status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		out.after = retryAfter
	case http.StatusUnauthorized:
		out.challenge = challenges(e.schemes, false)
	}
	return out
}

// givenKinds are the reasons that usually lead to a status, for the rule that a
// refusal of that status cites.
var givenKinds = map[int]spec.RefusalKind{
	400: spec.BadBody, 401: spec.NoToken, 403: spec.NoPermission, 404: spec.UnknownID, 408: spec.Slow, 409: spec.NotUnique,
	413: spec.BodySize, 415: spec.MediaType, 422: spec.BadBody, 501: spec.NoAnswer, 503: spec.Busy,
}
