package mockserver

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/decimal"
	"github.com/cotalker/rolecall/spec"
)

// wish is what a request asks for in the header Prefer. It holds for that request
// alone, and changes nothing of the world.
type wish struct {
	code    int    // the status of the reply, 0 for the one that is worked out
	example string // the name of an example of the document
	dynamic bool   // the body is made, another for each request
	wait    time.Duration
	applied []string // as Preference-Applied tells
}

// WithAnyStatus lets requests wish for any status, and not only for those that the
// document declares of the operation.
func WithAnyStatus() Option { return func(s *Server) { s.anyStatus = true } }

// maxWait is the longest that a request may be kept waiting: a connection on
// which nothing moves is closed after a minute.
const maxWait = 30 * time.Second

// wishOf reads a wish. Preferences that the mock does not know are passed over.
// The error is for one that has no meaning.
func wishOf(values []string) (w wish, err error) {
	for _, p := range preferences(values) {
		heeded := p.name
		if p.value != "" {
			heeded += "=" + quotedWord(p.value)
		}
		switch p.name {
		case "code":
			var is bool
			if w.code, is = decimal.Whole(p.value); !is || !isFinal(w.code) {
				return w, fmt.Errorf("code=%s is not a status from 200 to 599", p.value)
			}
		case "example":
			if w.example = p.value; w.example == "" {
				return w, fmt.Errorf("example= names no example")
			}
		case "dynamic":
			if w.dynamic = !strings.EqualFold(p.value, "false"); !w.dynamic {
				continue
			}
		case "wait":
			seconds, is := decimal.Parse(p.value)
			if !is || seconds > maxWait.Seconds() {
				return w, fmt.Errorf("wait=%s is not a number of seconds from 0 to %.0f, such as 2 or 0.5", p.value, maxWait.Seconds())
			}
			w.wait = time.Duration(seconds * float64(time.Second))
		default:
			continue
		}
		w.applied = append(w.applied, heeded)
	}
	return w, nil
}

// isFinal tells whether a status ends a reply.
func isFinal(status int) bool { return status >= 200 && status <= 599 }

// quotedWord writes a value as Preference-Applied may hold it.
func quotedWord(text string) string {
	if strings.ContainsAny(text, " \t\",;=\\") {
		return `"` + quotedPairs.Replace(text) + `"`
	}
	return text
}

var quotedPairs = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// asksForReply tells whether the reply is wished for, and not only when it comes.
func (w *wish) asksForReply() bool { return w.code != 0 || w.example != "" || w.dynamic }

// heed does what a request wishes for. It tells whether that is the answer.
func (x *exchange) heed(values []string) (refused *refusal, answered bool) {
	w, err := wishOf(values)
	if err != nil {
		return x.badWish(err.Error()), false
	}
	if len(w.applied) == 0 {
		return nil, false
	}
	var reply *givenReply
	if w.asksForReply() {
		if reply, refused = x.wishedReply(&w); reply == nil && refused.kind == spec.BadWish {
			return refused, false
		}
	}
	x.waits = w.wait > 0
	if !x.wait(w.wait) {
		return nil, true
	}
	x.byWish = strings.Join(w.applied, ", ")
	x.header["Preference-Applied"] = []string{x.byWish}
	if reply != nil {
		x.writeGiven(reply)
		return nil, true
	}
	return refused, false
}

// wait keeps a request waiting, false where its client went away meanwhile and
// wants no answer any more.
func (x *exchange) wait(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-x.request.Context().Done():
		x.drop()
		return false
	}
}

// wishedReply is the reply that is wished for; of a status from 400 on that the
// document gives no example of, it is the refusal that is returned.
func (x *exchange) wishedReply(w *wish) (*givenReply, *refusal) {
	e := x.endpoint
	declared, status := e.Success(), w.code
	switch {
	case status != 0:
		if declared = e.Reply(status); declared == nil && !x.server.anyStatus {
			return nil, x.badWish(fmt.Sprintf("the document declares no %d of %s %s", status, e.Method, e.Path))
		}
	case w.example != "":
		declared = e.replyWithExample(w.example)
	}
	if w.example != "" {
		if declared == nil {
			return nil, x.badWish(fmt.Sprintf("the document has no example %q of %s %s", w.example, e.Method, e.Path))
		}
		if _, has := declared.ExampleNamed(w.example); !has {
			return nil, x.badWish(fmt.Sprintf("the document has no example %q of the %s of %s %s", w.example, replyName(declared), e.Method, e.Path))
		}
	}
	if status == 0 {
		if declared == nil {
			return nil, x.badWish("the document declares no reply of a granted request")
		}
		status = statusOf(declared)
	}
	return x.give(status, declared, w.example, w.dynamic, "wished for by the header Prefer: "+strings.Join(w.applied, ", "))
}

// badWish refuses a wish for what there is not, and lists what there is.
func (x *exchange) badWish(why string) *refusal {
	return x.server.refuse(spec.BadWish, x.endpoint.Operation, why+"; "+x.endpoint.wishes(), fault{parameter: "Prefer", detail: why})
}

// replyWithExample is the declared reply that has an example, that of a granted
// request before others.
func (e *endpoint) replyWithExample(name string) *spec.Reply {
	list := e.Replies
	if success := e.Success(); success != nil {
		list = append([]*spec.Reply{success}, list...)
	}
	for _, r := range list {
		if _, has := r.ExampleNamed(name); has {
			return r
		}
	}
	return nil
}

// wishes says what a request of an operation may wish for.
func (e *endpoint) wishes() string {
	var codes, examples []string
	for _, r := range e.Replies {
		codes = append(codes, replyName(r))
		if names := r.ExampleNames(); len(names) > 0 {
			examples = append(examples, replyName(r)+": "+strings.Join(names, ", "))
		}
	}
	slices.Sort(codes)
	text := "it has no replies"
	if len(codes) > 0 {
		text = "it has the codes " + strings.Join(codes, ", ")
	}
	if len(examples) > 0 {
		text += ", and the examples of " + strings.Join(examples, "; of ")
	}
	return text
}

// replyName is what the document calls a reply.
func replyName(r *spec.Reply) string {
	if r.Range != "" {
		return r.Range
	}
	return strconv.Itoa(r.Status)
}

// statusOf is a status that a declared reply is of.
func statusOf(r *spec.Reply) int {
	switch {
	case r.Status != 0:
		return r.Status
	case strings.HasSuffix(r.Range, "XX"):
		return int(r.Range[0]-'0') * 100
	}
	return http.StatusOK
}
