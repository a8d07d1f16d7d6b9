package checks

import (
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/mediatype"
	"github.com/cotalker/rolecall/spec"
)

// openAPIReplies are the checks of what every reply of an operation is, whoever
// asked for it, and that it grants what is valid.
func (b *builder) openAPIReplies() {
	for _, op := range b.operations {
		watch := func(rule, name, title string, see func(*wire.Exchange) *engine.Problem) {
			b.openAPI(engine.Check{
				Topic: engine.Shapes, Rule: rule, Operation: op, Name: name,
				Title: title,
				Watch: engine.Watch{Invariant: see},
				Needs: engine.Needs{Makes: ifCreate(op, 2)},
				Run: func(t *engine.Trial) {
					t.Session.OncePerOperation(op, func() { sendPlainUsual(t, op) })
				},
			})
		}
		watch("SHAPE-3", "5xx", "nothing makes the server fail", declaredFailure)
		if !answers(op) {
			continue
		}
		watch("SHAPE-1", "schema", "a reply has a declared status and fits its schema", declaredReply)
		watch("SHAPE-2", "media-type", "a reply has a declared media type", declaredMedia)
		if promisesHeaders(op) {
			watch("SHAPE-1", "headers", "a reply has the headers that the document has with it", declaredHeaders)
		}
		if slices.ContainsFunc(op.Replies, func(r *spec.Reply) bool { return r.Schema.HasWriteOnly() }) {
			watch("SHAPE-5", "write-only", "a reply shows no member that is only written", unshownMembers)
		}
		if slices.ContainsFunc(op.Access.Alternatives, challenges) {
			watch("AUTH-6", "challenge", "a 401 has WWW-Authenticate", unchallenged)
		}
		if op.Action.Kind == spec.Login || engine.NamesUnknownItems(op) {
			continue // a body that fits opens nothing, and a key that fits may name nothing
		}
		b.openAPI(engine.Check{
			Topic: engine.Shapes, Rule: "SHAPE-4", Operation: op, Name: "valid",
			Title: "a valid request is granted",
			Run: func(t *engine.Trial) {
				t.Call(op).WantGranted("a valid request")
			},
		})
	}
}

// sendPlainUsual sends what brings about the usual replies of an operation.
func sendPlainUsual(t *engine.Trial, op *spec.Operation) {
	c := t.Call(op)
	c.Send(t.Bootstrap())
	if op.Action.Kind == spec.Create && declares(op, http.StatusConflict) {
		c.Send(t.Bootstrap()) // what is there already
	}
	if !op.Access.Public() {
		c.Send(nil)
	}
	if c.Media != "" && mediatype.IsJSON(c.Media) {
		c.Send(t.Bootstrap(), wire.Content(c.Media, []byte("{")))
	}
	if c.Subject != nil && len(c.Keys) > 0 {
		if keys := unknownKeys(c); keys != nil {
			c.WithKeys(keys...).Send(t.Bootstrap())
		}
	}
}

// unknownKeys are the keys of a call's path with an id in them that no record has,
// nil where the path takes none that is known.
func unknownKeys(c *engine.Call) []string {
	keys := slices.Clone(c.Keys)
	unknown := engine.UnknownKey(c.Operation, keys[len(keys)-1])
	if unknown == "" {
		return nil
	}
	keys[len(keys)-1] = unknown
	return keys
}

func declaredFailure(x *wire.Exchange) *engine.Problem {
	if x.Status < 500 {
		return nil
	}
	for _, r := range x.Operation.Replies {
		if r.Status == x.Status || r.Range == "5XX" {
			return nil
		}
	}
	if x.Status == http.StatusNotImplemented && !answers(x.Operation) {
		return nil // nothing is declared that it could answer
	}
	return &engine.Problem{Expected: "a reply that the document declares", Got: x.Describe()}
}

