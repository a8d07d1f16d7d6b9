package conformance

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cotalker/rolecall/spec"
)

// Exchange is one request and the reply to it.
type Exchange struct {
	Operation   *spec.Operation // that was asked, nil for a path that is none
	Method, URL string
	Header      http.Header // as it was sent
	Body        []byte
	Caller      string // persona or user whose token was sent, "" for none

	Status      int
	ReplyHeader http.Header
	ReplyBody   []byte
	JSON        any   // the decoded body
	JSONError   error // why it could not be decoded; nil for an empty body too
	Started     time.Time
	Took        time.Duration

	secrets   []string      // passwords that were sent, tokens that came back
	hide      *secrets      // all that the run sends
	passwords *passwords    // that the run has made
	extra     []string      // names of the headers that are sent for a gateway
	token     string        // the caller's, "" for none
	sent      int           // how often, where a connection was closed before a reply
	reused    bool          // the connection had served another request
	once      bool          // it makes something: it is not sent again where it is not known what became of it
	stale     string        // in what way it shows an older state than one seen before, "" for none
	proto     string        // of the reply, such as HTTP/1.1
	howTo     string        // how a person gets the caller's token; holds no secret
	room      *atomic.Int64 // what evidence of the run may still take, nil for no bound
	held      func()        // gives back the place of a large reply, nil where it has none
}

// success tells whether the reply is 2xx.
func (x *Exchange) success() bool { return x.Status/100 == 2 }

// safe tells whether the request changes nothing.
func (x *Exchange) safe() bool { return x.Method == http.MethodGet || x.Method == http.MethodHead }

// letGo tells that the reply has been read, decoded and looked at.
func (x *Exchange) letGo() {
	if x.held != nil {
		x.held()
		x.held = nil
	}
}

// legible is why the body of the reply could not be read as JSON, nil where it
// could, where there is none and where none is wanted.
func (x *Exchange) legible() error {
	if x.JSONError == nil {
		return nil
	}
	reason := x.JSONError.Error()
	var bad *notJSON
	if errors.As(x.JSONError, &bad) {
		reason = bad.reason // the same of every reply
	}
	return fmt.Errorf("the reply to %s is no JSON: %s", x.what(), reason)
}

// unreadable is why a reply of success cannot be built upon, nil where it can:
// it is no JSON, or empty where the operation declares a body.
func (x *Exchange) unreadable() error {
	switch {
	case !x.success() || x.Method == http.MethodHead:
		return nil
	case len(x.ReplyBody) == 0 && x.Operation != nil && x.Operation.Success() != nil && x.Operation.Success().Schema != nil && x.Status == x.Operation.Success().Status:
		return fmt.Errorf("the reply to %s has no body", x.what())
	}
	return x.legible()
}

// what names what was asked.
func (x *Exchange) what() string {
	if x.Operation != nil {
		return x.Operation.Method + " " + x.Operation.Path
	}
	return x.Method + " " + cut(x.redact(x.URL), mostLine)
}

// at walks the decoded body, nil where it leads nowhere.
func (x *Exchange) at(path ...string) any {
	v := x.JSON
	for _, name := range path {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

// one is the resource that the reply's envelope holds, nil for none.
func (x *Exchange) one() map[string]any {
	if x.Operation == nil || x.Operation.Success() == nil {
		return nil
	}
	object, _ := x.at(x.Operation.Success().Envelope...).(map[string]any)
	return object
}

// many are the resources that the reply's envelope holds, and whether it is a
// list of objects at all.
func (x *Exchange) many() ([]map[string]any, bool) {
	if x.Operation == nil || x.Operation.Success() == nil {
		return nil, false
	}
	list, ok := x.at(x.Operation.Success().Envelope...).([]any)
	out := make([]map[string]any, 0, len(list))
	for _, item := range list {
		object, is := item.(map[string]any)
		ok = ok && is
		out = append(out, object)
	}
	return out, ok
}

// describe is the answer in a few words.
func (x *Exchange) describe() string {
	media, _, _ := strings.Cut(x.ReplyHeader.Get("Content-Type"), ";")
	text := fmt.Sprint(x.Status)
	if media != "" {
		text += " " + cut(media, 100)
	}
	if to := x.ReplyHeader.Get("Location"); x.Status/100 == 3 && to != "" {
		text += " to " + cut(to, 300)
	}
	return text
}

// unready says why checks that build upon the success of a reply could not be
// asked.
func (x *Exchange) unready() string {
	if err := x.unreadable(); err != nil {
		return "could not set up: " + err.Error()
	}
	text := fmt.Sprintf("could not set up: %s %s answered %s", x.Method, x.redact(x.URL), x.describe())
	if x.Caller == Bootstrap && (x.Status == http.StatusUnauthorized || x.Status == http.StatusForbidden) {
		text += "; see first whether its user holds the permissions that the target file gives bootstrap"
	}
	return text
}

// keepSecret hides a text that the reply gave, here and in all that follows.
func (x *Exchange) keepSecret(text string) {
	x.secrets = append(x.secrets, text)
	x.hide.add(text)
}

// redact hides what was sent in secret, whoever sent it back.
func (x *Exchange) redact(text string) string {
	for _, secret := range x.secrets {
		if len(secret) >= distinctive {
			text = strings.ReplaceAll(text, secret, redacted)
		}
	}
	if x.hide != nil {
		text = x.hide.redact(text)
	}
	return text
}

// commands breaks what readers of logs take for a command wherever in a line it
// stands.
var commands = strings.NewReplacer("##[", "## [", "##vso[", "##vso [")

// plain shows control characters as a terminal would not obey them, and begins
// each line of a text as the first.
func plain(text, begin string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) || r == '\uFEFF' || r == utf8.RuneError:
			return '\uFFFD'
		}
		return r
	}, commands.Replace(strings.ReplaceAll(strings.TrimRight(text, "\r\n"), "\n", "\n"+begin)))
}

// mostWords bounds what a report says in one line.
const mostWords = 4000

// oneLine is a text as one line that a terminal, and a reader of workflow
// commands, sees nothing in.
func oneLine(text string) string { return plain(strings.ReplaceAll(text, "\n", " "), "") }

func clipped(body []byte) string {
	const most = 600
	if len(body) <= most {
		return string(body)
	}
	return strings.ToValidUTF8(string(body[:most]), "") + fmt.Sprintf("… (%d bytes)", len(body))
}

func sortedKeys(h http.Header) []string {
	var out []string
	for name := range h {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
