package wire

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cotalker/rolecall/spec"
)

// Exchange is one request and the reply to it.
type Exchange struct {
	Operation *spec.Operation // that was asked, nil for a path that is none
	Sent
	Reply
	Delivery
	Stale          string        // in what way it shows an older state than one seen before, "" for none
	confidential                 // what is not shown of it
	evidenceBudget *atomic.Int64 // what evidence of the run may still take, nil for no bound
}

// Sent is the request of an exchange.
type Sent struct {
	Method, URL string
	Header      http.Header
	Body        []byte
	Caller      string // persona or user whose token was sent, "" for none
	Once        bool   // it makes something: it is not sent again where it is not known what became of it
	Keys        []SentKey
	token       string // the caller's, "" for none
	howTo       string // how a person gets the caller's token; holds no secret
}

// Reply is what came back, the zero value where nothing did.
type Reply struct {
	Status      int
	ReplyHeader http.Header
	ReplyBody   []byte
	JSON        any    // the decoded body
	JSONError   error  // why it could not be decoded; nil for an empty body too
	proto       string // such as HTTP/1.1
}

// Delivery is how a request went over the wire.
type Delivery struct {
	Started time.Time
	Took    time.Duration
	tries   int    // how often it was sent, where a connection was closed before a reply
	reused  bool   // the connection had served another request
	held    func() // frees the place of a large reply, nil where it has none
}

// confidential is what every text of an exchange is searched for before it is shown.
type confidential struct {
	secrets   []string   // passwords that were sent, tokens that came back
	redactor  *secrets   // all that the run sends
	passwords *passwords // that the run has made
	extra     []string   // names of the headers that are sent for a gateway
}

// Success tells whether the reply is 2xx, or leads elsewhere where that is what
// the operation declares of a granted request.
func (x *Exchange) Success() bool {
	if x.Status/100 == 3 && x.Operation != nil && x.Operation.Success() != nil {
		return x.Status == x.Operation.Success().Status
	}
	return x.Status/100 == 2
}

// safe tells whether the request changes nothing.
func (x *Exchange) safe() bool { return x.Method == http.MethodGet || x.Method == http.MethodHead }

// Release tells that the reply has been read, decoded and looked at.
func (x *Exchange) Release() {
	if x.held != nil {
		x.held()
		x.held = nil
	}
}

// Legible is why the body of the reply could not be read as JSON, nil where it
// could, where there is none and where none is wanted.
func (x *Exchange) Legible() error {
	if x.JSONError == nil {
		return nil
	}
	reason := x.JSONError.Error()
	var bad *notJSON
	if errors.As(x.JSONError, &bad) {
		reason = bad.reason // the same of every reply
	}
	return fmt.Errorf("the reply to %s is not valid JSON: %s", x.what(), reason)
}

// Unreadable is why a reply of success cannot be built upon, nil where it can:
// it is not JSON, or empty where the operation declares a body.
func (x *Exchange) Unreadable() error {
	switch {
	case !x.Success() || x.Method == http.MethodHead:
		return nil
	case x.Operation != nil && x.Operation.Action.Content && x.Operation.Action.Kind == spec.Read:
		return nil // it is any bytes
	case len(x.ReplyBody) == 0 && x.Operation != nil && x.Operation.Success() != nil && x.Operation.Success().Schema != nil && x.Status == x.Operation.Success().Status:
		return fmt.Errorf("the reply to %s has no body", x.what())
	}
	return x.Legible()
}

// what names what was asked.
func (x *Exchange) what() string {
	if x.Operation != nil {
		return x.Operation.Method + " " + x.Operation.Path
	}
	return x.Method + " " + Cut(x.Redact(x.URL), maxLine)
}

// At walks the decoded body, nil where it leads nowhere.
func (x *Exchange) At(path ...string) any {
	v := x.JSON
	for _, name := range path {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

// Record is the resource that the reply's envelope holds, nil for none.
func (x *Exchange) Record() map[string]any {
	if x.Operation == nil || x.Operation.Success() == nil {
		return nil
	}
	found := x.At(x.Operation.Success().Envelope...)
	listed := x.Operation.Action.Listed || x.Operation.Action.Kind == spec.Create
	if list, is := found.([]any); is && listed && len(list) == 1 {
		found = list[0]
	}
	object, _ := found.(map[string]any)
	return object
}

// Records are the resources that the reply's envelope holds, and whether it is a
// list of objects at all.
func (x *Exchange) Records() ([]map[string]any, bool) {
	if x.Operation == nil || x.Operation.Success() == nil {
		return nil, false
	}
	list, ok := x.At(x.Operation.Success().Envelope...).([]any)
	out := make([]map[string]any, 0, len(list))
	for _, item := range list {
		object, is := item.(map[string]any)
		ok = ok && is
		out = append(out, object)
	}
	return out, ok
}

// Describe is the answer in a few words.
func (x *Exchange) Describe() string {
	media, _, _ := strings.Cut(x.ReplyHeader.Get("Content-Type"), ";")
	text := fmt.Sprint(x.Status)
	if media != "" {
		text += " " + Cut(media, 100)
	}
	if to := x.ReplyHeader.Get("Location"); x.Status/100 == 3 && to != "" {
		text += " to " + Cut(to, 300)
	}
	return text
}

// Unready says why checks that build upon the success of a reply could not be
// asked.
func (x *Exchange) Unready() string {
	if err := x.Unreadable(); err != nil {
		return "could not set up: " + err.Error()
	}
	text := fmt.Sprintf("could not set up: %s %s answered %s", x.Method, x.Redact(x.URL), x.Describe())
	if x.Caller == Bootstrap && (x.Status == http.StatusUnauthorized || x.Status == http.StatusForbidden) {
		text += "; see first whether its user holds the permissions that the target file gives bootstrap"
	}
	if len(x.Keys) > 0 && (x.Status == http.StatusUnauthorized || x.Status == http.StatusForbidden) {
		text += "; see first whether the target file names the right key of " + x.Keys[0].Scheme.Name
	}
	return text
}

// KeepSecret hides a text that the reply gave, here and in all that follows.
func (x *Exchange) KeepSecret(text string) {
	x.secrets = append(x.secrets, text)
	x.redactor.add(text)
}

// Redact hides what was sent in secret, whoever sent it back.
func (x *Exchange) Redact(text string) string {
	for _, secret := range x.secrets {
		if len(secret) >= distinctive {
			text = strings.ReplaceAll(text, secret, redacted)
		}
	}
	if x.redactor != nil {
		text = x.redactor.redact(text)
	}
	return text
}