// declaredReply wants a success to be declared, and the body to fit what is. That
// a document does not list every refusal is usual, and not held against a server.
func declaredReply(x *wire.Exchange) *engine.Problem {
	reply := x.Operation.Reply(x.Status)
	switch {
	case reply == nil && x.Status < 400:
		return &engine.Problem{Expected: "a status that the document declares", Got: x.Describe()}
	case reply == nil || reply.Schema == nil || x.Operation.Method == http.MethodHead || !mediatype.IsJSON(reply.MediaType) || x.Status == http.StatusNoContent || x.Status == http.StatusResetContent || x.Status == http.StatusNotModified:
		return nil
	case len(x.ReplyBody) == 0 && x.Status < 400:
		return &engine.Problem{Expected: "a body with " + fmt.Sprint(x.Status), Got: "none"}
	case len(x.ReplyBody) == 0 || !sameMedia(x, reply.MediaType):
		return nil // another invariant tells of what is declared
	case x.JSONError != nil:
		return &engine.Problem{Expected: "a body of JSON with " + fmt.Sprint(x.Status), Got: x.JSONError.Error()}
	}
	value := x.JSON
	if x.Status >= 400 {
		value = resolved(value)
	}
	if v := misfit(reply.Schema, value); v != nil {
		return &engine.Problem{Expected: "a body that fits the schema of " + fmt.Sprint(x.Status), Got: unindexed(v.Pointer) + " " + v.Detail}
	}
	return nil
}

// resolved is the body of a refusal with references in full, where RFC 9457 has
// them: what it calls a URI reference is a URI in the documents that frameworks print.
func resolved(value any) any {
	object, is := value.(map[string]any)
	if !is {
		return value
	}
	out := maps.Clone(object)
	for _, name := range []string{"type", "instance"} {
		text, is := object[name].(string)
		if at, err := url.Parse(text); is && err == nil && !at.IsAbs() {
			out[name] = "http://localhost/" + strings.TrimPrefix(at.String(), "/")
		}
	}
	return out
}

// misfit is how a value does not fit a schema, nil where it does, or where the
// document contradicts itself so that no server can mend it: in the schema, or in
// one of its alternatives. What takes too long to check is held against no server.
func misfit(s *spec.Schema, value any) *spec.Violation {
	for _, v := range s.Check(value) {
		contradicts := v.Kind == spec.TwoAlternatives || v.Kind == spec.Unchecked || v.Kind == spec.UnknownMember && names(s, v.Pointer) ||
			v.Pointer == "" && slices.ContainsFunc(s.Alternatives(), func(one *spec.Schema) bool { return misfit(one, value) == nil })
		if !contradicts {
			return &v
		}
	}
	return nil
}

// names tells whether some part of a schema has a member at a pointer.
func names(s *spec.Schema, pointer string) bool {
	for _, token := range strings.Split(pointer, "/")[1:] {
		m := s.Names(document.UnescapePointer(token))
		switch items := s.Items(); {
		case m != nil:
			s = m.Schema
		case items != nil:
			s = items
		default:
			return false
		}
	}
	return true
}

func declaredMedia(x *wire.Exchange) *engine.Problem {
	reply := x.Operation.Reply(x.Status)
	if reply == nil || len(x.ReplyBody) == 0 || len(reply.Media) == 0 || x.Status >= 400 && sameMedia(x, "application/problem+json") {
		return nil
	}
	for _, media := range reply.Media {
		if sameMedia(x, media) {
			return nil
		}
	}
	return &engine.Problem{Expected: "Content-Type " + strings.Join(reply.Media, " or ") + " with " + fmt.Sprint(x.Status), Got: x.Describe()}
}

// sameMedia tells whether a reply has a media type, which may be a range.
func sameMedia(x *wire.Exchange, media string) bool {
	got, _, _ := mime.ParseMediaType(x.ReplyHeader.Get("Content-Type"))
	return mediatype.Covers(media, got) || got == mediatype.Of(media)
}
